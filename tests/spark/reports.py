#!/usr/bin/env python3
"""Runs reports on a Spark cluster of two workers and in DuckDB, over one lake, and compares them cell by cell.

    reports.py DUCKTRAIL LAKE FOLDER CASES

CASES is a file with the arguments of a report in each line, as JSON. FOLDER is for the logs of the cluster.
"""

import datetime
import decimal
import json
import re
import subprocess
import sys
import time

from cluster import Cluster, session, wait_for_executors


def cell(value, expected):
    """Returns a value of Spark as the JSON of `ducktrail report` has it."""
    if isinstance(value, datetime.datetime):
        text = value.isoformat(" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, str) and isinstance(expected, dict | list):
        # A column of JSON, which is text in a lake.
        return json.loads(value)
    return value


def is_pruned(frame):
    """Returns true if each scan of the events reads only the folders of some days."""
    plan = frame._jdf.queryExecution().executedPlan().toString()
    scans = [line for line in plan.splitlines() if "FileScan parquet" in line and "day#" in line]
    filters = [re.search(r"PartitionFilters: \[(.*?)\](, |$)", scan) for scan in scans]
    return bool(scans) and all(found and "day#" in found[1] and ">=" in found[1] and "<=" in found[1] for found in filters)


class Comparison:
    """Compares reports over one lake."""

    def __init__(self, program, lake, spark):
        self.program, self.lake, self.spark = program, lake, spark
        for statement in self.printed(["--lake", lake]).split(";\n"):
            if statement.strip():
                spark.sql(statement)

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True)

    def printed(self, arguments):
        ran = self.run("lake", "sql", "--dialect", "spark", *arguments)
        if ran.returncode:
            raise SystemExit(f"lake sql {arguments}: {ran.stderr}")
        return ran.stdout

    def difference(self, case):
        """Returns what differs, or nothing, and the number of rows."""
        ran = self.run("report", *case, "--db", self.lake, "--format", "json")
        if ran.returncode:
            raise SystemExit(f"report {case}: {ran.stderr}")
        expected = json.loads(ran.stdout)
        try:
            frame = self.spark.sql(self.printed(["--report", *case]))
            rows = [row.asDict() for row in frame.collect()]
        except Exception as error:
            return str(error)[:600], 0
        if case[0] == "top_errors" and "--since" in case and not is_pruned(frame):
            return "files of all days are read", 0
        if len(rows) != len(expected):
            return f"{len(rows)} rows, not {len(expected)}", 0
        for at, (row, wanted) in enumerate(zip(rows, expected)):
            if list(row) != list(wanted):
                return f"columns {list(row)}, not {list(wanted)}", 0
            for name, value in row.items():
                if cell(value, wanted[name]) != wanted[name]:
                    return f"row {at}, {name}: {value!r}, not {wanted[name]!r}", 0
        return None, len(rows)


def main():
    program, lake, folder, cases = sys.argv[1:]
    cases = [json.loads(line) for line in open(cases)]
    failed = 0
    with Cluster(folder) as cluster:
        spark = session(cluster.master)
        wait_for_executors(spark, 2)
        comparison = Comparison(program, lake, spark)
        for case in cases:
            start = time.monotonic()
            difference, rows = comparison.difference(case)
            failed += difference is not None
            print(f"{time.monotonic() - start:5.1f} s {' '.join(case)}: {difference or f'{rows} rows are equal'}", flush=True)
        spark.stop()
    print(f"{len(cases) - failed} of {len(cases)} cases are equal")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
