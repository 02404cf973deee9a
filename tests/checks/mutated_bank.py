"""A small bank made once, and broken copies of it: what a mutation changes is written anew, the rest is linked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import eq
from pathlib import Path
from typing import IO

from auditor.mutations import MUTATIONS, Mutation, copy_of
from auditor.reading import Record, read_folder, write_folder
from builds import datasets, make
from lastro.checks.result.check_result import CheckResult
from lastro.checks.run import check

AS_OF, HISTORY_START = date(2025, 12, 31), date(2025, 11, 1)  # two months, with both halves of the 13th salary
SETTINGS = {  # of this seed, since a loan is written off and one prepaid in these two months, which few are
    "seed": "41", "customers": "145", "branches": "4", "base_date": str(AS_OF), "as_of": str(AS_OF),
    "history_start": str(HISTORY_START), "ledger.delinquency": "5",
}  # fmt: skip


@dataclass(frozen=True)
class SmallBank:
    """The bank as it was built, on the disk and in memory."""

    folder: Path
    records: dict[str, list[Record]]

    def broken(self, mutations: Iterable[Mutation], to: Path) -> tuple[dict[str, list[Record]], list[str]]:
        """A broken copy in a folder: its records, and the identifiers that the rules must name."""
        copy = copy_of(self.records)
        offenders = [mutation.spoil(copy) for mutation in mutations]
        self.write(copy, to)
        return copy, offenders

    def write(self, records: dict[str, list[Record]], to: Path) -> Path:
        """Write what differs from the bank, and link what does not."""
        for dataset, rows in records.items():
            if _written_alike(rows, self.records[dataset]):
                (to / f"{dataset}.json").symlink_to(self.folder / f"{dataset}.json")
            else:
                write_folder({dataset: rows}, to)
        return to


def _written_alike(some: list[Record], others: list[Record]) -> bool:
    """Whether records are equal, the order of their columns too."""
    return some == others and all(map(eq, map(tuple, some), map(tuple, others)))


def small_bank(folder: Path, **settings: str) -> SmallBank:
    """Build it."""
    make(folder, **{**SETTINGS, **settings})
    return SmallBank(folder, read_folder(folder))


def checked(folder: Path, documents: str = "valid", offenders: IO[str] | None = None) -> CheckResult:
    """What check finds in a folder of it."""
    return check(folder, list(datasets()), HISTORY_START, AS_OF, documents, offenders=offenders)


def by_name(name: str) -> Mutation:
    """A mutation of the auditor."""
    return next(mutation for mutation in MUTATIONS if mutation.name == name)


def groups(apart: Callable[[Mutation], object]) -> list[list[Mutation]]:
    """The mutations that one bank can bear at a time, each of another rule and dataset; those apart by themselves."""
    found: list[list[Mutation]] = []
    alone = [[mutation] for mutation in MUTATIONS if apart(mutation)]
    for mutation in (mutation for mutation in MUTATIONS if not apart(mutation)):
        for group in found:
            if all(mutation.rule != other.rule and mutation.dataset != other.dataset for other in group):
                group.append(mutation)
                break
        else:
            found.append([mutation])
    return alone + found


def rewrite(folder: Path, dataset: str, rows: list[object], **layout: object) -> None:
    """Write a dataset in another layout in place of a link."""
    path = folder / f"{dataset}.json"
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(rows, ensure_ascii=False, **layout), encoding="utf-8")
