"""Sessions of Spark, and a cluster of a master and workers as processes; all on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOPBACK = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}

OFTEN = {"customers": "6000", "seed": "7", "history_start": "2026-10-01"}  # blocks enough to lose a worker between


def session(master: str, **options: str) -> Any:
    """A session of a cluster, or of this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("test")
    for name, value in {**LOOPBACK, "spark.sql.session.timeZone": "UTC", **options}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@dataclass
class Cluster:
    """A master, and workers with one core each, as processes with groups of their own."""

    folder: Path
    port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def master(self) -> str:
        """Its address."""
        return f"spark://127.0.0.1:{self.port}"

    def start(self, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a master or a worker."""
        import pyspark

        home = Path(pyspark.__file__).parent
        environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
        command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{role.lower()}.{role}"]
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker."""
        place = self.folder / f"worker{len(self.running)}"
        return self.start("Worker", "-c", "1", "-m", "1g", "-d", str(place), "--webui-port", "0", self.master)

    def listens(self) -> bool:
        """Whether the master can be reached."""
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9: a process with its children, executors among them."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def losing_a_worker(cluster: Cluster, run: Callable[[Any], object]) -> None:
    """Run something on a cluster with two workers, one of which is killed when some parts have been made."""
    first, _ = cluster.worker(), cluster.worker()
    spark = session(cluster.master, **{"spark.executor.memory": "800m"})
    try:
        killer = threading.Thread(target=_kill_in_mid_job, args=(spark, first))
        killer.start()
        run(spark)
        killer.join()
        assert first.poll() is not None
    finally:
        spark.stop()


def _kill_in_mid_job(spark: Any, worker: subprocess.Popen[bytes]) -> None:
    tracker = spark.sparkContext.statusTracker()
    for _ in range(3000):
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        if any(stage and 0 < stage.numCompletedTasks < stage.numTasks for stage in stages):
            kill(worker)
            return
        time.sleep(0.02)
