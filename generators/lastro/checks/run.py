"""The run of a check: a file for each dataset, read once each in constant memory, and asked all rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO

import polars as pl

from lastro.checks import rules, schema
from lastro.checks.bank import TRUTH, Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.files.reading import parts
from lastro.checks.files.records import Part
from lastro.checks.result.check_result import CheckResult, Promise
from lastro.checks.result.offenders import Offenders
from lastro.checks.result.second_reading import read_again
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
    counterparties,
    customs,
    documents,
    emails,
    files,
    identity,
    ledger,
    lifetimes,
    limits,
    payments,
    places,
    postings,
    references,
    refusals,
    texts,
)
from lastro.checks.rules.contracts import card_rows, cards, credit_tax, investments, loans, terms
from lastro.checks.rules.pairs import devices, reversals, sessions, transfers
from lastro.checks.rules.truth import days, labels, money
from lastro.checks.rules.truth import seen as spoken_of
from lastro.engine.build.progress import bar
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import row_class

FAMILIES = (  # importing one declares its rules
    schema, identity, references, documents, places, emails, lifetimes, terms, payments, ledger, transfers, reversals,
    loans, credit_tax, cards, card_rows, investments, texts, postings, counterparties, customs, limits, refusals,
    sessions, devices, files, spoken_of, labels, money, days,
)  # fmt: skip


def check(
    folder: Path,
    datasets: Sequence[str],
    history_start: date,
    as_of: date,
    documents_are: str = "valid",
    built: Mapping[str, int] | None = None,
    offenders: IO[str] | None = None,
    truth: Path | None = None,
) -> CheckResult:
    """Check the files of a folder; raises BadInput where one is no JSON array of records.

    datasets: what dodo.py declares, upstream before downstream; raises BuildError where a rule is of another.
    built: how many records the build made of each file that has been edited since.
    offenders: where to write every record that breaks a promise (offenders.py); to nowhere, if it is None.
    truth: the folder of the truth's tables, where these are to be checked too.
    """
    for missing, code in undeclared([*datasets, *TRUTH]).items():
        raise BuildError(f"rule {code} is of {missing}, which dodo.py does not declare")
    files_of = {name: truth / f"{name}.json" for name in TRUTH} if truth else {}
    files_of |= {name: folder / f"{name}.json" for name in datasets}
    bank = Bank.between(history_start, as_of, documents_are, list(files_of))
    bank.built = built or {}
    bank.offenders = Offenders(offenders) if offenders else None
    with bar("check", None) as progress:
        for dataset, path in files_of.items():
            progress.update(_dataset(bank, path, dataset))
    for found in WHOLE:
        if bank.records.keys() >= set(found.datasets):  # the truth need not be there
            found.ask_whole(bank)
    for found in ONCE_ALL_READ:
        found.ask_all(bank)
    read_again(files_of, bank.result, bank.offenders)
    return bank.result


def _dataset(bank: Bank, path: Path, dataset: str) -> int:
    seen = 0
    row = row_class(dataset)
    for part in parts(path, row):
        seen += part.seen
        records_one_by_one(bank, dataset, part)
        _batch(bank, Batch(row, part.frame, part.rows))
    for code in codes_of(dataset):
        bank.result.count(code, dataset, seen)
    bank.close(dataset, seen)
    for found in [found for found in ONCE_READ if found.is_of(dataset)]:
        found.ask_read(bank, dataset)
    return seen


@names_rule("S1")
@names_rule("S2")
def records_one_by_one(bank: Bank, dataset: str, part: Part) -> None:
    """Every declared column is there, and every value has the JSON type of its column."""
    for record in part.found:
        for wrong in record.wrong:
            promise = Promise(wrong.code, dataset, wrong.column, wrong.sentence, wrong.note)
            bank.blame_one(promise, record.row, record.key, wrong.value)
    keys = [record.key for record in part.found if record.left_out and record.key]
    bank.leave_out(dataset, fingerprints(pl.Series(keys, dtype=pl.String)))


def _batch(bank: Bank, batch: Batch) -> None:
    unsound = schema.unsound(bank, batch)
    if unsound.any():
        bank.leave_out(batch.dataset, batch[batch.key][unsound])
        batch = batch.take(~unsound)
    for found in [found for found in EACH if found.is_of(batch.dataset)]:
        found.ask_batch(bank, batch)
    for remember in [remember for of, remember in REMEMBER if not of or batch.dataset in of]:
        remember(bank, batch)
    if batch.dataset in bank.kept:
        bank[batch.dataset].add(batch)


require_complete(rules)
