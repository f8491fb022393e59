"""Replaces macros by what they stand for, and constants that depend on parameters by placeholders.

A placeholder is {{expression}}: the program computes the expression, in DuckDB, when it prints the SQL. The value of
{{regex: expression}} is a regular expression of RE2, and that of {{whole: expression}} one for a whole text.
"""

import functools
import itertools
from pathlib import Path

import sqlglot
from sqlglot import exp

import detections
import project

# Macros that a dialect has a function for.
PRIMITIVES = {"json_text", "text_matches"}

OVERRIDES = Path(__file__).with_name("overrides.sql")


class Macro:
    """A macro: its parameters and its body, an expression or a query."""

    def __init__(self, statement):
        function = statement.find(exp.UserDefinedFunction)
        self.name = function.this.name.lower()
        self.parameters = [parameter.name for parameter in function.expressions]
        self.body = statement.args["expression"]

    def applied(self, arguments):
        """Returns the body with arguments in the place of its parameters."""
        values = dict(zip(self.parameters, arguments, strict=True))

        def replace(node):
            if isinstance(node, exp.Column) and not node.table and node.name in values:
                return parenthesized(values[node.name].copy())
            return node

        return with_new_names(self.body.copy()).transform(replace)


@functools.cache
def macros():
    """Returns the macros of the project by name."""
    found = {}
    for text in project.macro_texts() + [OVERRIDES.read_text()]:
        for statement in sqlglot.parse(text, read="duckdb"):
            if isinstance(statement, exp.Create) and statement.find(exp.UserDefinedFunction):
                macro = Macro(with_arrows(statement))
                found[macro.name] = macro
    return found


_numbers = itertools.count()


def with_new_names(node):
    """Gives the parameters of lambdas names that no argument has."""
    for function in list(node.find_all(exp.Lambda)):
        for parameter in function.expressions:
            old, new = parameter.name, f"{parameter.name.split('__')[0]}__{next(_numbers)}"
            for identifier in list(function.find_all(exp.Identifier)):
                is_value = not isinstance(identifier.parent, exp.Column | exp.Alias | exp.TableAlias)
                is_key = isinstance(identifier.parent, exp.PropertyEQ) and identifier.arg_key == "this"
                is_member = is_key or isinstance(identifier.parent, exp.Dot) and identifier.arg_key == "expression"
                if identifier.name == old and is_value and not is_member:
                    identifier.set("this", new)
    return node


def parenthesized(node):
    """Returns an argument so that operators around it do not tear it apart."""
    is_operator = isinstance(node, exp.Binary | exp.Unary | exp.Between | exp.In) and not isinstance(node, exp.Dot | exp.Paren)
    return exp.paren(node, copy=False) if is_operator else node


def is_variable(node):
    return isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable"


def is_constant(node):
    """Returns true for an expression that depends on nothing but parameters of the report."""
    if not any(is_variable(found) for found in node.find_all(exp.Anonymous)):
        return False
    not_constant = (exp.Column, exp.Identifier, exp.Query, exp.Lambda, exp.AggFunc, exp.Window, exp.Star, exp.Tuple)
    is_interval = isinstance(node, exp.ToDays) or isinstance(node, exp.Anonymous) and node.name.lower() == "to_minutes"
    return not is_interval and not isinstance(node, exp.If | exp.Alias) and not node.find(*not_constant)


def placeholder(node):
    is_regex = isinstance(node, exp.Anonymous) and node.name.lower().endswith("_expression")
    return exp.Var(this=("{{regex: " if is_regex else "{{") + node.sql("duckdb", normalize_functions="lower") + "}}")


def with_arrows(tree):
    """Returns a tree in which document -> '$.path' is no lambda, for which sqlglot takes it in an argument, without
    comments."""
    for node in tree.walk():
        node.comments = None
    for arrow in list(tree.find_all(exp.Lambda)):
        if isinstance(arrow.this, exp.Literal) and arrow.this.name.startswith("$"):
            arrow.replace(exp.JSONExtract(this=exp.column(arrow.expressions[0].name), expression=arrow.this))
    return tree


class Expander:
    """Expands one query."""

    def __init__(self):
        self.macros = macros()

    def query(self, sql):
        return self.expand(with_arrows(sqlglot.parse_one(sql, read="duckdb")))

    def expand(self, node):
        if isinstance(node, exp.Expression) and isinstance(node, exp.Condition) and is_constant(node):
            return placeholder(node)
        replaced = self.replaced(node)
        if replaced is not node:
            return self.expand(replaced)
        for key, value in list(node.args.items()):
            if isinstance(value, exp.Expression):
                node.set(key, self.expand(value))
            elif isinstance(value, list):
                node.set(key, [self.expand(it) if isinstance(it, exp.Expression) else it for it in value])
        return node

    def replaced(self, node):
        """Returns what a node stands for, or the node."""
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous):
            return self.table(node)
        if isinstance(node, exp.ArrayContains) and node.this.name.lower() == "wanted_names":
            # The join with wanted_calls says the same.
            return exp.true()
        name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
        if name == "iam_action_map":
            return detections.iam_actions()
        if name == "wants":
            return detections.wants(*node.expressions)
        if name in self.macros and name not in PRIMITIVES:
            return exp.paren(self.macros[name].applied(node.expressions))
        return node

    def table(self, node):
        """Returns the query of a table macro, as a derived table."""
        name = node.this.name.lower()
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name))
        if name == "detection_values":
            values = detections.values(node.this.expressions[0])
            return exp.Subquery(this=values, alias=alias)
        body = self.macros[name].applied(node.this.expressions)
        if name == "detected_events":
            body = detections.adapted(body, node.this.expressions[0])
        return exp.Subquery(this=body, alias=alias)
