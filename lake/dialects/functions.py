"""The functions of DuckDB by those of a dialect, bottom up. A dialect says how it spells each."""

import re

from sqlglot import exp


def call(name, *arguments):
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value):
    return exp.Literal.string(value)


def number(value):
    return exp.Literal.number(value)


def not_null(node):
    return exp.Not(this=exp.Is(this=node, expression=exp.null()))


def is_array(node):
    return isinstance(node, exp.Array)


def lambda_of(name, body):
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name)])


def path_of(node):
    """Returns a JSON path as a literal, as sqlglot may have parsed it."""
    return text(node.sql("duckdb").strip("'")) if isinstance(node, exp.JSONPath) else node


class Functions:
    """Replaces the functions of one query."""

    def query(self, node):
        return self.up(node)

    def up(self, node):
        for key, value in list(node.args.items()):
            if isinstance(value, exp.Expression):
                node.set(key, self.up(value))
            elif isinstance(value, list):
                node.set(key, [self.up(it) if isinstance(it, exp.Expression) else it for it in value])
        rule = getattr(self, "on_" + type(node).__name__.lower(), None)
        if isinstance(node, exp.Anonymous):
            rule = getattr(self, "on_" + node.name.lower(), None)
        return rule(node) if rule else node

    # JSON

    def on_json_text(self, node):
        return self.parts(node.expressions[0], path_of(node.expressions[1]), self.json_text)

    def on_jsonextractscalar(self, node):
        return self.parts(node.this, path_of(node.expression), self.json_text)

    def on_jsonextract(self, node):
        return self.parts(node.this, path_of(node.expression), self.json_part)

    def parts(self, document, path, of_one):
        """Returns one part of a document, or a list of them."""
        if is_array(path):
            return exp.Array(expressions=[of_one(document.copy(), it) for it in path.expressions])
        if isinstance(path, exp.Literal) and "*" in path.name:
            return self.all_parts(document, path.name, of_one)
        return of_one(document, path)

    def all_parts(self, document, path, of_one):
        """Returns the parts of each item of a list, or of each member of an object."""
        before, after = re.split(r"\[\*\]|\.\*", path, maxsplit=1)
        inner = document if before == "$" else self.json_part(document, text(before))
        items = self.json_items(inner) if "[*]" in path else self.json_members(inner)
        if not after:
            return items
        part = of_one(exp.to_identifier("item"), text("$" + after))
        found = call("transform", items, lambda_of("item", part))
        return call("filter", found, lambda_of("part", not_null(exp.to_identifier("part"))))

    def on_json_array_length(self, node):
        document, path = node.expressions
        return self.json_length(self.json_part(document, path))

    def on_jsontype(self, node):
        first = exp.func("substr", node.this, number(1), number(1))
        return exp.Case(this=first).when("'['", "'ARRAY'").when("'{'", "'OBJECT'")

    def on_cast(self, node):
        if node.to.is_type("array"):
            return self.json_items(node.this)
        if node.to.this in (exp.DType.JSON, exp.DType.TEXT) and not self.is_number(node.this):
            return node.this
        return node

    def on_trycast(self, node):
        return node.this if node.to.is_type("json") else node

    def is_number(self, node):
        return isinstance(node.unnest(), exp.Sub | exp.Round | exp.Anonymous | exp.Null)

    # Regular expressions

    def on_text_matches(self, node):
        return self.matches(node.expressions[0], self.pattern(self.constant(node.expressions[1])))

    def on_regexplike(self, node):
        return self.matches(node.this, self.pattern(self.constant(node.expression)))

    def on_regexpfullmatch(self, node):
        # The program prints the pattern with its ends.
        pattern = node.expression.unnest().name
        return self.matches(node.this, exp.Var(this=pattern.replace("{{", "{{whole: ")))

    def on_regexpextract(self, node):
        return self.extract(node.this, self.pattern(self.constant(node.expression)), node.args["group"])

    def on_regexpextractall(self, node):
        return self.extract_all(node.this, self.pattern(self.constant(node.expression)), node.args.get("group") or number(0))

    def on_regexpreplace(self, node):
        return call("regexp_replace", node.this, self.pattern(node.expression), text(self.replacement(node.args["replacement"].name)))

    def constant(self, node):
        """Joins texts that a macro is made of."""
        node = node.unnest()
        if isinstance(node, exp.DPipe):
            left, right = self.constant(node.this), self.constant(node.expression)
            if isinstance(left, exp.Literal) and isinstance(right, exp.Literal):
                return text(left.name + right.name)
        return node

    # Lists

    def on_list_any_value(self, node):
        items = node.expressions[0]
        if is_array(items):
            return exp.Coalesce(this=items.expressions[0], expressions=items.expressions[1:]) if len(items.expressions) > 1 else items.expressions[0]
        return self.element(call("filter", items, lambda_of("it", not_null(exp.to_identifier("it")))), number(0))

    def on_histogram(self, node):
        is_ranked = isinstance(node.parent, exp.Anonymous) and node.parent.name == "ranked_names"
        return node if is_ranked else self.histogram(node.expressions[0])

    def on_window(self, node):
        counted = node.this
        if isinstance(counted, exp.Count) and isinstance(counted.this, exp.Distinct):
            return self.size_of_distinct(counted.this.expressions[0], node)
        return node

    def on_bracket(self, node):
        index = node.expressions[0]
        if isinstance(index, exp.Slice):
            first, last = index.this, index.expression
            return self.slice(node.this, first, length_of(first, last))
        if isinstance(node.this.unnest(), exp.ToMap):
            pairs = node.this.unnest().this.expressions
            return self.lookup([it.this for it in pairs], [it.expression for it in pairs], index)
        if isinstance(index, exp.Literal) and not index.is_string:
            # sqlglot counts from 0.
            return self.element(node.this, index)
        if isinstance(index, exp.Neg):
            return self.element_from_end(node.this, number(int(index.this.name) - 1))
        if is_array(node.this.unnest()):
            return self.element(node.this, less_one(index))
        return self.value_of(node.this, index)

    def on_length(self, node):
        return self.size(node.this)

    def on_arrayconcat(self, node):
        lists = [node.this] + node.expressions
        return self.concat([it if is_array(it) else exp.Coalesce(this=it, expressions=[exp.array()]) for it in lists])

    def on_flatten(self, node):
        return call("flatten", call("filter", node.this, lambda_of("them", not_null(exp.to_identifier("them")))))

    def on_array(self, node):
        only = node.expressions[0] if len(node.expressions) == 1 else None
        # The project's comprehensions are mere copies of a list.
        return only.args["iterator"] if isinstance(only, exp.Comprehension) else node

    def on_transform(self, node):
        return call("transform", node.this, node.expression)

    def on_arrayfilter(self, node):
        return call("filter", node.this, node.expression)

    def on_arraydistinct(self, node):
        return self.distinct(node.this)

    def on_arraysort(self, node):
        return call("array_sort", node.this)

    def on_arraytostring(self, node):
        joined = self.join(node.this, node.expression)
        is_sorted = isinstance(node.this, exp.Anonymous) and node.this.name == "array_sort"
        # A list of NULL alone is NULL.
        only_null = is_sorted and node.this.expressions[0].name == "collect_set"
        return exp.Nullif(this=joined, expression=text("")) if only_null else joined

    def on_list_aggregate(self, node):
        items, _, separator = node.expressions
        return exp.Nullif(this=self.join(items, separator), expression=text(""))

    def on_list_sum(self, node):
        return self.sum(node.expressions[0])

    def on_list_position(self, node):
        return self.position(*node.expressions)

    def on_list_extract(self, node):
        return self.element(node.expressions[0], number(int(node.expressions[1].name) - 1))

    def on_arraycontains(self, node):
        return self.contains_item(node.this, node.expression)

    def on_arrayappend(self, node):
        return self.concat([node.this, exp.array(node.expression)])

    def on_generateseries(self, node):
        return self.range(node.args["start"], less_one(node.args["end"]))

    # Aggregates

    def on_arrayagg(self, node):
        value = node.this
        if isinstance(value, exp.Distinct):
            return self.collected_set(value.expressions[0])
        if isinstance(value, exp.Order):
            return self.collected_in_order(value)
        return self.collected(value)

    def collected_in_order(self, order):
        first, second = order.expressions
        pair = self.pair(exp.Neg(this=first.this), second.this)
        return self.collected(pair)

    def on_filter(self, node):
        """Puts the functions around a list of pairs outside of its FILTER. The list of no rows is NULL, as DuckDB's is."""
        value = node.this
        if isinstance(value, exp.Filter):
            inner = exp.and_(value.expression.this, node.expression.this)
            return exp.Filter(this=value.this, expression=exp.Where(this=inner))
        if isinstance(value, exp.Anonymous) and value.name == "collect_list" and isinstance(value.expressions[0], exp.Struct):
            name = exp.Dot(this=exp.to_identifier("it"), expression=exp.to_identifier("name"))
            pairs = exp.Nullif(this=node, expression=exp.Array(expressions=[]))
            return call("transform", call("array_sort", pairs), lambda_of("it", name))
        return node

    def on_groupconcat(self, node):
        value = node.this.this.expressions[0]
        return exp.Nullif(this=self.join(call("array_sort", self.collected_set(value)), node.args["separator"]), expression=text(""))

    def on_argmin(self, node):
        return self.first_by(node.this, keys_of(node.expression), is_last=False)

    def on_argmax(self, node):
        return self.first_by(node.this, keys_of(node.expression), is_last=True)

    def on_ignorenulls(self, node):
        return call("max", node.this.this) if isinstance(node.this, exp.AnyValue) else node

    def on_ranked_names(self, node):
        return self.ranked(node.expressions[0])

    # Times

    def on_todays(self, node):
        return self.days(node.this)

    def on_to_minutes(self, node):
        # The width of time_bucket stays a number.
        if isinstance(node.parent, exp.DateBin):
            return node
        return self.minutes(node.expressions[0])

    def on_datebin(self, node):
        return self.bucket(node.this.expressions[0], node.expression)

    def on_timestamptrunc(self, node):
        return self.truncated(node.this, node.args["unit"].name.lower())

    def on_datediff(self, node):
        return self.difference(node.args["unit"].name, node.expression, node.this)

    def on_timetounix(self, node):
        return self.seconds(node.this)

    def on_dayofweekiso(self, node):
        return self.day_of_week(node.this)

    # Others

    def on_hash(self, node):
        return self.hash(node.expressions)

    def on_endswith(self, node):
        return self.ends_with(node.this, node.expression)

    def on_cte(self, node):
        node.set("materialized", None)
        return node


def keys_of(node):
    return node.expressions if isinstance(node, exp.Tuple) else [node]


def template(sql, dialect, **values):
    """Parses an expression, with values in the place of the columns of their names."""

    def replace(node):
        is_value = isinstance(node, exp.Column) and node.name in values
        return values[node.name].copy() if is_value else node

    return exp.maybe_parse(sql, dialect=dialect).transform(replace)


def less_one(node):
    if isinstance(node, exp.Literal):
        return number(int(node.name) - 1)
    if isinstance(node, exp.Add) and node.expression.name == "1":
        return node.this
    return exp.Sub(this=exp.paren(node), expression=number(1))


def length_of(first, last):
    """Returns the number of items from the first to the last one."""
    if first.name == "1" and isinstance(first, exp.Literal):
        return last
    return exp.Sub(this=exp.paren(last), expression=exp.paren(less_one(first)))
