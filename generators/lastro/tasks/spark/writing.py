"""Writing by Spark: a session, the data source, and each table into a folder by Spark's own committer."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.functions import count, lit
from pyspark.sql.observation import Observation

from lastro.engine.errors import BuildError
from lastro.engine.settings.settings import plain
from lastro.engine.tasks.dataset import current_settings
from lastro.spark import register


def write(names: Sequence[str], master: str, to: str, format: str, partitions: str) -> None:
    """Write tables into folders of their names; raises BuildError with what Spark says, where it is refused."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # on this machine; elsewhere, as the cluster is set up
    session = _session(master)
    try:
        register(session)
        for name in names:
            _write(session, name, to, format, {"partitions": partitions} if partitions else {})
    except PySparkException as error:
        raise BuildError(f"Spark: {str(error).splitlines()[0]}") from None
    finally:
        session.stop()


def _session(master: str) -> SparkSession:
    """A session that says little; on this machine alone, one that nobody else can reach."""
    builder = SparkSession.builder.master(master).appName("Lastro")
    options = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if master.startswith("local"):
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _write(session: SparkSession, name: str, to: str, format: str, options: dict[str, str]) -> None:
    started, counted = time.perf_counter(), Observation()
    chosen = {setting: str(plain(value)) for setting, value in current_settings().values.items()}
    records = session.read.format("lastro").options(table=name, **options, **chosen).load()
    records.observe(counted, count(lit(1)).alias("records")).write.format(format).save(f"{to}/{name}")
    print(f"   {name}: {counted.get['records']:,} records, {time.perf_counter() - started:.1f} s", flush=True)
