#!/usr/bin/env python3
"""Writes a lake on a Spark cluster: each task is a share of days, which `ducktrail lake write` writes.

    spark-submit --files ducktrail lake/spark_import.py s3://my-trail/AWSLogs --to s3://my-bucket/lake \\
        --since 2026-03-01 --until 2026-03-31 --program ./ducktrail

The lake is in S3, or a folder that all workers have. Spark schedules the tasks, and runs one again whose worker was lost: a share
that is written twice gives the same files, and nothing of it is seen before all of it is written. A share with rejects
is written, and said; any other failure fails the task.
"""

import argparse
import datetime
import subprocess
import sys

# The exit code of a share of which some input was not used.
PARTIAL = 3


def shares(first, last, days):
    """Returns the ranges of days, each as its first and its last day."""
    found = []
    while first <= last:
        end = min(first + datetime.timedelta(days=days - 1), last)
        found.append((first.isoformat(), end.isoformat()))
        first = end + datetime.timedelta(days=1)
    return found


def command(arguments, number, share):
    """Returns the command for a share. The first one takes the events without a time."""
    first, last = share
    untimed = ["--untimed"] if number == 0 else []
    return [arguments.program, "lake", "write", *arguments.paths, "--to", arguments.to, "--since", first, "--until", last, *untimed]


def write(command_line):
    """Runs in an executor."""
    ran = subprocess.run(command_line, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ran.returncode not in (0, PARTIAL):
        raise RuntimeError(f"exit code {ran.returncode}: {' '.join(command_line)}\n{ran.stderr[-2000:]}")
    return ran.returncode, ran.stdout, ran.stderr


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="what `ducktrail lake write` reads")
    parser.add_argument("--to", required=True, help="the lake: s3://bucket/prefix, or a folder that all workers have")
    parser.add_argument("--since", required=True, type=datetime.date.fromisoformat, help="the first day")
    parser.add_argument("--until", required=True, type=datetime.date.fromisoformat, help="the last day, which is included")
    parser.add_argument("--days", type=int, default=1, help="the days of a share; 7 reads the edges of shares less often")
    parser.add_argument("--program", default="ducktrail", help="the program on the workers")
    return parser.parse_args()


def main():
    arguments = parse()
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("ducktrail lake write").getOrCreate()
    days = shares(arguments.since, arguments.until, arguments.days)
    commands = [command(arguments, number, share) for number, share in enumerate(days)]
    results = spark.sparkContext.parallelize(commands, len(commands)).map(write).collect()
    for share, (code, _, messages) in zip(days, results):
        if code == PARTIAL:
            print(f"{share[0]} to {share[1]}: some input was not used\n{messages}", file=sys.stderr)
    print(f"{len(results)} shares are written")
    spark.stop()
    return PARTIAL if any(code for code, _, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
