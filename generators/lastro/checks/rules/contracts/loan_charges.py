"""M5: what instalments that are paid late cost besides: a fee and interest by the day, as postings of their own."""

from __future__ import annotations

from functools import partial

import numpy as np

from lastro.bank.choices import Category
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.result.check_result import Promise
from lastro.checks.rule_registry import names_rule
from lastro.engine.arrays import Array, Flags, Integers

FEE, INTEREST = 0, 1
FEE_SHARE, MONTHLY = 2, 1  # percent of the instalment; percent of it for thirty days late
Lines = list[tuple[Array, ...]]  # loan, moment, amount, row, FEE or INTEREST


def remember_charges(bank: Bank, postings: Batch, loan: Integers) -> None:
    """Note what loans (positions) are charged for."""
    kind = np.where(postings.has("category", Category.FEE), FEE, INTEREST)
    _lines(bank, "charges").append((loan, postings["transaction_date"], postings["amount"], postings.rows, kind))


def expect_charges(
    bank: Bank, loan: Integers, moment: Integers, amount: Integers, late: Integers, row: Integers
) -> None:
    """Note what the payments of loans' instalments, so many days late, must be charged for in the same second."""
    fee = np.where(late > 0, (amount * FEE_SHARE * 2 + 100) // 200, 0)
    interest = (amount * MONTHLY * late.clip(0) * 2 + 3_000) // 6_000
    for kind, cost in ((FEE, fee), (INTEREST, interest)):
        some = cost > 0
        _lines(bank, "charges due").append((loan[some], moment[some], cost[some], row[some], np.full(some.sum(), kind)))


def _lines(bank: Bank, name: str) -> Lines:
    lines: Lines = bank.notes.setdefault(name, [])
    return lines


@names_rule("M5", "transactions")
def match_charges(bank: Bank) -> None:
    """Each charge belongs to a late instalment of that second, and each of these has its charges."""
    found, due = (_sorted(bank, name) for name in ("charges", "charges due"))
    promise = partial(Promise, "M5", "transactions")
    strange = ~_among(found, due, 5)
    bank.blame(promise("loan_id", "no late instalment of its loan is paid in that second"), _rows(found, strange))
    unlike = _among(found, due, 5) & ~_among(found, due, 3)
    bank.blame(promise("amount", "it is not 2 % of the instalment, or 1 % a month by the day"), _rows(found, unlike))
    missing = ~_among(due, found, 5)
    sentence = "it is paid late, but its fee or its default interest is no transaction"
    bank.blame(promise("transaction_date", sentence), _rows(due, missing))


def _sorted(bank: Bank, name: str) -> Array:
    """(loan, moment, amount, row, kind) as columns; none is an empty table."""
    lines: Lines = bank.notes.pop(name, [])
    columns = [np.concatenate(column) for column in zip(*lines, strict=True)] or [np.zeros(0, np.int64)] * 5
    return np.stack([column.astype(np.int64) for column in columns])


def _among(lines: Array, others: Array, columns: int) -> Flags:
    """Whether lines are among others: by loan, moment and kind (5), and by the amount as well (3)."""
    mine, theirs = (_key(each, with_amount=columns == 3) for each in (lines, others))
    found: Flags = np.isin(mine, theirs)
    return found


def _key(lines: Array, with_amount: bool) -> Array:
    parts = [lines[0], lines[1], lines[4], *([lines[2]] if with_amount else [])]
    packed = np.zeros(lines.shape[1], dtype=np.uint64)
    for part in parts:
        packed = (packed ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        packed ^= packed >> np.uint64(29)
    return packed


def _rows(lines: Array, wrong: Flags) -> Integers:
    rows: Integers = np.sort(lines[3][wrong])
    return rows
