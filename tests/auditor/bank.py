"""The bank under audit: seven tables in memory by key, and the frame of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .clean import Clean
from .columns import DATASETS, KEYS
from .identity import Identity
from .reading import Reader, Record
from .report import Report
from .shape import Shape

STREAMED = ("transactions", "digital_activity", "card_transactions")  # too many to keep


@dataclass
class Bank:
    """What the rules read."""

    report: Report
    as_of: date
    history_start: date
    documents: str
    tables: dict[str, dict[str, Record]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # records in each file
    last_moments: dict[str, str] = field(default_factory=dict)  # of streams, up to as_of
    left_out: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # keys of malformed records

    @property
    def end(self) -> str:
        """The last moment of the bank."""
        return f"{self.as_of}T23:59:59"

    def rows(self, dataset: str) -> Iterator[tuple[str, Record]]:
        """The records of a table with their keys."""
        yield from self.tables[dataset].items()

    def row(self, dataset: str, key: str | None) -> Record | None:
        """The record that a reference names, if it is there."""
        return self.tables[dataset].get(key) if key is not None else None

    def stream(self, read: Reader, dataset: str) -> Iterator[Record]:
        """The well-formed records of a dataset, their identity checked on the way."""
        shape = Shape(self.report, dataset)
        identity = Identity(self.report, dataset, self.tables, self.left_out)
        clean = Clean(self.report, dataset, self.end)
        for record in read(dataset):
            if shape.see(record):
                identity.see(record)
                self._note_moment(dataset, record)
                clean.see(record)
                yield record
            else:
                self.left_out[dataset].add(record.get(KEYS[dataset]))
        self.counts[dataset] = shape.seen
        shape.finish()
        identity.finish()
        clean.finish()

    def _note_moment(self, dataset: str, record: Record) -> None:
        column = {"transactions": "transaction_date", "digital_activity": "timestamp"}.get(dataset)
        if column and self.last_moments.get(dataset, "") < record[column] <= self.end:
            self.last_moments[dataset] = record[column]


def load(read: Reader, report: Report, as_of: date, history_start: date, documents: str) -> Bank:
    """Read the tables that fit in memory."""
    bank = Bank(report, as_of, history_start, documents)
    for dataset in DATASETS:
        if dataset not in STREAMED:
            table = bank.tables.setdefault(dataset, {})
            for record in bank.stream(read, dataset):
                table.setdefault(record[KEYS[dataset]], record)
    return bank
