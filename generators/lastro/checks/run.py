"""The run of a check: a file for each dataset, read once each in constant memory, and asked all rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from lastro.checks import rules, schema
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.check_result import ALL_RECORDS, CheckResult, Finding, Rows
from lastro.checks.reading import Part, parts
from lastro.checks.rule_registry import (
    EACH,
    ONCE_ALL_READ,
    ONCE_READ,
    REMEMBER,
    WHOLE,
    codes_of,
    names_rule,
    require_complete,
    undeclared,
)
from lastro.checks.rules import (
    cards,
    documents,
    emails,
    identity,
    investments,
    ledger,
    lifetimes,
    loans,
    payments,
    places,
    references,
    terms,
    transfers,
)
from lastro.engine.build.progress import bar
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import row_class

FAMILIES = (  # importing one declares its rules
    schema, identity, references, documents, places, emails, lifetimes, terms, payments, ledger, transfers, loans,
    cards, investments,
)  # fmt: skip


def check(
    folder: Path, datasets: Sequence[str], history_start: date, as_of: date, documents_are: str = "valid"
) -> CheckResult:
    """Check the files of a folder; raises BadInput where one is no JSON array of records.

    datasets: what dodo.py declares, upstream before downstream; raises BuildError where a rule is of another.
    """
    for missing, code in undeclared(datasets).items():
        raise BuildError(f"rule {code} is of {missing}, which dodo.py does not declare")
    bank = Bank.between(history_start, as_of, documents_are, datasets)
    with bar("check", None) as progress:
        for dataset in datasets:
            progress.update(_dataset(bank, folder, dataset))
    for found in WHOLE:
        found.ask_whole(bank)
    for found in ONCE_ALL_READ:
        found.ask_all(bank)
    name_first_offenders(bank.result, folder)
    return bank.result


def _dataset(bank: Bank, folder: Path, dataset: str) -> int:
    seen = 0
    row = row_class(dataset)
    for part in parts(folder / f"{dataset}.json", row):
        seen += part.seen
        left_out(bank, dataset, part)
        _ask(bank, schema.sound(Batch(row, part.frame, part.rows), bank.result))
    for code in codes_of(dataset):
        bank.result.count(code, dataset, seen)
    if dataset in bank.kept:
        bank[dataset].close()
    for found in [found for found in ONCE_READ if found.is_of(dataset)]:
        found.ask_read(bank, dataset)
    return seen


@names_rule("S1")
@names_rule("S2")
def left_out(bank: Bank, dataset: str, part: Part) -> None:
    """Every column is there, and every value has the JSON type of its column."""
    for wrong in part.wrong:
        bank.result.blame(wrong.code, dataset, wrong.column, wrong.sentence, _one(wrong.row))


def _ask(bank: Bank, batch: Batch) -> None:
    for found in [found for found in EACH if found.is_of(batch.dataset)]:
        found.ask_batch(bank, batch)
    for remember in [remember for of, remember in REMEMBER if not of or batch.dataset in of]:
        remember(bank, batch)
    if batch.dataset in bank.kept:
        bank[batch.dataset].add(batch)


def _one(position: int) -> Rows:
    return np.array([position], dtype=np.int64)


def name_first_offenders(result: CheckResult, folder: Path) -> None:
    """Look up the identifiers of first offenders, which rules know by their positions only."""
    for dataset in result.datasets:
        wanted = result.first_offenders(dataset)
        if wanted:
            _name(folder / f"{dataset}.json", dataset, wanted)


def _name(path: Path, dataset: str, wanted: dict[int, list[Finding]]) -> None:
    row, done = row_class(dataset), 0
    for finding in wanted.pop(ALL_RECORDS, []):
        finding.key = "all records"
    for part in parts(path, row):
        for position in [p for p in wanted if done <= p < done + part.seen]:
            for finding in wanted.pop(position):
                finding.key = _key(Batch(row, part.frame, part.rows), part, position) or f"record {position + 1}"
        done += part.seen
        if not wanted:
            return


def _key(batch: Batch, part: Part, position: int) -> str | None:
    """The key of the record at a position, which may be among those left out."""
    at = np.flatnonzero(batch.rows == position)
    if not len(at):
        return next(wrong.key for wrong in part.wrong if wrong.row == position)
    key: str | None = batch.text(batch.key)[int(at[0])]
    return key


require_complete(rules)
