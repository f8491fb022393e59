"""The detections as rows."""

import functools

import duckdb
import sqlglot
from sqlglot import exp

import project

ROWS = """
SELECT detection, theme, title, tactic, technique, calls,
    level_number(level) AS succeeded, level_number(failed_level) AS not_succeeded,
    condition_number,
    thresholds.measure, thresholds.at_least, thresholds.minutes
FROM numbered_detections() AS detections
LEFT JOIN (SELECT unnest(detection_thresholds(), recursive := true)) AS thresholds USING (detection)
ORDER BY detection
"""

COLUMNS = "detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes"


@functools.cache
def all_rows():
    connection = duckdb.connect()
    connection.execute((project.ROOT / "sql/detections.sql").read_text())
    return connection.execute(ROWS).fetchall()


def rows(themes):
    """Returns the detections of some themes; `themes` is NULL for all, or a list of names."""
    wanted = None if isinstance(themes, exp.Null) else {theme.name for theme in themes.expressions}
    return [row for row in all_rows() if wanted is None or row[1] in wanted]


def wants(themes, theme):
    """Returns the macro of this name as a constant: Spark refuses to look for a value in NULL."""
    return exp.Boolean(this=isinstance(themes, exp.Null) or theme.name in {it.name for it in themes.expressions})


def iam_actions():
    """Returns the calls whose IAM actions have other names, as a map."""
    connection = duckdb.connect()
    connection.execute((project.ROOT / "sql/iam_actions.sql").read_text().split("-- Returns")[0])
    (found,) = connection.execute("SELECT iam_actions()").fetchone()
    pairs = [exp.PropertyEQ(this=literal(f"{service}:{call}"), expression=literal(list(actions))) for service, call, actions in found]
    return exp.ToMap(this=exp.Struct(expressions=pairs))


def literal(value):
    if value is None:
        return exp.null()
    if isinstance(value, list):
        return exp.Array(expressions=[literal(it) for it in value])
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


def values(themes):
    """Returns a query of the detections."""
    tuples = [exp.Tuple(expressions=[literal(value) for value in row]) for row in rows(themes)]
    alias = exp.TableAlias(this=exp.to_identifier("detections"), columns=[exp.to_identifier(it) for it in COLUMNS.split(", ")])
    return exp.select("*").from_(exp.Values(expressions=tuples, alias=alias))


def adapted(query, themes):
    """Returns the query of detected_events with the conditions of some themes alone."""
    position = COLUMNS.split(", ").index("condition_number")
    wanted = {str(row[position]) for row in rows(themes)}
    for case in query.find_all(exp.Case):
        if isinstance(case.this, exp.Column) and case.this.name == "condition_number":
            for branch in case.args["ifs"]:
                if branch.this.name == "wanted_condition":
                    branch.set("this", branch.this.expressions[-1])
            case.set("ifs", [branch for branch in case.args["ifs"] if branch.this.name in wanted])
    # The programs of the events in the scope are enough, since they are joined with those.
    for table in query.find_all(exp.Table):
        if table.name == "events":
            table.set("this", exp.to_identifier("activity"))
    return query
