"""M5: how loans end otherwise than by their schedule: default, write-off, recovery, renegotiation."""

from __future__ import annotations

import numpy as np

from lastro.checks import days
from lastro.checks.bank import Bank, Kept
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken
from lastro.checks.rules.contracts.loan_case import Case
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY

DEFAULT_DAYS, WRITE_OFF_DAYS = 90, 360


def renegotiated(loans: Kept) -> Flags:
    """Which loans another one has paid off."""
    found: Flags = loans.renegotiated_loan_id != NULL_KEY
    return found


def paid_off_early(loans: Kept) -> Flags:
    """Which loans were paid off before their schedule ended: by another one, or by the borrower."""
    found: Flags = renegotiated(loans) | (loans.prepaid_on != NULL)
    return found


def _newer(loans: Kept) -> Integers:
    """The position of the loan that has paid each one off, -1 for none."""
    return loans.index.of(loans.renegotiated_loan_id)


def split_ends(bank: Bank, postings: Batch, loan: Integers) -> Flags:
    """Note what pays whole loans off, and what is recovered of those written off; which postings are neither."""
    loans, day = bank["loans"], postings.day("transaction_date")
    lost = loans.written_off_on[loan]
    recovers = (lost != NULL) & (day >= lost)
    newer = _newer(loans)[loan]
    settles = (newer >= 0) & (day == loans.at("start_date", newer, NULL)) & ~recovers
    prepays = (day == loans.prepaid_on[loan]) & ~recovers & ~settles
    for name, these in (("recovered", recovers), ("settled", settles), ("prepaid", prepays)):
        note_sums(bank, name, loan[these], postings["amount"][these])
    neither: Flags = ~recovers & ~settles & ~prepays
    return neither


def note_sums(bank: Bank, name: str, loan: Integers, amount: Integers) -> None:
    """Add to how many postings of a kind each loan has, and to what they come to."""
    count = len(bank["loans"])
    np.add.at(bank.notes.setdefault(f"{name} times", np.zeros(count, dtype=np.int64)), loan, 1)
    np.add.at(bank.notes.setdefault(name, np.zeros(count, dtype=np.int64)), loan, amount)


def sums_of(bank: Bank, name: str) -> tuple[Integers, Integers]:
    """How many postings of a kind each loan has, and what they come to."""
    none = np.zeros(len(bank["loans"]), dtype=np.int64)
    return bank.notes.get(f"{name} times", none), bank.notes.get(name, none)


def ends_fit(bank: Bank, case: Case, done: Flags, late: Integers) -> Broken:
    """Days of default and write-off are where the oldest unpaid instalment puts them."""
    loans, paid = case.loans, case.column("installments_paid")
    oldest = case.due(paid + 1)
    lost, defaulted = case.column("written_off_on"), case.column("defaulted_on")
    right = np.where(~done & (late >= WRITE_OFF_DAYS), oldest + WRITE_OFF_DAYS, NULL)
    yield "written_off_on", "written_off_on is not 360 days after the oldest unpaid instalment", lost != right
    never = ~done & (late >= DEFAULT_DAYS) & ((defaulted == NULL) | (defaulted > oldest + DEFAULT_DAYS))
    yield "defaulted_on", "it is 90 days past due, but has not defaulted by then", never
    yield "defaulted_on", "defaulted_on is not 90 days after an instalment fell due", ~_explained(case, defaulted, paid)
    ahead = (defaulted != NULL) & (defaulted > bank.as_of)
    yield "defaulted_on", "it defaults after as_of", ahead
    recovered = case.column("recovered_amount")
    yield "recovered_amount", "recovered_amount and written_off_on do not agree", (recovered == NULL) != (lost == NULL)
    sums = sums_of(bank, "recovered")[1][case.at]
    whole = lost >= bank.history_start
    unlike = (lost != NULL) & np.where(whole, recovered != sums, recovered < sums)
    yield "recovered_amount", "recovered_amount is not what its postings add up to", unlike & (loans.row[case.at] >= 0)


def _explained(case: Case, defaulted: Integers, paid: Integers) -> Flags:
    """Whether an instalment that may have been unpaid fell due so long before the default; true where there is none."""
    due = np.where(defaulted == NULL, case.column("start_date"), defaulted - DEFAULT_DAYS)
    near = days.months_of(due) - days.months_of(case.column("start_date"))
    found: Flags = defaulted == NULL
    for number in (near - 1, near):
        possible = (number >= 1) & (number <= np.minimum(paid + 1, case.column("term")))
        found |= possible & (case.due(number.clip(1)) == due)
    return found


def ends_agree(bank: Bank) -> Broken:
    """What renegotiates a loan is there, of the same account, not rated, and pays it off by one posting."""
    loans = bank["loans"]
    gone, newer = renegotiated(loans), _newer(loans)
    yield "renegotiated_loan_id", "there is no such loan", gone & (newer < 0)
    known = gone & (newer >= 0)
    other = loans.at("account_id", newer, 0) != loans.account_id
    yield "renegotiated_loan_id", "the loan that pays it off is of another account", known & other
    rated = loans.at("risk_band", newer, NULL_CODE) != NULL_CODE
    yield "renegotiated_loan_id", "the loan that pays it off was granted on its own", known & rated
    start = loans.at("start_date", newer, NULL)
    within = known & (start >= bank.history_start)
    times, sums = sums_of(bank, "settled")
    yield "renegotiated_loan_id", "it is not paid off by one posting", within & (times != 1)
    unlike = (times == 1) & known & (sums != loans.at("loan_amount", newer, NULL))
    yield "renegotiated_loan_id", "the loan that pays it off is of another amount", unlike
    pays = np.zeros(len(loans), dtype=np.bool_)
    pays[newer[known]] = True
    orphan = (loans.risk_band == NULL_CODE) & ~pays & (loans.start_date >= bank.history_start)
    yield "risk_band", "it has no risk band, but renegotiates no loan", orphan
    twice = np.isin(newer, newer[known]) & known & (np.bincount(newer[known], minlength=len(loans) or 1)[newer] > 1)
    yield "renegotiated_loan_id", "the loan that pays it off pays off another one too", twice
