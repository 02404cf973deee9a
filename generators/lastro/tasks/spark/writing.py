"""Writing by Spark: Parquet in one pass over all tables; another format table by table, with Spark's own committer."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.functions import count, lit
from pyspark.sql.observation import Observation

from lastro.engine.settings.settings import plain
from lastro.engine.tasks.dataset import current_settings
from lastro.spark import register
from lastro.tasks.spark.one_pass import told, write_together
from lastro.tasks.spark.request import number_of_parts


def write(names: Sequence[str], master: str, to: str, format: str, partitions: str) -> None:
    """Write tables into folders of their names; raises BuildError with what Spark says, where it is refused."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # on this machine; elsewhere, as the cluster is set up
    given = {setting: str(plain(value)) for setting, value in current_settings().values.items()}
    session = _session(master)
    try:
        if format == "parquet" and "://" not in to:
            _write_together(session, names, given, to, partitions)
            return
        register(session)
        with told():
            for name in names:
                _write(session, name, to, format, given | ({"partitions": partitions} if partitions else {}))
    finally:
        session.stop()


def _session(master: str) -> SparkSession:
    """A session that says little; on this machine alone, one that nobody else can reach."""
    builder = SparkSession.builder.master(master).appName("Lastro")
    options = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    options |= {"spark.executorEnv.POLARS_MAX_THREADS": "1"}  # suits small blocks best, as one process runs a core
    if master.startswith("local"):
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _write_together(
    session: SparkSession, names: Sequence[str], given: dict[str, str], to: str, partitions: str
) -> None:
    started = time.perf_counter()
    counts = write_together(session, names, given, Path(to).absolute(), number_of_parts(partitions))
    for name, records in counts.items():
        print(f"   {name}: {records:,} records", flush=True)
    print(f"   {sum(counts.values()):,} records in {time.perf_counter() - started:.1f} s", flush=True)


def _write(session: SparkSession, name: str, to: str, format: str, options: dict[str, str]) -> None:
    started, counted = time.perf_counter(), Observation()
    records = session.read.format("lastro").options(table=name, **options).load()
    records.observe(counted, count(lit(1)).alias("records")).write.format(format).save(f"{to}/{name}")
    print(f"   {name}: {counted.get['records']:,} records, {time.perf_counter() - started:.1f} s", flush=True)
