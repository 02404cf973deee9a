"""M10: the IOF beside overdraft interest, and beside loans that are paid out."""

from __future__ import annotations

from itertools import islice

import numpy as np

from lastro.bank.choices import Amortization, Category, Channel, CustomerType, Direction, LoanType
from lastro.checks import days
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember, whole
from lastro.checks.rules.contracts.schedules import months
from lastro.checks.rules.contracts.settlements import once, strange_account
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.moments import DAY, day

UNIT, CENT = 10**7, 1  # of rates; what rounding may differ by
SINCE = np.array([day(text) for text in (
    "1900-01-01", "2020-04-03", "2020-11-27", "2020-12-15", "2021-01-01", "2021-09-20", "2022-01-01", "2025-05-23",
    "2025-06-11",
)])  # fmt: skip
# Ten-millionths a day, and once, of people, companies and small companies (Decreto 6.306/2007 and its changes)
DAILY = np.array([[820, 410, 137], [0] * 3, [820, 410, 137], [0] * 3, [820, 410, 137], [1118, 559, 137],
                  [820, 410, 137], [820, 820, 274], [820, 820, 274]])  # fmt: skip
ONCE = np.array([[38_000] * 3, [0] * 3, [38_000] * 3, [0] * 3, *[[38_000] * 3] * 3, [38_000, 95_000, 95_000],
                 [38_000] * 3])  # fmt: skip
YEAR, SOON, BLOCK = 365, 12, 2_000  # days at most; instalments of which some fall due by then; loans at a time
SMALL_DEBT, SMALL_REVENUE = 30_000_00, 400_000_00  # cents; a month
OVERDRAFT, TOP_UP = "^Juros do cheque especial", "^Cobertura de saldo"
INTEREST, TAX, COVER = range(3)
ACCOUNT, MOMENT, CENTS, WHAT, ROW = range(5)  # columns of the spill


def _rates(business: Flags, revenue: Integers, debt: Integers, on: Integers) -> tuple[Integers, Integers]:
    small = (revenue <= SMALL_REVENUE) & (debt <= SMALL_DEBT)
    who = np.where(business, np.where(small, 2, 1), 0)
    row = np.searchsorted(SINCE, on, side="right") - 1
    return DAILY[row, who], ONCE[row, who]


def _owner(bank: Bank, account: Integers) -> tuple[Flags, Integers]:
    """Whether the owner of each account (position) is a business, and what it earns a month."""
    customers = bank["customers"]
    owner = customers.index.of(bank["accounts"].at("customer_id", account, 0).astype(np.uint64))
    kind = customers.at("customer_type", owner, CustomerType.INDIVIDUAL)
    return kind == CustomerType.BUSINESS, customers.at("monthly_income", owner, 0)


# Overdrafts


@remember("transactions")
def taxed_overdrafts(bank: Bank, batch: Batch) -> None:
    """Notes overdraft interest with what was owed before it, its tax, and top-ups, which may stand before it."""
    interest = _said(batch.take(batch.has("category", Category.INTEREST)), OVERDRAFT)
    tax = batch.take(batch.has("category", Category.IOF) & ~batch.present("loan_id"))
    own = batch.has("category", Category.OWN_TRANSFER) & batch.has("channel", Channel.SYSTEM)
    top_ups = _said(batch.take(own & batch.has("direction", Direction.CREDIT)), TOP_UP)
    parts = [(interest, -(interest["balance_after"] + interest["amount"]), INTEREST), (tax, tax["amount"], TAX),
             (top_ups, top_ups["amount"], COVER)]  # fmt: skip
    rows = np.concatenate([part.rows for part, *_ in parts])
    order = np.argsort(rows, kind="stable")
    columns = ([part[name].astype(np.int64) for part, *_ in parts] for name in ("account_id", "transaction_date"))
    cents, what = ([amount for _, amount, _ in parts], [np.full(len(part), kind) for part, _, kind in parts])
    bank.spill("overdraft tax", 5).add(*(np.concatenate(c)[order] for c in (*columns, cents, what)), rows[order])


def _said(batch: Batch, form: str) -> Batch:
    return batch.take(batch.text("description").str.contains(form).fill_null(False).to_numpy())


@once_read("M10", "transactions")
def overdrafts_are_taxed(bank: Bank, dataset: str) -> BrokenRows:
    """Interest on an overdraft is followed by its IOF, and no other IOF names no loan."""
    for rows in bank.take_spill("overdraft tax", 5).sorted():
        yield from _overdrafts(bank, rows)


def _overdrafts(bank: Bank, rows: Keys) -> BrokenRows:
    account, (moment, cents, what, row) = rows[:, ACCOUNT], rows[:, MOMENT:].view(np.int64).T
    beside = np.append(False, (account[1:] == account[:-1]) & (moment[1:] == moment[:-1]))  # the one before it
    taxes = beside & (what == TAX) & (np.append(TAX, what[:-1]) == INTEREST)
    yield "category", "an IOF beside no overdraft interest and of no loan", row[(what == TAX) & ~taxes]
    covered = beside & (np.append(TAX, what[:-1]) == COVER)
    debt = np.maximum(cents + np.where(covered, np.append(0, cents[:-1]), 0), 0)  # what was owed before the top-up
    at = np.flatnonzero(what == INTEREST)
    paid = np.where(np.append(taxes[1:], False), np.append(cents[1:], 0), 0)[at]
    due = _due_on_overdrafts(bank, account[at], moment[at] // DAY, debt[at])
    yield "amount", "the IOF beside it is not that of its debt", row[at][np.abs(paid - due) > CENT]


def _due_on_overdrafts(bank: Bank, keys: Keys, booked: Integers, debt: Integers) -> Integers:
    """What is due on debts of accounts, in the order of accounts and time: what they have grown by bears more."""
    accounts = bank["accounts"]
    account, month = accounts.index.of(keys), days.months_of(booked)
    before = np.where(
        month <= days.months_of(np.array([bank.history_start - 1]))[0] + 1,  # the day whose debt is the opening balance
        np.maximum(-accounts.at("opening_balance", account, 0), 0), 0,
    )  # fmt: skip
    follows = np.zeros(len(keys), dtype=np.bool_)
    follows[1:] = (keys[1:] == keys[:-1]) & (month[1:] == month[:-1] + 1)
    before = np.where(follows, np.append(0, debt[:-1])[: len(debt)], before)
    first, last = days.in_month(month - 1, 1), days.in_month(month, 1) - 1
    daily, additional = _rates(*_owner(bank, account), debt, last)
    taxed = debt * daily * (last - first + 1) + np.maximum(debt - before, 0) * additional
    found: Integers = (taxed + UNIT // 2) // UNIT
    return found


# Loans


@each("M10", "transactions")
def taxes_of_loans(bank: Bank, batch: Batch) -> Broken:
    """The IOF of a loan is a debit of its account; its amount is looked at once all are read."""
    tax = batch.has("category", Category.IOF) & batch.present("loan_id")
    yield "account_id", "it is not on the loan's account", tax & strange_account(bank, batch, "loan_id")
    loan = bank.of(batch, "loan_id")
    here = tax & (loan >= 0)
    paid, times = bank.notes.setdefault("IOF of loans", np.zeros((2, len(bank["loans"])), dtype=np.int64))
    np.add.at(paid, loan[here], batch["amount"][here])
    times += once(loan[here], len(times))


@whole("M10", "loans")
def loans_are_taxed(bank: Bank) -> Broken:
    """A loan that is paid out within the history bears its IOF, once."""
    loans = bank["loans"]
    paid, times = bank.notes.get("IOF of loans", np.zeros((2, len(loans)), dtype=np.int64))
    start = loans.start_date
    within = (start >= bank.history_start) & (days.next_bank_day(start) <= bank.as_of)
    due = np.zeros(len(loans), dtype=np.int64)
    fit = (loans.loan_amount > 0) & (loans.term > 0) & (loans.interest_rate >= 0) & (loans.loan_amount <= 10**12)
    reckoned = np.flatnonzero(within & fit & (loans.loan_type != LoanType.MORTGAGE))
    for begin in range(0, len(reckoned), BLOCK):
        at = reckoned[begin : begin + BLOCK]
        due[at] = _due_on_loans(bank, at)
    yield "loan_amount", "its IOF is no single transaction", (times > 1) | ((due > CENT) & (times == 0))
    yield "loan_amount", "its IOF is not what its schedule bears", (times == 1) & fit & (np.abs(paid - due) > CENT)


def _due_on_loans(bank: Bank, at: Integers) -> Integers:
    """Each instalment's principal bears the days until it falls due, a year's at most, and the whole once more."""
    loans = bank["loans"]
    amount, start = loans.loan_amount[at], loans.start_date[at]
    price = loans.amortization[at] == Amortization.PRICE
    owed, taxed = amount, amount * YEAR
    for number, (_, balance) in enumerate(islice(months(amount, loans.interest_rate[at], loans.term[at], price), SOON)):
        due = days.next_bank_day(days.plus_months(start, number + 1))
        taxed = taxed - (owed - balance) * (YEAR - np.clip(due - start, 0, YEAR))
        owed = balance
    _, revenue = _owner(bank, bank["accounts"].index.of(loans.account_id[at]))
    daily, additional = _rates(loans.loan_type[at] == LoanType.BUSINESS, revenue, amount, start)
    found: Integers = (taxed * daily + amount * additional + UNIT // 2) // UNIT
    return found
