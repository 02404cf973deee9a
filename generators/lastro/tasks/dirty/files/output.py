"""The file of a twin as it is written: records one after the other, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lastro.engine.rows.columns import Column, columns_of, row_class
from lastro.tasks.dirty.files.lines import Line
from lastro.tasks.dirty.files.sheet import csv_line, from_csv, from_parquet, write_parquet
from lastro.tasks.dirty.registry import CSV, JSON, PARQUET

_BUFFER = 1 << 20  # bytes written at once


class Output:
    """Records that follow each other; rows: how many have been written."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.rows = 0

    def begin(self) -> None:
        """What stands before the first record."""
        self.stream.write(b"[\n")

    def add(self, records: bytes | memoryview, count: int = 1) -> None:
        """Write records that have commas and line breaks between them, as they are."""
        if self.rows:
            self.stream.write(b",\n")
        self.stream.write(records)
        self.rows += count

    def end(self) -> None:
        """What stands behind the last record."""
        self.stream.write(b"\n]\n" if self.rows else b"]\n")


class Sheet(Output):
    """The same as CSV: every record is taken apart."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, Column]) -> None:
        super().__init__(stream)
        self.columns = columns

    def begin(self) -> None:
        """The names of the columns."""
        self.stream.write(f"{','.join(self.columns)}\n".encode())

    def add(self, records: bytes | memoryview, count: int = 1) -> None:
        """Write records as lines of CSV."""
        lines = bytes(records).split(b"\n")
        texts = (csv_line(Line(line.removesuffix(b",")), self.columns) for line in lines)
        self.stream.write("".join(f"{text}\n" for text in texts).encode())
        self.rows += count

    def end(self) -> None:
        """Nothing stands behind the last line."""


@contextmanager
def written(path: Path, dataset: str, form: str) -> Iterator[Output]:
    """The file of a dataset; path: with the suffix of the form. Parquet is made of JSON once that is whole."""
    row = row_class(dataset)
    beside = path.with_suffix(".json.tmp") if form == PARQUET else path
    with beside.open("wb", buffering=_BUFFER) as stream:
        output = Sheet(stream, columns_of(row)) if form == CSV else Output(stream)
        output.begin()
        yield output
        output.end()
    if form == PARQUET:
        write_parquet(beside, row, path)
        beside.unlink()


def records(path: Path, dataset: str, form: str) -> Iterator[bytes]:
    """The records of a twin's file, one after the other, as the bytes that stood in JSON."""
    readers: dict[str, Callable[[], Iterator[bytes]]] = {
        JSON: lambda: _lines(path),
        CSV: lambda: from_csv(path, columns_of(row_class(dataset))),
        PARQUET: lambda: from_parquet(path, row_class(dataset)),
    }
    return readers[form]()


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.readline()
        for line in stream:
            if line != b"]\n":
                yield line.rstrip(b",\n")
