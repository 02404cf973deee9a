"""Spark: the lines of the documents, and every dataset by its schema, from NDJSON, JSON and Parquet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builds import NAMES
from lastro.tasks.contract.task import path
from projects import Project, built, lastro
from reading_back import of_json, plain
from reading_lines import all_there, found, there
from test_dataframes import BASE, readable

__all__ = ["readable"]
pytestmark = pytest.mark.spark
SESSION = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
"""

LAKEHOUSE = """
import sys
from pathlib import Path
from pyspark.sql import SparkSession

datasets, parquet = sys.argv[1:]
session = SparkSession.builder.master("local[2]").config("spark.driver.memory", "1g")
spark = session.config("spark.ui.enabled", "false").getOrCreate()
for path in sorted(Path(datasets).glob("*.json")):
    spark.read.json(str(path), multiLine=True).write.parquet(f"{parquet}/{path.stem}")
    print(path.stem, spark.read.parquet(f"{parquet}/{path.stem}").count())
"""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session of Spark in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names: dict[str, Any] = {}
        exec(SESSION, names)
        yield names["spark"]
        names["spark"].stop()


@pytest.mark.parametrize("dataset", NAMES)
def test_spark_reads_a_dataset_exactly(spark: Any, readable: Project, dataset: str) -> None:
    from pyspark.sql.types import StructType

    schema = StructType.fromJson(json.loads(readable.path(BASE / path(dataset, "spark")).read_text(encoding="utf-8")))
    base = readable.path(BASE)
    reader = spark.read.schema(schema).option("mode", "FAILFAST")
    parquet = spark.read.parquet(str(base / f"parquet/{dataset}.parquet"))
    lines = reader.json(str(base / f"ndjson/{dataset}.ndjson"))
    whole = reader.json(str(readable.output(dataset)), multiLine=True)
    for read in (lines, whole, parquet):
        assert [(f.name, f.dataType) for f in read.schema] == [(f.name, f.dataType) for f in schema]
        assert plain(map(tuple, read.collect()), dataset) == of_json(base, dataset)


def test_the_lines_of_the_formats_page_read_all_transactions(readable: Project) -> None:
    assert {held for _, held in found(readable, "docs/formats.md", 1, SESSION, "spark.")} == {there(readable)}


@pytest.mark.parametrize("customers", [300, 2000])
def test_the_line_of_the_readme_reads_any_dataset(tmp_path: Path, customers: int) -> None:
    project = built(lastro(tmp_path / "bank", customers=customers), "contract", "parquet")
    assert found(project, "README.md", 0, SESSION, "spark.", NAMES) == all_there(project, NAMES)


def test_the_default_bank_becomes_a_lakehouse_within_the_gigabyte_that_a_driver_has(
    bank_2000: Path, tmp_path: Path
) -> None:
    """JSON of many lines, read in one piece and without a schema: the way that takes most memory."""
    done = subprocess.run(
        [sys.executable, "-c", LAKEHOUSE, str(bank_2000), str(tmp_path)],
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    records = {path.stem: len(path.read_bytes().splitlines()) - 2 for path in sorted(bank_2000.glob("*.json"))}
    assert sorted(records) == sorted(NAMES)
    assert done.stdout.splitlines() == [f"{name} {count}" for name, count in records.items()]
