#!/usr/bin/env python3
"""Writes the reports in the SQL of Spark and of Athena to sql/spark and sql/athena.

    lake/dialects/generate.py            # after a change to a macro or a report
    lake/dialects/generate.py --check    # says what is not as it would write it

It needs sqlglot==30.30.0 and duckdb==2.0.0. docs/lake.md says how the result is tested.
"""

import logging
import re
import sys

import sqlglot

import aliases
import project
import scope
import tables_sql
from athena import Athena
from expand import Expander
from shape import Shaper
from spark import Spark

# Reports that a dialect has no words for.
UNSAID = {
    "spark": {},
    "athena": {
        "assume_role_trace": "it needs rows of several types in one column, whose types Athena wants to be written out",
    },
}


def dialects():
    return {"spark": Spark(), "athena": Athena()}


def report(name, dialect, functions, expander):
    """Returns the text of the file of a report."""
    lines = [f"-- Made from sql/reports/{name}.sql by lake/dialects/generate.py; do not edit.", f"-- inputs: {project.inputs(name)}"]
    if reason := UNSAID[dialect].get(name):
        return "\n".join(lines + [f"-- unsaid: {reason}"]) + "\n"
    query = Shaper(expander.query(project.select(name))).run()
    query = functions.query(query)
    if dialect == "athena":
        query = aliases.write_out(query)
    text = query.sql(functions.name, pretty=True, normalize_functions="lower")
    if "${" in text:
        raise ValueError(f"{name}: Spark replaces ${{…}} by a setting")
    text = renumbered(scope.before(text, functions))
    sqlglot.parse_one(filled(text), read=functions.name)
    return "\n".join(lines) + "\n" + text


def renumbered(text):
    """Numbers the parameters of lambdas in their order, so that a report does not change with another."""
    numbers = {}
    return re.sub(r"\b(\w+?)__(\d+)\b", lambda it: f"{it[1]}__{numbers.setdefault(it[2], len(numbers))}", text)


def filled(text):
    """Returns a text without placeholders, for a parser."""
    parts = text.split("{{")
    return parts[0] + "".join("NULL" + part.split("}}", 1)[1] for part in parts[1:])


def files():
    """Returns all generated files with their texts."""
    expander, found = Expander(), {}
    for dialect, functions in dialects().items():
        for name in project.reports():
            found[project.ROOT / f"sql/{dialect}/reports/{name}.sql"] = report(name, dialect, functions, expander)
        found[project.ROOT / f"sql/{dialect}/tables.sql"] = tables_sql.text(dialect)
    return found


def main():
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    stale = []
    for path, text in files().items():
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    for path in stale:
        print(path.relative_to(project.ROOT))
    return 1 if "--check" in sys.argv and stale else 0


if __name__ == "__main__":
    sys.exit(main())
