"""The result of a check: how many records each rule has seen, what is broken, and who broke it first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from lastro.checks.rule_table import RULES
from lastro.engine.arrays import Integers

Rows = Integers
ALL_RECORDS = -1  # the position of what is true of no single record
EVERYBODY: Rows = np.array([ALL_RECORDS])


class Promise(NamedTuple):
    """What every record of a dataset keeps, as the sentence says that tells of a record that does not."""

    code: str  # of the rule
    dataset: str
    column: str  # "" where a record keeps it as a whole
    sentence: str
    note: bool = False  # a person's record need not keep it: it is not as generated, and not wrong


@dataclass
class Finding:
    """A promise that is broken: how often, and by which record first."""

    promise: Promise
    count: int
    row: int  # position of the first offender in its file, from 0
    key: str = ""  # its identifier


@dataclass
class CheckResult:
    """Counts and findings."""

    counted: dict[tuple[str, str], int] = field(default_factory=dict)  # records by rule and dataset
    findings: dict[Promise, Finding] = field(default_factory=dict)

    def count(self, code: str, dataset: str, records: int) -> None:
        """So many more records of a dataset were checked for a rule."""
        self.counted[code, dataset] = self.counted.get((code, dataset), 0) + records

    def blame(self, promise: Promise, rows: Rows) -> None:
        """Records that break a promise, by their positions in the file."""
        known = self.findings.setdefault(promise, Finding(promise, 0, int(rows.min())))
        known.count += len(rows)
        known.row = min(known.row, int(rows.min()))

    @property
    def datasets(self) -> list[str]:
        """The datasets that were checked, in the order in which they were read."""
        return list(dict.fromkeys(dataset for _, dataset in self.counted))

    @property
    def broken(self) -> list[str]:
        """The rules that are violated."""
        return self._codes(note=False)

    @property
    def noted(self) -> list[str]:
        """The rules by which something is not as generated."""
        return self._codes(note=True)

    def _codes(self, note: bool) -> list[str]:
        found = {promise.code for promise in self.findings if promise.note is note}
        return [code for code in RULES if code in found]

    def lines(self) -> list[dict[str, Any]]:
        """A line for each rule and dataset, as plain values."""
        pairs = [(code, dataset) for code in RULES for dataset in self.datasets]
        return [self._line(*pair) for pair in pairs if pair in self.counted]

    def _line(self, code: str, dataset: str) -> dict[str, Any]:
        here = [each for each in self.findings.values() if each.promise[:2] == (code, dataset)]
        found = sorted(here, key=lambda each: (each.promise.note, each.row, each.promise.sentence))
        wrong = [each for each in found if not each.promise.note]
        return {
            "rule": code,
            "name": RULES[code].name,
            "sentence": RULES[code].sentence,
            "dataset": dataset,
            "checked": self.counted[code, dataset],
            "violations": sum(each.count for each in wrong),
            "notes": sum(each.count for each in found) - sum(each.count for each in wrong),
            "first_offender": f"{wrong[0].key}: {wrong[0].promise.sentence}" if wrong else None,
            "findings": [_plain(each) for each in found],
        }


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "broken": finding.promise.sentence,
        "column": finding.promise.column or None,
        "note": finding.promise.note,
        "count": finding.count,
        "first": finding.key,
        "record": finding.row + 1 if finding.row != ALL_RECORDS else None,
    }
