"""S1 to S3 and I6: every record has its columns, and every value is what its column says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .columns import CHOICES, COLUMNS, KEYS, KINDS, LIMITS
from .identity import UUID4
from .reading import Record
from .report import Report

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
MOMENT = re.compile(rf"{DATE.pattern}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
TYPES = {
    "money": (int, Decimal),
    "integer": (int,),
    "flag": (bool,),
    "key": (str,),
    "uuid": (str,),
    "text": (str,),
    "choice": (str,),
    "date": (str,),
    "moment": (str,),
}


class Shape:
    """Checks the records of one dataset, one after another."""

    def __init__(self, report: Report, dataset: str) -> None:
        self.report, self.dataset, self.seen = report, dataset, 0
        kinds = KINDS[dataset]
        self.names = COLUMNS[dataset]
        self.columns = [(name, TYPES[kind], nullable) for name, (kind, nullable) in kinds.items()]
        self.uuids = [name for name, (kind, _) in kinds.items() if kind == "uuid"]
        self.money = [name for name, (kind, _) in kinds.items() if kind == "money"]
        patterns = {"date": DATE, "moment": MOMENT}
        self.patterns = [(name, patterns[kind]) for name, (kind, _) in kinds.items() if kind in patterns]
        self.choices = [(name, allowed) for (of, name), allowed in CHOICES.items() if of == dataset]

    def see(self, record: Record) -> bool:
        """True when the record can be worked with, as one can that is out of range or has more than two decimals."""
        self.seen += 1
        for rule, find in (("S1", self._columns), ("S2", self._types), ("S2", self._forms), ("I6", self._choices)):
            if problem := find(record):
                self._blame(rule, record, problem)
                return False
        self._order(record)
        self._uuids(record)
        self._limits(record)
        for name in self.money:
            value = record[name]
            if type(value) is Decimal and value * 100 != int(value * 100):
                self._blame("S2", record, f"{name} {value} has more than two decimals")
        return True

    def finish(self) -> None:
        """Report how many records were seen."""
        for rule in ("S1", "S2", "S3", "I6"):
            self.report.checked[rule] += self.seen

    def _blame(self, rule: str, record: Record, problem: str, note: bool = False) -> None:
        self.report.blame(rule, self.dataset, record.get(KEYS[self.dataset]), problem, note)

    def _columns(self, record: Record) -> str | None:
        missing = [name for name, *_ in self.columns if name not in record]
        return f"columns missing: {', '.join(missing)}" if missing else None

    def _order(self, record: Record) -> None:
        if tuple(record) == self.names:
            return
        more = [name for name in record if name not in self.names]
        if more:
            self._blame("S1", record, f"columns that are not of {self.dataset}: {', '.join(more)}")
        if [name for name in record if name in self.names] != [name for name in self.names if name in record]:
            self._blame("S1", record, "its columns stand in another order", note=True)

    def _uuids(self, record: Record) -> None:
        for name in self.uuids:
            if record[name] is not None and not UUID4.fullmatch(record[name]):
                self._blame("S2", record, f"{name} is no version-4 uuid in lower case", note=True)

    def _types(self, record: Record) -> str | None:
        for name, types, nullable in self.columns:
            value: Any = record[name]
            if value is None:
                if not nullable:
                    return f"{name} is null"
            elif type(value) not in types:
                return f"{name} is {value!r}"
        return None

    def _forms(self, record: Record) -> str | None:
        for name, pattern in self.patterns:
            value = record[name]
            if value is not None and not pattern.fullmatch(value):
                return f"{name} is {value!r}"
        return None

    def _limits(self, record: Record) -> None:
        for name, (least, greatest) in LIMITS[self.dataset].items():
            value = record.get(name)
            if value is not None and not least <= value <= greatest:
                self._blame("S3", record, f"{name} is {value}")

    def _choices(self, record: Record) -> str | None:
        for name, allowed in self.choices:
            if record[name] not in allowed and not (record[name] is None and KINDS[self.dataset][name][1]):
                return f"{name} is {record[name]!r}"
        return None
