#!/usr/bin/env python3
"""Writes a lake with lake/spark_import.py on two workers, one of which is killed in the middle.

    job.py DUCKTRAIL ARCHIVE LAKE FOLDER FIRST LAST
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pyspark
from cluster import Cluster

JOB = Path(__file__).resolve().parents[2] / "lake/spark_import.py"


def main():
    program, archive, lake, folder, first, last = sys.argv[1:]
    submit = os.path.join(os.path.dirname(pyspark.__file__), "bin", "spark-submit")
    with Cluster(folder) as cluster:
        settings = ["--conf", "spark.executor.memory=512m", "--conf", "spark.executor.cores=1", "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.ui.enabled=false"]
        options = [archive, "--to", lake, "--since", first, "--until", last, "--program", program]
        job = subprocess.Popen([submit, "--master", cluster.master, *settings, str(JOB), *options])
        # Some days are there, and others are not.
        while job.poll() is None and not os.path.isdir(os.path.join(lake, "current/activity")):
            time.sleep(0.1)
        was_running = job.poll() is None
        cluster.kill_worker(0)
        code = job.wait()
        print(f"killed a worker of a job that {'was running' if was_running else 'had ended'}; exit code {code}")
    return 0 if was_running and code in (0, 3) else 1


if __name__ == "__main__":
    sys.exit(main())
