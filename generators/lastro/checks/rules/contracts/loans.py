"""M5: loans stand where their schedule and their payments put them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl

from lastro.bank.choices import Amortization, Category, Direction, LoanStatus
from lastro.checks import days
from lastro.checks.bank import Bank, Kept
from lastro.checks.batch import Batch
from lastro.checks.result.check_result import Promise
from lastro.checks.rule_registry import Broken, each, names_rule, whole
from lastro.checks.rules.contracts.loan_case import Case
from lastro.checks.rules.contracts.loan_charges import expect_charges, match_charges, remember_charges
from lastro.checks.rules.contracts.loan_ends import ends_agree, ends_fit, paid_off_early, split_ends
from lastro.checks.rules.contracts.loan_retries import debited_again
from lastro.checks.rules.contracts.prepayments import prepayments_fit
from lastro.checks.rules.contracts.schedules import months
from lastro.checks.rules.contracts.settlements import category_differs, once, settling, strange_account
from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

BLOCK = 2_000  # loans whose schedules are made at a time
DEFAULT_DAYS = 90
EARLY_DAYS = 20  # nobody pays an instalment longer than this before it falls due
LONGEST = 1_200  # months
NUMBER = r"([0-9]{1,4})\s*(?:/|de)\s*([0-9]{1,4})"  # "Parcela 3/48", where a description says so


@dataclass
class PaidInstalments:
    """The payments of instalments, in the order of the file."""

    pieces: list[tuple[Array, ...]] = field(default_factory=list)  # loan, moment, amount, row, number, of how many

    def by_loan(self) -> tuple[Integers, ...]:
        """All of them, sorted by loan and else as they came."""
        if not self.pieces:
            return (np.zeros(0, dtype=np.int64),) * 6
        columns = [np.concatenate(column) for column in zip(*self.pieces, strict=True)]
        self.pieces.clear()
        order = np.argsort(columns[0], kind="stable")
        return tuple(columns.pop(0)[order] for _ in range(6))


@each("M5", "transactions")
def postings_of_loans(bank: Bank, batch: Batch) -> Broken:
    """Category and loan_id go together, on the loan's account."""
    differs = category_differs(batch, "loan_id") & ~debited_again(batch)
    yield "loan_id", "loan_id and category do not agree", differs
    yield "account_id", "it is not on the loan's account", strange_account(bank, batch, "loan_id")


@each("M5", "transactions")
def payouts_fit_the_loan(bank: Bank, batch: Batch) -> Broken:
    """A loan is paid out in full, on its first day or the next bank day, and nothing is paid before."""
    loans = bank["loans"]
    postings, loan = settling(bank, batch, "loan_id")
    once_only = ~debited_again(postings)
    postings, loan = postings.take(once_only), loan[once_only]
    day, credit = postings.day("transaction_date"), postings.has("direction", Direction.CREDIT)
    start = loans.start_date[loan]
    paid_out = bank.notes.setdefault("pay-outs", np.zeros(len(loans), dtype=np.int64))
    paid_out += once(loan[credit], len(loans))
    other = credit & (postings["amount"] != loans.loan_amount[loan])
    yield "amount", "it pays out another amount", _here(batch, postings, other)
    late = (day < start) | (day > days.next_bank_day(start))
    yield "transaction_date", "it pays out on another day", _here(batch, postings, credit & late)
    early = _here(batch, postings, ~credit & (day < start))
    yield "transaction_date", "an instalment is paid before the loan has started", early
    principal = ~credit & postings.has("category", Category.LOAN)
    remember_charges(bank, postings.take(~credit & ~principal), loan[~credit & ~principal])
    paid, of = postings.take(principal), loan[principal]
    by_schedule = split_ends(bank, paid, of)
    _remember(bank, paid.take(by_schedule), of[by_schedule])


def _here(batch: Batch, postings: Batch, wrong: Flags) -> Flags:
    return np.isin(batch.rows, postings.rows[wrong], kind="sort")


def _remember(bank: Bank, postings: Batch, loan: Integers) -> None:
    said = postings.text("description")
    told = [said.str.extract(NUMBER, n).cast(pl.Int64, strict=False).fill_null(0).to_numpy() for n in (1, 2)]
    payments: PaidInstalments = bank.notes.setdefault("instalments", PaidInstalments())
    small = [column.astype(np.int32) for column in (loan, *told)]  # 5 M at a million customers
    payments.pieces.append((small[0], postings["transaction_date"], postings["amount"], postings.rows, *small[1:]))


@each("M5", "loans")
def terms_make_sense(bank: Bank, batch: Batch) -> Broken:
    """There is something to repay, in some time, at no negative rate, and no more is paid than there was."""
    paid, term = batch["installments_paid"], batch["term"]
    out = _out_of_range(batch["loan_amount"], term, batch["interest_rate"])
    yield "loan_amount", "amount, term or rate is out of range", out
    yield "installments_paid", "installments_paid is out of range", (paid < 0) | (paid > term)


def _out_of_range(amount: Integers, term: Integers, rate: Integers) -> Flags:
    wrong: Flags = (amount <= 0) | (term <= 0) | (term > LONGEST) | (rate < 0) | (amount > 10**12)
    return wrong


@whole("M5", "loans")
def loans_stand(bank: Bank) -> Broken:
    """Figures and payments are where the schedule stands."""
    loans, payments = bank["loans"], bank.notes.get("instalments", PaidInstalments()).by_loan()
    fit = ~_out_of_range(loans.loan_amount, loans.term, loans.interest_rate)
    fit &= (loans.installments_paid >= 0) & (loans.installments_paid <= loans.term)
    positions = np.flatnonzero(fit)
    for start in range(0, len(positions), BLOCK):
        case = _case(loans, positions[start : start + BLOCK])
        for column, sentence, wrong in (*_state(bank, case), *_paid_out(bank, case), *_paid(bank, case, payments)):
            everywhere = np.zeros(len(loans), dtype=np.bool_)
            everywhere[case.at[wrong]] = True
            yield column, sentence, everywhere
    match_charges(bank)
    yield from ends_agree(bank)


def _case(loans: Kept, at: Integers) -> Case:
    price = loans.amortization[at] == Amortization.PRICE
    schedule = list(months(loans.loan_amount[at], loans.interest_rate[at], loans.term[at], price))
    return Case(loans, at, *(np.stack(figures, axis=1) for figures in zip(*schedule, strict=True)))


def _state(bank: Bank, case: Case) -> Broken:
    """What is owed, due, late, and the status."""
    paid, term, status = case.column("installments_paid"), case.column("term"), case.column("loan_status")
    owed = np.where(paid > 0, case.of(case.balance, paid), case.column("loan_amount"))
    gone, stated = paid_off_early(bank["loans"])[case.at], case.column("installment_amount")
    done, owed = (paid == term) | gone, np.where(gone, 0, owed)
    unlike = case.column("outstanding_balance") != owed
    yield "outstanding_balance", "outstanding_balance is not where the schedule stands", unlike
    yield "installment_amount", "it is paid off, but has a next instalment", done & (stated != NULL)
    other = ~done & (stated != case.of(case.amount, paid + 1))
    yield "installment_amount", "installment_amount is not the next one due", other
    late = np.where(done, 0, np.maximum(0, bank.as_of - case.due(paid + 1)))
    sentence = "days_past_due is not what the oldest unpaid instalment says"
    yield "days_past_due", sentence, case.column("days_past_due") != late
    right = np.select([done, late >= DEFAULT_DAYS], [LoanStatus.PAID_OFF, LoanStatus.DEFAULT], LoanStatus.ACTIVE)
    yield "loan_status", "loan_status is not what its instalments say", status != right
    yield from ends_fit(bank, case, done, late)
    yield from prepayments_fit(bank, case)


def _paid_out(bank: Bank, case: Case) -> Broken:
    """A loan of the history is paid out once."""
    start = case.column("start_date")
    times = bank.notes["pay-outs"][case.at] if "pay-outs" in bank.notes else np.zeros(len(case.at), dtype=np.int64)
    within = (start >= bank.history_start) & (days.next_bank_day(start) <= bank.as_of)
    yield "start_date", "its pay-out is no transaction", within & (times == 0)
    yield "start_date", "it is paid out more than once", times > 1


def _paid(bank: Bank, case: Case, payments: tuple[Integers, ...]) -> Broken:
    """The payments of the history are the last ones paid, in the order of the schedule."""
    loan = payments[0]
    first, after = (np.searchsorted(loan, case.at, side=side) for side in ("left", "right"))
    before = case.column("installments_paid") - (after - first)
    yield "installments_paid", "more instalments are transactions than are paid", before < 0
    gone = (case.due(before.clip(1)) < bank.history_start + EARLY_DAYS) & (
        case.column("start_date") < bank.history_start
    )
    yield "installments_paid", "an instalment within the history is paid, but is no transaction", (before > 0) & ~gone
    for number in range(int((after - first).max(initial=0))):
        _instalment(bank, case, payments, before + number + 1, first + number, (first + number < after) & (before >= 0))


@names_rule("M5", "transactions")
def _instalment(
    bank: Bank,
    case: Case,
    payments: tuple[Integers, ...],
    number: Integers,
    at: Integers,
    there: Flags,
) -> None:
    """Each payment is for its instalment's amount, not long before it falls due, and says which one it is."""
    _, moment, amount, row, said, of = (column[at.clip(0, len(column) - 1)] for column in payments)
    day = moment // DAY
    expect_charges(bank, case.at[there], moment[there], amount[there], (day - case.due(number))[there], row[there])
    promise = partial(Promise, "M5", "transactions")
    wrong = there & (amount != case.of(case.amount, number))
    bank.blame(promise("amount", "it is not the amount of its instalment"), row[wrong])
    early = there & (day < case.due(number) - EARLY_DAYS)
    bank.blame(promise("transaction_date", "it is paid long before its instalment falls due"), row[early])
    other = there & (of == case.column("term")) & (said != number)
    bank.blame(promise("description", "it calls itself another instalment than it is"), row[other])
