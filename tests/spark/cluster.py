"""A standalone Spark cluster on loopback: a master and two workers, each a process of its own."""

import os
import socket
import subprocess
import time

import pyspark

# Java has two compilers. The second one, which makes faster code, takes longer than it saves in a short run.
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"

# Spark converts times between zones where a table has some; a lake has none.
os.environ["TZ"] = "UTC"
time.tzset()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Cluster:
    """Starts a master and workers, and ends them."""

    def __init__(self, folder, workers=2):
        self.folder, self.master = folder, f"spark://127.0.0.1:{free_port()}"
        port = self.master.rsplit(":", 1)[1]
        self.processes = [self.start("master.Master", "--host", "127.0.0.1", "--port", port)]
        for number in range(workers):
            self.add_worker(number)

    def add_worker(self, number):
        work = os.path.join(self.folder, f"worker-{number}")
        options = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--work-dir", work]
        self.processes.append(self.start("worker.Worker", *options, self.master))

    def start(self, name, *arguments):
        program = os.path.join(os.path.dirname(pyspark.__file__), "bin", "spark-class")
        log = open(os.path.join(self.folder, "cluster.log"), "a")
        environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": JAVA}
        command = [program, f"org.apache.spark.deploy.{name}", "--webui-port", "0", *arguments]
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def kill_worker(self, number):
        self.processes[1 + number].kill()

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def session(master, **settings):
    """Returns a session that is small and quick to plan."""
    from pyspark.sql import SparkSession

    fixed = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "700m",
        "spark.executor.cores": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
        "spark.sql.shuffle.partitions": "2",
        # Spark spends a third of its planning of findings on the constraints of the plan.
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.driver.extraJavaOptions": JAVA,
        "spark.executor.extraJavaOptions": JAVA,
    }
    builder = SparkSession.builder.master(master).appName("ducktrail")
    for name, value in (fixed | settings).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def wait_for_executors(spark, number):
    """Waits until the workers have started executors. The driver counts as one."""
    status = spark.sparkContext._jsc.sc()
    for _ in range(600):
        if status.getExecutorMemoryStatus().size() > number:
            return
        time.sleep(0.2)
    raise SystemExit(f"fewer than {number} executors have started")
