"""The functions of Trino, as Athena's engine version 3 has them, in the place of DuckDB's."""

from sqlglot import exp

import regex
from functions import Functions, call, lambda_of, not_null, number, template, text


class Athena(Functions):
    name = "trino"

    # JSON: a document is its text.

    def json_text(self, document, path):
        """Returns a part as text. json_extract_scalar has none for objects and lists."""
        part = call("json_extract", document, path)
        whole = exp.Nullif(this=call("json_format", part.copy()), expression=text("null"))
        return exp.Coalesce(this=call("json_extract_scalar", document.copy(), path.copy()), expressions=[whole])

    def json_part(self, document, path):
        if path.is_string and path.name == "$":
            return document
        return call("json_format", call("json_extract", document, path))

    def json_items(self, document):
        items = template("CAST(TRY(CAST(json_parse(document) AS ARRAY(JSON))) AS ARRAY(JSON))", "trino", document=document)
        return self.texts_of(items)

    def json_members(self, document):
        return self.texts_of(template("map_values(TRY(CAST(json_parse(document) AS MAP(VARCHAR, JSON))))", "trino", document=document))

    def texts_of(self, items):
        it = "COALESCE(TRY(CAST(it AS VARCHAR)), NULLIF(json_format(it), 'null'))"
        return exp.Coalesce(this=template(f"transform(items, it -> {it})", "trino", items=items), expressions=[no_texts()])

    def json_length(self, document):
        return call("json_array_length", document)

    # Regular expressions

    def pattern(self, node):
        return text(regex.translate(node.name)) if isinstance(node, exp.Literal) else node

    def matches(self, value, pattern):
        return call("regexp_like", value, pattern)

    def extract(self, value, pattern, group):
        """Returns '' for no match, as DuckDB does, and NULL for no text."""
        found = exp.Coalesce(this=call("regexp_extract", value, pattern, group), expressions=[text("")])
        return exp.Case().when(not_null(value.copy()), found)

    def extract_all(self, value, pattern, group):
        return call("regexp_extract_all", value, pattern, group)

    def replacement(self, value):
        return value.replace("$", "\\$").replace("\\1", "$1").replace("\\2", "$2")

    # Lists

    def element(self, items, index):
        index = number(int(index.name) + 1) if isinstance(index, exp.Literal) else exp.Add(this=index, expression=number(1))
        return call("element_at", items, index)

    def element_from_end(self, items, index):
        return call("element_at", items, exp.Neg(this=index))

    def slice(self, items, first, length):
        return call("slice", items, first, length)

    def size(self, items):
        return call("cardinality", items)

    def concat(self, lists):
        return call("concat", *lists)

    def join(self, items, separator):
        return call("array_join", items, separator)

    def distinct(self, items):
        return call("array_distinct", call("filter", items, lambda_of("each", not_null(exp.to_identifier("each")))))

    def sum(self, items):
        return template("reduce(items, CAST(0 AS DOUBLE), (total, it) -> total + it, total -> total)", "trino", items=items)

    def position(self, items, value):
        return call("array_position", items, value)

    def contains_item(self, items, value):
        return call("contains", items, value)

    def range(self, first, last):
        return call("sequence", first, last)

    # Aggregates

    def collected(self, value):
        return call("array_agg", value)

    def collected_set(self, value):
        return template("array_agg(DISTINCT it) FILTER (WHERE it IS NOT NULL)", "trino", it=value)

    def collected_in_order(self, order):
        return exp.ArrayAgg(this=order)

    def first_by(self, value, keys, is_last):
        """Returns the value of the first row by some keys, as texts of which NULL is the last: rows with NULL have no
        order in Trino."""
        sortable = [exp.Coalesce(this=sort_text(key), expressions=[text("~")]) for key in keys]
        key = exp.func("concat", *[part for it in sortable for part in (it, text("|"))][:-1]) if len(sortable) > 1 else keys[0]
        return exp.Filter(this=call("max_by" if is_last else "min_by", value, key), expression=exp.Where(this=not_null(value.copy())))

    def ranked(self, counts):
        """Returns the values of a group, the most frequent first."""
        if isinstance(counts, exp.MapFromEntries):
            name, count = counts.this.expressions[0].expressions
            counts = call("map_agg", name, count)
        return template(RANKED, "trino", counts=counts)

    def histogram(self, value):
        return call("histogram", value)

    def size_of_distinct(self, value, window):
        window.set("this", call("array_agg", value))
        return call("cardinality", call("array_distinct", window))

    # Times

    def days(self, count):
        return template("count * INTERVAL '1' DAY", "trino", count=count)

    def minutes(self, count):
        return template("count * INTERVAL '1' MINUTE", "trino", count=count)

    def bucket(self, minutes, time):
        return template(BUCKET, "trino", minutes=minutes, event_at=time)

    def truncated(self, time, unit):
        return call("date_trunc", text(unit), time)

    def difference(self, unit, first, last):
        return call("date_diff", text(unit.lower()), first, last)

    def seconds(self, time):
        return call("to_unixtime", time)

    def day_of_week(self, time):
        return call("day_of_week", time)

    # Others

    def hash(self, values):
        parts = [exp.Coalesce(this=it, expressions=[text("~")]) for it in values]
        joined = exp.func("concat", *[part for it in parts for part in (it, text("|"))][:-1]) if len(parts) > 1 else parts[0]
        return call("xxhash64", call("to_utf8", joined))

    def ends_with(self, value, end):
        length = exp.Sub(this=exp.Anonymous(this="length", expressions=[value]), expression=call("length", end))
        return exp.EQ(this=call("substr", value.copy(), exp.Add(this=length, expression=number(1))), expression=end.copy())

    def on_contains(self, node):
        return exp.GT(this=call("strpos", node.this, node.expression), expression=number(0))

    def on_greatest(self, node):
        """Leaves NULL out, as DuckDB does."""
        values = [node.this] + node.expressions
        if len(values) > 2 or all(isinstance(it, exp.Literal | exp.Var) for it in values[1:]):
            return node
        return exp.Coalesce(this=call("greatest", *values), expressions=[it.copy() for it in values])

    def on_struct(self, node):
        """Returns a row of texts with names."""
        if isinstance(node.parent, exp.ToMap):
            return node
        members = [(it.this.name, it.expression) for it in node.expressions]
        types = ", ".join(f"{name} VARCHAR" for name, _ in members)
        row = call("row", *[value for _, value in members])
        return exp.cast(row, exp.DataType.build(f"ROW({types})", dialect="trino"))

    def value_of(self, map_, key):
        return call("element_at", map_, key)

    def lookup(self, keys, values, key):
        return call("element_at", call("map", exp.Array(expressions=keys), exp.Array(expressions=values)), key)


def no_texts():
    return template("CAST(ARRAY[] AS ARRAY(VARCHAR))", "trino")


def sort_text(key):
    """Returns a text that sorts as the value does: of times, texts, truths and numbers that are not negative."""
    return template("CAST(sort_key AS VARCHAR)", "trino", sort_key=key)


RANKED = """
transform(
    array_sort(map_entries(counts), (one, other) -> CASE
        WHEN one[2] > other[2] THEN -1 WHEN one[2] < other[2] THEN 1
        WHEN one[1] < other[1] THEN -1 WHEN one[1] > other[1] THEN 1 ELSE 0 END),
    it -> it[1])
"""

# DuckDB's time_bucket begins on Monday, 3 January 2000.
BUCKET = """
date_add('minute', CAST(floor(date_diff('second', TIMESTAMP '2000-01-03 00:00:00', event_at) / (60.0 * minutes)) * minutes AS BIGINT), TIMESTAMP '2000-01-03 00:00:00')
"""
