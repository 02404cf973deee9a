"""Parquet: typed columnar files, one a dataset; events in the order of their days, `--by-month` a folder each month."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import Row, row_class
from lastro.tasks.exports.frames import changes, lazy, moved_by

_ROWS = 20_000  # in a row group of events: a day of a bank of 100,000 customers, and what each month has in memory


def write(files: Mapping[str, Path], into: Path, *, by_month: bool = False) -> int:
    """Write a folder of Parquet files; returns the number of records."""
    into.mkdir()
    counts: list[int] = []
    for dataset, path in files.items():
        row = row_class(dataset)
        records = lazy(path, row, counts.append)
        if changes(row):
            records.sink_parquet(into / f"{dataset}.parquet")
            continue
        months = into / (dataset if by_month else f".{dataset}")
        _write_months(records, moved_by(row), months)
        if not by_month:
            _join(months, row, into / f"{dataset}.parquet")
    return sum(counts)


def _write_months(records: pl.LazyFrame, moment: str, into: Path) -> None:
    """Folders named as Hive, DuckDB, Spark and polars expect it (month=2026-03), each in the order of its days.

    Files hold customer after customer, so they are divided first: no more than a month is sorted in memory.
    """
    into.mkdir()
    divided = into.with_name(f".{into.name}.divided")
    month = pl.col(moment).dt.strftime("%Y-%m")
    folders = pl.PartitionBy(divided, key={"month": month}, include_key=False, approximate_bytes_per_file=None)
    records.sink_parquet(folders, mkdir=True, row_group_size=_ROWS)
    for folder in sorted(divided.glob("month=*")):
        (into / folder.name).mkdir()
        ordered = pl.scan_parquet(folder, hive_partitioning=False).sort(pl.col(moment).dt.date(), maintain_order=True)
        ordered.sink_parquet(into / folder.name / "events.parquet", row_group_size=_ROWS)
    shutil.rmtree(divided, ignore_errors=True)


def _join(months: Path, row: type[Row], into: Path) -> None:
    """Make one file of the months."""
    files = sorted(months.glob("*/*.parquet"))
    whole = pl.scan_parquet(files, hive_partitioning=False) if files else pl.LazyFrame(schema=typed_schema(row))
    whole.sink_parquet(into, row_group_size=_ROWS)
    shutil.rmtree(months)
