"""Apache Spark: `register(spark)` lets a session read the bank, which its executors make."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def register(spark: SparkSession) -> None:
    """Let a session read the bank: `spark.read.format("lastro").option("table", "transactions").load()`.

    Sends this project's code, dodo.py, bank.toml and reference tables to the executors, which need the packages of
    requirements.txt and requirements/spark.txt, and nothing of Lastro. Registering again sends what has changed since.
    """
    from lastro.tasks.spark.shipping import ship
    from lastro.tasks.spark.source import source

    spark.dataSource.register(source(ship(spark)))
