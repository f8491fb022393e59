#!/usr/bin/env python3
"""Writes a lake on a Spark cluster of two workers, one of which is killed in the middle of the job.

    write.py DUCKTRAIL PATHS LAKE FOLDER SINCE UNTIL

FOLDER is for the logs of the cluster and a program that waits before it writes, so that shares are under way when the
worker is killed.
"""

import glob
import importlib.util
import os
import pathlib
import sys
import threading
import time

from cluster import Cluster, session, wait_for_executors


def spark_import():
    """Returns `lake/spark_import.py` as a module."""
    path = pathlib.Path(__file__).parents[2] / "lake" / "spark_import.py"
    spec = importlib.util.spec_from_file_location("spark_import", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def slow_program(program, folder):
    """Writes a program that notes that it runs, waits, and is then `program`."""
    path = os.path.join(folder, "slow")
    with open(path, "w") as script:
        script.write(f"#!/bin/sh\ntouch '{folder}/started-'$$\nsleep 3\nexec '{program}' \"$@\"\n")
    os.chmod(path, 0o755)
    return path


def main():
    program, paths, lake, folder, since, until = sys.argv[1:]
    job = spark_import()
    sys.argv[1:] = [paths, "--to", lake, "--since", since, "--until", until, "--program", slow_program(program, folder)]
    results = []
    with Cluster(folder) as cluster:
        # The job takes the session that is there.
        spark = session(cluster.master)
        wait_for_executors(spark, 2)
        running = threading.Thread(target=lambda: results.append(job.main()))
        running.start()
        # Both workers have a share under way, and shares are left.
        while len(glob.glob(os.path.join(folder, "started-*"))) < 3:
            time.sleep(0.1)
        cluster.kill_worker(0)
        running.join()
    print(f"exit code {results}, {len(glob.glob(os.path.join(folder, 'started-*')))} shares were begun", flush=True)
    return 0 if results and results[0] in (0, job.PARTIAL) else 1


if __name__ == "__main__":
    sys.exit(main())
