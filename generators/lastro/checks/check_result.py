"""The result of a check: how many records each rule has seen, what is broken, and who broke it first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lastro.checks.rule_table import RULES
from lastro.engine.arrays import Integers

Rows = Integers
ALL_RECORDS = -1  # the position of what is true of no single record
EVERYBODY: Rows = np.array([ALL_RECORDS])


@dataclass
class Finding:
    """One promise that is broken: how often, and by which record first."""

    column: str  # "" where it is broken by a record as a whole
    sentence: str
    violations: int
    row: int  # position of the first offender in its file, from 0
    key: str = ""  # its identifier


@dataclass
class CheckResult:
    """Counts and findings by rule and dataset."""

    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    findings: dict[tuple[str, str], dict[str, Finding]] = field(default_factory=dict)  # there, by sentence

    def count(self, code: str, dataset: str, records: int) -> None:
        """So many more records of a dataset were checked for a rule."""
        self.counted[code, dataset] = self.counted.get((code, dataset), 0) + records

    def blame(self, code: str, dataset: str, column: str, sentence: str, rows: Rows) -> None:
        """Records that break a promise, by their positions in the file."""
        if not len(rows):
            return
        found = self.findings.setdefault((RULES[code].code, dataset), {})
        known = found.setdefault(sentence, Finding(column, sentence, 0, int(rows.min())))
        known.violations += len(rows)
        known.row = min(known.row, int(rows.min()))

    @property
    def datasets(self) -> list[str]:
        """The datasets that were checked, in the order in which they were read."""
        return list(dict.fromkeys(dataset for _, dataset in self.counted))

    def first_offenders(self, dataset: str) -> dict[int, list[Finding]]:
        """The findings of a dataset by the position of the first offender."""
        named: dict[int, list[Finding]] = {}
        for (_, of), found in self.findings.items():
            for finding in found.values() if of == dataset else ():
                named.setdefault(finding.row, []).append(finding)
        return named

    @property
    def broken(self) -> list[str]:
        """The rules that are violated."""
        return [code for code in RULES if any(code == found for found, _ in self.findings)]

    def lines(self) -> list[dict[str, Any]]:
        """A line for each rule and dataset, as plain values."""
        pairs = [(code, dataset) for code in RULES for dataset in self.datasets]
        return [self._line(*pair) for pair in pairs if pair in self.counted or pair in self.findings]

    def _line(self, code: str, dataset: str) -> dict[str, Any]:
        found = sorted(self.findings.get((code, dataset), {}).values(), key=lambda each: (each.row, each.sentence))
        return {
            "rule": code,
            "name": RULES[code].name,
            "sentence": RULES[code].sentence,
            "dataset": dataset,
            "checked": self.counted.get((code, dataset), 0),
            "violations": sum(each.violations for each in found),
            "first_offender": f"{found[0].key}: {found[0].sentence}" if found else None,
            "findings": [_plain(each) for each in found],
        }


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "broken": finding.sentence,
        "column": finding.column or None,
        "violations": finding.violations,
        "first": finding.key,
        "record": finding.row + 1 if finding.row != ALL_RECORDS else None,
    }
