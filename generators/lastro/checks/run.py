"""The run of a check: a file for each dataset, read once each in constant memory, and asked all rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from lastro.checks import schema
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.reading import parts
from lastro.checks.registry import WHOLE, rules_of, undeclared
from lastro.checks.report import Finding, Report, Rows
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

RULES = (  # importing a family declares its rules
    identity, references, documents, places, emails, lifetimes, terms, payments, ledger, transfers, loans, cards,
    investments,
)  # fmt: skip
AFTER_POSTINGS = (payments.identifiers_of_two_payments, transfers.transfers_have_two_legs)


def check(
    folder: Path, datasets: Sequence[str], history_start: date, as_of: date, documents_are: str = "valid"
) -> Report:
    """Check the files of a folder; raises BadInput where one is no JSON array of records.

    datasets: what dodo.py declares, upstream before downstream; raises BuildError where a rule is of another.
    """
    for missing, code in undeclared(datasets).items():
        raise BuildError(f"rule {code} is of {missing}, which dodo.py does not declare")
    bank = Bank.between(history_start, as_of, documents_are, datasets)
    with bar("check", None) as progress:
        for dataset in datasets:
            progress.update(_dataset(bank, folder, dataset))
    references.look_up(bank)
    documents.cpf_regions(bank)
    for rule in WHOLE:
        rule.ask_all(bank)
    name_offenders(bank.report, folder)
    return bank.report


def _dataset(bank: Bank, folder: Path, dataset: str) -> int:
    seen = 0
    row = row_class(dataset)
    for part in parts(folder / f"{dataset}.json", row):
        seen += part.seen
        for position, sentence in part.wrong:
            bank.report.blame("schema", dataset, sentence, _one(position))
        _ask(bank, schema.sound(Batch(row, part.frame, part.rows), bank.report))
    for code in {"schema"} | {rule.code for rule in rules_of(dataset)}:
        bank.report.count(code, dataset, seen)
    if dataset in bank.kept:
        bank[dataset].close()
    identity.duplicates(bank, dataset)
    for look in AFTER_POSTINGS if dataset == "transactions" else ():
        look(bank)
    return seen


def _ask(bank: Bank, batch: Batch) -> None:
    for rule in rules_of(batch.dataset):
        rule.ask(bank, batch)
    if batch.dataset in bank.kept:
        bank[batch.dataset].add(batch)


def _one(position: int) -> Rows:
    return np.array([position], dtype=np.int64)


def name_offenders(report: Report, folder: Path) -> None:
    """Look up the identifiers of first offenders, which rules know by their positions only."""
    for dataset in report.datasets:
        wanted = report.offenders(dataset)
        if wanted:
            _name(folder / f"{dataset}.json", dataset, wanted)


def _name(path: Path, dataset: str, wanted: dict[int, list[Finding]]) -> None:
    row, done = row_class(dataset), 0
    for part in parts(path, row):
        batch = Batch(row, part.frame, part.rows)
        for position in [p for p in wanted if done <= p < done + part.seen]:
            at = np.flatnonzero(batch.rows == position)
            key = batch.text(batch.key)[int(at[0])] if len(at) else None
            for finding in wanted.pop(position):
                finding.key = key or f"record {position + 1}"
        done += part.seen
        if not wanted:
            return
