"""The functions of Spark 4 (ANSI mode, time zone UTC) in the place of DuckDB's."""

from sqlglot import exp

import regex
from functions import Functions, call, lambda_of, not_null, number, template, text


class Spark(Functions):
    name = "spark"

    # JSON: a document is its text.

    def json_text(self, document, path):
        return call("get_json_object", document, path)

    def json_part(self, document, path):
        """Returns the JSON of a part. get_json_object takes the quotes off a string, but not within a list."""
        if path.is_string and path.name == "$":
            return document
        in_list = exp.func("concat", text("["), document, text("]"))
        path = text("$[*]" + path.name[1:]) if path.is_string else call("concat", text("$[*]"), call("substr", path, number(2)))
        return call("get_json_object", in_list, path)

    def json_items(self, document):
        return exp.Coalesce(this=call("from_json", document, text("array<string>")), expressions=[exp.array()])

    def json_members(self, document):
        return exp.Coalesce(this=call("map_values", call("from_json", document, text("map<string,string>"))), expressions=[exp.array()])

    def json_length(self, document):
        return call("json_array_length", document)

    # Regular expressions

    def pattern(self, node):
        if isinstance(node, exp.Literal):
            return text(regex.translate(node.name, "u"))
        return node

    def matches(self, value, pattern):
        return call("regexp_like", value, pattern)

    def extract(self, value, pattern, group):
        return call("regexp_extract", value, pattern, group)

    def extract_all(self, value, pattern, group):
        return call("regexp_extract_all", value, pattern, group)

    def replacement(self, value):
        return value.replace("$", "\\$").replace("\\1", "$1").replace("\\2", "$2")

    # Lists

    def element(self, items, index):
        return call("get", items, index)

    def element_from_end(self, items, index):
        return call("try_element_at", items, exp.Neg(this=index))

    def slice(self, items, first, length):
        return call("slice", items, first, length)

    def size(self, items):
        return call("size", items)

    def concat(self, lists):
        return call("concat", *lists)

    def join(self, items, separator):
        return call("array_join", items, separator)

    def distinct(self, items):
        return call("array_compact", call("array_distinct", items))

    def sum(self, items):
        return template("aggregate(items, CAST(0 AS DOUBLE), (total, it) -> total + it)", "spark", items=items)

    def position(self, items, value):
        return call("array_position", items, value)

    def contains_item(self, items, value):
        return call("array_contains", items, value)

    def range(self, first, last):
        return call("sequence", first, last)

    # Aggregates

    def collected(self, value):
        return call("collect_list", value)

    def collected_set(self, value):
        return call("collect_set", value)

    def pair(self, order, name):
        return exp.Struct(expressions=[exp.PropertyEQ(this=exp.to_identifier("rank"), expression=order), exp.PropertyEQ(this=exp.to_identifier("name"), expression=name)])

    def first_by(self, value, keys, is_last):
        """Returns the value of the first row by some keys, of which NULL is the last."""
        parts = [part for key in keys for part in with_null_last(key)]
        struct = call("struct", *parts)
        return exp.Filter(this=call("max_by" if is_last else "min_by", value, struct), expression=exp.Where(this=not_null(value.copy())))

    def ranked(self, counts):
        """Returns the values of a group, the most frequent first. Spark has no histogram of texts: equal values are
        neighbours in the sorted list of all, so the length of each run is its number."""
        if isinstance(counts, exp.MapFromEntries):
            name, count = counts.this.expressions[0].expressions
            pairs = call("array_sort", call("collect_list", self.pair(exp.Neg(this=count), name)))
        else:
            pairs = self.runs(counts.expressions[0])
        return call("transform", pairs, lambda_of("it", exp.Dot(this=exp.to_identifier("it"), expression=exp.to_identifier("name"))))

    def runs(self, value):
        runs = template(RUNS, "spark", all_values=call("array_sort", call("collect_list", value)))
        return exp.Case().when(exp.GT(this=exp.Count(this=value.copy()), expression=number(0)), runs)

    def histogram(self, value):
        return template("map_from_entries(transform(runs, it -> struct(it.name, -it.rank)))", "spark", runs=self.runs(value))

    def size_of_distinct(self, value, window):
        window.set("this", call("collect_set", value))
        return call("size", window)

    # Times

    def days(self, count):
        return call("make_dt_interval", count)

    def minutes(self, count):
        return template("count * INTERVAL '1' MINUTE", "spark", count=count)

    def bucket(self, minutes, time):
        return template(BUCKET, "spark", minutes=minutes, event_at=time)

    def truncated(self, time, unit):
        return exp.cast(call("date_trunc", text(unit), time), "timestamp_ntz", dialect="spark")

    def difference(self, unit, first, last):
        return call("timestampdiff", exp.Var(this=unit), first, last)

    def seconds(self, time):
        return call("unix_timestamp", time)

    def day_of_week(self, time):
        return exp.Add(this=call("weekday", time), expression=number(1))

    # Others

    def hash(self, values):
        return call("xxhash64", *values)

    def ends_with(self, value, end):
        return call("endswith", value, end)

    def value_of(self, map_, key):
        return call("try_element_at", map_, key)

    def lookup(self, keys, values, key):
        return call("try_element_at", call("map_from_arrays", exp.Array(expressions=keys), exp.Array(expressions=values)), key)


def with_null_last(key):
    is_null = exp.Is(this=exp.paren(key.copy()), expression=exp.null())
    return [key] if isinstance(key, exp.Is) else [is_null, key]


RUNS = """
get(transform(array(all_values), sorted ->
    get(transform(array(filter(sequence(0, size(sorted)), i -> i < size(sorted) AND (i = 0 OR sorted[i] <> sorted[i - 1]))), starts ->
        array_sort(transform(starts, (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)))), 0)), 0)
"""

# DuckDB's time_bucket begins on Monday, 3 January 2000.
BUCKET = """
timestampadd(MINUTE, CAST(floor(timestampdiff(SECOND, TIMESTAMP_NTZ '2000-01-03 00:00:00', event_at) / (60 * minutes)) * minutes AS INT), TIMESTAMP_NTZ '2000-01-03 00:00:00')
"""
