"""M10: the IOF beside overdraft interest, and beside loans that are paid out."""

from __future__ import annotations

from itertools import islice

import numpy as np

from lastro.bank.choices import Amortization, Category, CustomerType, Direction, LoanType
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
OVERDRAFT, HIGHEST = "^Juros do cheque especial", 8  # percent a month, since 2020 (Res. CMN 4.765/2019)
OTHER, INTEREST, TAX = range(3)
LONG_AGO = -(1 << 40)  # seconds
ACCOUNT, MOMENT, DEBT, CENTS, WHAT, ROW = range(6)  # columns of the spill


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
def overdrafts(bank: Bank, batch: Batch) -> None:
    """Notes overdraft interest, its tax, and every posting before or after which something is owed."""
    interest = batch.has("category", Category.INTEREST) & batch.has("direction", Direction.DEBIT)
    at = np.flatnonzero(interest)
    interest[at] = batch.take(interest).text("description").str.contains(OVERDRAFT).fill_null(False).to_numpy()
    tax = batch.has("category", Category.IOF) & ~batch.present("loan_id")
    after, amount = batch["balance_after"], batch["amount"]
    before = np.where(batch.has("direction", Direction.CREDIT), after - amount, after + amount)
    noted = np.flatnonzero(interest | tax | (after < 0) | (before < 0))
    what = np.select([interest, tax], [INTEREST, TAX], OTHER)
    columns = batch["account_id"], batch["transaction_date"], np.maximum(-after, 0), amount, what, batch.rows
    bank.spill("overdrafts", 6).add(*(column[noted] for column in columns))


@once_read("M10", "transactions")
def overdrafts_are_taxed(bank: Bank, dataset: str) -> BrokenRows:
    """Interest on an overdraft is no more than 8 % of what was owed on the mean of the month's nights, and followed by
    the IOF on it; no other IOF names no loan."""
    for rows in bank.take_spill("overdrafts", 6).sorted():
        yield from _overdrafts(bank, rows)


def _overdrafts(bank: Bank, rows: Keys) -> BrokenRows:
    account, (moment, debt, cents, what, row) = rows[:, ACCOUNT], rows[:, MOMENT:].view(np.int64).T
    beside = np.append(False, (account[1:] == account[:-1]) & (moment[1:] == moment[:-1]))[: len(rows)]
    taxes = beside & (what == TAX) & (np.append(TAX, what[:-1])[: len(rows)] == INTEREST)
    yield "category", "an IOF beside no overdraft interest and of no loan", row[(what == TAX) & ~taxes]
    at = np.flatnonzero(what == INTEREST)
    paid = np.where(np.append(taxes[1:], False), np.append(cents[1:], 0), 0)[at]
    nights, grown = _nights(bank, account, moment, debt, what)
    first, last = _month_before(moment[at])
    highest = nights * HIGHEST / (100 * (last - first + 1))
    yield "amount", "its interest is above 8 % of the month's mean debt", row[at][cents[at] > highest + CENT]
    due = _due_on_overdrafts(bank, account[at], last, nights, grown)
    yield "amount", "the IOF beside it is not that of its debt", row[at][np.abs(paid - due) > CENT]


def _month_before(moment: Integers) -> tuple[Integers, Integers]:
    """The first and the last day of the month before each moment's."""
    month = days.months_of(moment // DAY)
    return days.in_month(month - 1, 1), days.in_month(month, 1) - 1


def _nights(bank: Bank, account: Keys, moment: Integers, debt: Integers, what: Integers) -> tuple[Integers, Integers]:
    """For each interest: the sum of what was owed each night of the month before, and of what it grew by.

    A night ends at the second of the day in which the interest was booked. Each row's debt lasts until the next row,
    and the opening debt until the first.
    """
    starts = np.flatnonzero(np.append(True, account[1:] != account[:-1])[: len(account)])
    opening = -bank["accounts"].at("opening_balance", bank["accounts"].index.of(account[starts]), 0)
    account, moment = np.insert(account, starts, account[starts]), np.insert(moment, starts, LONG_AGO)
    debt, what = np.insert(debt, starts, np.maximum(opening, 0)), np.insert(what, starts, OTHER)
    at = np.flatnonzero(what == INTEREST)
    of = np.searchsorted(at, np.arange(len(what)), side="right")  # the next interest
    before = np.flatnonzero(of < len(at))
    before = before[account[at[of[before]]] == account[before]]
    of, end = of[before], moment[at[of[before]]]
    first, last = _month_before(moment[at])
    low = (first - last - 1)[of]
    night, following = ((moment[rows] - end) // DAY for rows in (before, before + 1))
    sums = np.bincount(of, debt[before] * (following.clip(low, 0) - night.clip(low, 0)), len(at))
    kept = np.flatnonzero(following > night)  # the last rows of their days
    rise = np.maximum(np.diff(debt[before[kept]], prepend=0), 0)
    grown = np.bincount(of[kept], np.where(night[kept] >= low[kept], rise, 0), len(at))
    return sums.astype(np.int64), grown.astype(np.int64)


def _due_on_overdrafts(bank: Bank, keys: Keys, last: Integers, nights: Integers, grown: Integers) -> Integers:
    """What is due on the sums of debts, at the rates of the month's last day."""
    account = bank["accounts"].index.of(keys)
    mean = nights // (last - days.in_month(days.months_of(last), 1) + 1)
    daily, additional = _rates(*_owner(bank, account), mean, last)
    found: Integers = (nights * daily + grown * additional + UNIT // 2) // UNIT
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
