"""Parquet: typed columnar files, one a dataset; `--by-month` makes transactions a folder for each month."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lastro.engine.rows.columns import row_class
from lastro.tasks.exports.frames import lazy

MONTHLY = {"transactions": "transaction_date"}  # what --by-month divides, and by what
_ROWS = 20_000  # in a row group of a month: every month has one in memory


def write(files: Mapping[str, Path], into: Path, *, by_month: bool = False) -> int:
    """Write a folder of Parquet files; returns the number of records."""
    into.mkdir()
    counts: list[int] = []
    for dataset, path in files.items():
        records = lazy(path, row_class(dataset), counts.append)
        if by_month and dataset in MONTHLY:
            _write_months(records, MONTHLY[dataset], into / dataset)
        else:
            records.sink_parquet(into / f"{dataset}.parquet")
    return sum(counts)


def _write_months(records: pl.LazyFrame, moment: str, into: Path) -> None:
    """Folders named as Hive, DuckDB, Spark and polars expect it (month=2026-03)."""
    month = pl.col(moment).dt.strftime("%Y-%m")
    folders = pl.PartitionBy(into, key={"month": month}, include_key=False, approximate_bytes_per_file=None)
    records.sink_parquet(folders, mkdir=True, row_group_size=_ROWS)
