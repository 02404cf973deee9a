"""I1: keys are unique, references find their row, nothing stands twice, contracts stay with their owner."""

from __future__ import annotations

import re

from .columns import KEYS, REFERENCES
from .reading import Record
from .report import Report

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CONTRACTS = {"loan_id": "loans", "card_id": "credit_cards", "investment_id": "investments"}
SETTLED = ("loans", "credit_cards", "investments")


class Identity:
    """Checks the records of one dataset, one after another; upstream tables are in memory by then."""

    def __init__(
        self, report: Report, dataset: str, tables: dict[str, dict[str, Record]], left_out: dict[str, set[str]]
    ) -> None:
        self.report, self.dataset, self.tables, self.left_out = report, dataset, tables, left_out
        self.key = KEYS[dataset]
        self.references = list(REFERENCES[dataset].items())
        self.keys: set[int] = set()
        self.contents: set[int] = set()
        self.count = 0

    def see(self, record: Record) -> None:
        """Check one record."""
        self._unique(record)
        for column, upstream in self.references:
            key = record[column]
            if key is not None and key not in self.tables[upstream] and key not in self.left_out[upstream]:
                self._blame(record, f"{column} {key} is no row of {upstream}")
        if self.dataset in SETTLED:
            self._owner(record)
        elif self.dataset == "transactions":
            self._one_contract(record)

    def finish(self) -> None:
        """Report how many records were seen."""
        self.report.checked["I1"] += self.count

    def _unique(self, record: Record) -> None:
        self.count += 1
        key = record[self.key]
        if not UUID4.fullmatch(key):
            self._blame(record, f"{self.key} is no version-4 uuid in lower case", note=True)
            number = -abs(hash(key))
        else:
            number = int(key.replace("-", ""), 16)
        if number in self.keys:
            self._blame(record, f"{self.key} stands twice")
        self.keys.add(number)
        content = self._content(record)
        if content in self.contents:
            self._blame(record, "another record is the same in everything but the key")
        self.contents.add(content)

    def _content(self, record: Record) -> int:
        """A digest of all but the key, which stands first unless somebody has moved it."""
        values = tuple(record.values())
        if values[0] is not record[self.key]:
            values = ("", *(value for name, value in record.items() if name != self.key))
        try:
            return hash(values[1:])
        except TypeError:  # a list or an object, in a column of the bank's own
            return hash(repr(values[1:]))

    def _owner(self, record: Record) -> None:
        account = self.tables["accounts"].get(record["account_id"])
        if account is not None and account["customer_id"] != record["customer_id"]:
            self._blame(record, "its account belongs to another customer")

    def _one_contract(self, record: Record) -> None:
        named = [column for column in CONTRACTS if record[column] is not None]
        if len(named) > 1:
            self._blame(record, f"it settles {' and '.join(named)} at once")

    def _blame(self, record: Record, sentence: str, note: bool = False) -> None:
        self.report.blame("I1", self.dataset, record[self.key], sentence, note)
