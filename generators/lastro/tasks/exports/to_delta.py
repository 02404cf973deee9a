"""Delta Lake: one table a dataset, for lakehouses; no Spark is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from arro3.core import Field, RecordBatchReader, Schema, Table
from deltalake import write_deltalake

from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import Row, columns_of, row_class
from lastro.tasks.contract.ddl import about, remark
from lastro.tasks.exports.frames import typed_frames


def write(files: Mapping[str, Path], into: Path) -> int:
    """Write a folder of Delta tables; returns the number of records."""
    into.mkdir()
    counts: list[int] = []
    for dataset, path in files.items():
        row = row_class(dataset)
        blocks = _batches(path, row, counts)
        reader = RecordBatchReader.from_batches(_schema(row), blocks)
        write_deltalake(into / dataset, reader, name=dataset, description=about(row))
    return sum(counts)


def _schema(row: type[Row]) -> Schema:
    """The types of the table, with what each column is."""
    columns = columns_of(row)
    found = Table.from_arrow(_texts(pl.DataFrame(schema=typed_schema(row)))).schema
    return Schema([_remarked(found.field(name), remark(column)) for name, column in columns.items()])


def _remarked(field: Field, comment: str) -> Field:
    return field.with_metadata({"comment": comment})


def _batches(path: Path, row: type[Row], counts: list[int]) -> Iterator[Any]:
    schema = _schema(row)
    for frame in typed_frames(path, row):
        counts.append(len(frame))
        for batch in Table.from_arrow(_texts(frame)).rechunk().to_batches():
            yield batch.with_schema(schema)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Choices as text: Delta has no dictionaries of its own."""
    return frame.with_columns(pl.col(name).cast(pl.String) for name, kind in frame.schema.items() if kind == pl.Enum)
