"""A Delta table of a dataset: its versions, each a commit that says of which day it is, with change data feed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import polars as pl
from arro3.core import Field, RecordBatchReader, Schema, Table
from deltalake import CommitProperties, DeltaTable, write_deltalake

from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import Row, columns_of, key_of
from lastro.tasks.contract.ddl import about, remark
from lastro.tasks.exports.frames import changes
from lastro.tasks.exports.lineage import Lineage

_FEED = {"delta.enableChangeDataFeed": "true"}
_AS_OF, _MADE_OF = "lastro.as_of", "lastro.made_of"


class Versions:
    """The versions of one table. A folder whose last commit is not of this task is not gone on with, but replaced."""

    def __init__(self, folder: Path, row: type[Row]) -> None:
        self.folder, self.row = folder, row
        self.banks = _banks_of(folder)  # of the versions, the last one first

    @property
    def bank(self) -> Lineage | None:
        """The bank that the last version holds."""
        return self.banks[0] if self.banks else None

    def replace(self, frames: Iterable[pl.DataFrame], bank: Lineage) -> None:
        """A version of other rows, whatever the table holds: of the same table if there is one."""
        if self.bank is None:
            shutil.rmtree(self.folder, ignore_errors=True)
        write_deltalake(
            self.folder,
            self._batches(frames),
            mode="overwrite",
            schema_mode="overwrite",
            name=self.folder.name,
            description=about(self.row),
            configuration=_FEED,
            commit_properties=_said(bank),
        )
        self.banks.insert(0, bank)

    def add(self, frames: Iterable[pl.DataFrame], bank: Lineage) -> None:
        """A version in which rows have come or changed; there is one even if none have."""
        if not changes(self.row) or not self._merge(frames, bank):
            rows = [] if changes(self.row) else frames
            write_deltalake(self.folder, self._batches(rows), mode="append", commit_properties=_said(bank))
        self.banks.insert(0, bank)

    def records(self) -> int:
        """How many rows the last version has."""
        return int(DeltaTable(self.folder).count())

    def _merge(self, frames: Iterable[pl.DataFrame], bank: Lineage) -> bool:
        """Whether there was anything to merge."""
        key = f'"{key_of(self.row).name}"'
        merger = DeltaTable(self.folder).merge(
            self._batches(frames), f"old.{key} = new.{key}", "new", "old", commit_properties=_said(bank)
        )
        done = merger.when_matched_update_all().when_not_matched_insert_all().execute()
        return bool(done["num_source_rows"])

    def _batches(self, frames: Iterable[pl.DataFrame]) -> RecordBatchReader:
        schema = _schema(self.row)

        def blocks() -> Iterator[Any]:
            for frame in filter(len, frames):
                for batch in Table.from_arrow(_texts(frame)).rechunk().to_batches():
                    yield batch.with_schema(schema)

        return RecordBatchReader.from_batches(schema, blocks())


def _banks_of(folder: Path) -> list[Lineage]:
    """The banks of the versions, back to a commit of somebody else's; none where there is no table."""
    if not DeltaTable.is_deltatable(str(folder)):
        return []
    ours = takewhile(lambda commit: {_MADE_OF, _AS_OF} <= commit.keys(), DeltaTable(folder).history())
    return [Lineage(commit[_MADE_OF], commit[_AS_OF]) for commit in ours]


def _said(bank: Lineage) -> CommitProperties:
    return CommitProperties(custom_metadata={_AS_OF: bank.as_of, _MADE_OF: bank.made_of})


def _schema(row: type[Row]) -> Schema:
    """The types of the table, with what each column is."""
    columns = columns_of(row)
    found = Table.from_arrow(_texts(pl.DataFrame(schema=typed_schema(row)))).schema
    return Schema([_remarked(found.field(name), remark(column)) for name, column in columns.items()])


def _remarked(field: Field, comment: str) -> Field:
    return field.with_metadata({"comment": comment})


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Choices as text: Delta has no dictionaries of its own."""
    return frame.with_columns(pl.col(name).cast(pl.String) for name, kind in frame.schema.items() if kind == pl.Enum)
