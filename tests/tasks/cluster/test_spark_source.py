"""The bank as a data source of Spark: row by row what `doit parquet` writes, whatever happens to a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import lastro
from builds import NAMES
from lastro.spark import register
from spark_cluster import OFTEN, Cluster, losing_a_worker

pytestmark = pytest.mark.spark
GIVEN = {"customers": "2100", "seed": "7", "history_start": "2026-08-01"}


def read(spark: Any, table: str, **options: str) -> Any:
    """A table of the bank."""
    return spark.read.format("lastro").options(table=table, **options).load()


def of_arrow(frame: Any) -> pl.DataFrame:
    """The rows of a Spark frame, in their order."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def wanted(bank: Any, table: str) -> pl.DataFrame:
    """What the bank in memory has, which is what the files have (tests/api); texts instead of enumerations."""
    return bank[table].with_columns(pl.col(pl.Enum).cast(pl.String))


@pytest.fixture(scope="module")
def bank() -> Any:
    """The bank of the tests in memory."""
    return lastro.open(**GIVEN)


@pytest.mark.parametrize("table", NAMES)
def test_a_table_is_that_of_the_files_row_by_row(local: Any, bank: Any, table: str) -> None:
    register(local)
    found = read(local, table, partitions="3", **GIVEN)
    assert found.rdd.getNumPartitions() == min(3, 1 if table == "branches" else 3)
    assert_frame_equal(of_arrow(found), wanted(bank, table))


def test_columns_that_are_not_asked_for_are_not_made(local: Any, bank: Any) -> None:
    register(local)
    schema = "amount decimal(15,2), transaction_id string"
    found = local.read.format("lastro").schema(schema).options(table="transactions", **GIVEN).load()
    assert_frame_equal(of_arrow(found), wanted(bank, "transactions").select("amount", "transaction_id"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"table": "loan"}, "table=loan: allowed are customers"),
        ({"table": "loans", "custmers": "5"}, "there is no setting custmers; did you mean customers"),
        ({"table": "loans", "customers": "-5"}, "customers=-5: allowed is"),
        ({"table": "loans", "partitions": "0"}, "partitions=0: allowed is a whole number from 1 on"),
    ],
)
def test_options_are_refused_as_on_the_command_line(local: Any, options: dict[str, str], message: str) -> None:
    register(local)
    with pytest.raises(Exception, match=message):
        local.read.format("lastro").options(**options).load()


def test_a_worker_killed_in_mid_job_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    def write(spark: Any) -> None:
        register(spark)
        read(spark, "accounts", partitions="6", **OFTEN).write.parquet(str(tmp_path / "accounts"))

    losing_a_worker(cluster, write)
    found = pl.read_parquet(tmp_path / "accounts/*.parquet")
    assert_frame_equal(found.sort("account_id"), wanted(lastro.open(**OFTEN), "accounts").sort("account_id"))
