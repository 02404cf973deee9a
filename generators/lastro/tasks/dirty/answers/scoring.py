"""Scoring: how many of somebody's findings are right, and how many of the corruptions they found, by kind."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lastro.engine.errors import BuildError
from lastro.tasks.dirty.answers.log import entries
from lastro.tasks.dirty.registry import kinds

_COLUMNS = ("dataset", "key", "column")
Finding = tuple[str, str, str]  # dataset, key, column; "" where there is none


@dataclass
class Score:
    """What findings are worth."""

    findings: int = 0
    right: int = 0  # findings that name a corruption
    corruptions: Counter[str] = field(default_factory=Counter)  # by kind
    found: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """The share of the findings that are right."""
        return self.right / self.findings if self.findings else 0.0

    @property
    def recall(self) -> float:
        """The share of the corruptions that were found."""
        return self.found.total() / self.corruptions.total() if self.corruptions else 0.0

    def table(self) -> str:
        """The score in words, a line a kind."""
        lines = [f"{'kind':<26}{'caught by':<12}{'there':>8}{'found':>8}{'recall':>9}"]
        for kind, there in self.corruptions.items():
            lines.append(
                f"{kind:<26}{_caught_by(kind):<12}{there:>8,}{self.found[kind]:>8,}{self.found[kind] / there:>9.1%}"
            )
        lines.append(
            f"{self.right:,} of {self.findings:,} findings are right: precision {self.precision:.1%}; "
            f"{self.found.total():,} of {self.corruptions.total():,} corruptions were found: recall {self.recall:.1%}"
        )
        return "\n".join(lines)


def score(key: Path, found: Path) -> Score:
    """Hold findings against the answers; raises BuildError where the file cannot be read as such.

    A finding names a dataset, a key as in the clean file or in the dirty one, and a column. The column may be empty
    for a whole record; that of a fault in a record as a whole is not compared. A record that is gone is also found by
    whoever names what it belonged to, such as its account.
    """
    findings = set(_findings(found))
    result, right = Score(len(findings)), set[Finding]()
    by_record: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_record.setdefault(finding[:2], []).append(finding)
    for entry in entries(key):
        result.corruptions[entry["kind"]] += 1
        named = [each for name in _keys(entry) for each in by_record.get((entry["dataset"], name), ())]
        hits = [each for each in named if _is_of(each[2], entry["column"])]
        right.update(hits)
        result.found[entry["kind"]] += bool(hits)
    result.right = len(right)
    return result


def _is_of(column: str, told: str | list[str] | None) -> bool:
    return told is None or column in (told if isinstance(told, list) else [told])


def _keys(entry: dict[str, Any]) -> set[str]:
    """What a finding may call the record of an entry."""
    keys = {entry["key"] or ""}
    if entry["column"] is None and entry["row"] is not None:
        for text in (entry["before"], entry["after"]):
            keys |= set(_identifiers(text))
    return keys


def _identifiers(text: str | None) -> Iterator[str]:
    """The identifiers in a record that is gone or was put in: its own, and those that it refers to."""
    if text is not None:
        yield from (
            value for name, value in json.loads(text).items() if name.endswith("_id") and isinstance(value, str)
        )


def _findings(path: Path) -> Iterable[Finding]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            lacking = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if lacking:
                raise BuildError(f"{path} has no column {lacking[0]}: it takes {', '.join(_COLUMNS)}")
            yield from ((row["dataset"] or "", row["key"] or "", row["column"] or "") for row in rows)
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BuildError(f"{path} is no text in UTF-8") from None


def _caught_by(kind: str) -> str:
    found = kinds()[kind].caught_by
    return found if isinstance(found, str) else "by column"
