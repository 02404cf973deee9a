"""The ledger: every posting of a block of accounts in order, with the balance after it.

One function for `accounts` (which keeps the last balance) and for `transactions` (which writes everything down), with
one order of sources, so that the two can never drift apart.

Debits always happen. Where one would break the overdraft limit, a top-up from the owner's account at another bank comes
just before it, in steps of R$ 50: no posting depends on a balance, but for own money, whose sums are found before
(sizing.py), and for cases of crime, which take what there is.
Each account reckons in months of its own: savings from the day of the month on which they were opened, others from the
1st before dawn. Interest stands first in such a month and follows from the one before, with the IOF on what was owed
behind it; a closing sweep stands last and leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import AccountType
from lastro.bank.ledger.charges.daily_debt import Debts, Nights, top_ups
from lastro.bank.ledger.charges.overdraft_tax import OverdraftTax
from lastro.bank.ledger.postings import Postings, keys_beside, monthly_keys, postings, top_up_keys
from lastro.bank.ledger.sources import DIRECT_DEBITS, Doer, Source, among
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.period import history_start
from lastro.brazil import calendar
from lastro.brazil.levels.interest import Interest
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

LAST_ANNIVERSARY = 28  # deposits of a later day count from the 1st (Lei 8.177/1991)
BATCH = (60, 5 * 3600)  # seconds of the day in which interest is booked, ASSUMED
_STILL = among(Source.INTEREST, Source.CLOSING)
# What contracts post by themselves after the holder's death, until the estate is settled
_OF_CONTRACTS = among(
    Source.INSTALMENT, Source.LOAN_FEE, Source.LOAN_INTEREST, Source.LOAN_PROVISION, Source.PREPAYMENT,
    Source.SETTLEMENT, Source.PAYOUT, Source.LOAN_TAX, Source.CARD_BILL, Source.CARD_PROVISION,
    Source.REDEMPTION, Source.FEEDING, Source.RETURNED_DEBIT, Source.RETRIED_DEBIT,
)  # fmt: skip
_RATE_UNIT = 1_000_000  # monthly rates are whole millionths


@dataclass(frozen=True)
class Ledger:
    """Postings in the order of accounts and time, top-ups among them, with the balance after each."""

    postings: Postings
    balance_after: Integers


@dataclass(frozen=True)
class ArrangedPostings:
    """Postings in order, and where each account's months begin; `base` is filled while balances run."""

    rows: Postings
    segment: Integers  # account * months + month of each row
    running: Integers  # sum of the amounts within the segment, up to and with each row


@dataclass(frozen=True)
class Balances:
    """The balances of each account's months, (accounts, months) in cents."""

    interest: Integers  # booked first in the month
    tax: Integers  # IOF on what was owed, booked behind it
    base: Integers  # after both
    close: Integers  # at the end of the month


def arrange(block: AccountBlock, parts: list[Postings]) -> ArrangedPostings:
    """All sources' postings, cut to the history and each account's life, in order of account, moment and source."""
    everything = Postings.together([_interest_rows(block), *parts, _closing_rows(block)])
    return in_order(block, everything.take(np.flatnonzero(_within_lives(block, everything))))


def in_order(block: AccountBlock, postings: Postings) -> ArrangedPostings:
    """Postings by account and moment; those of one second stay in their order."""
    rows = postings.take(order_of(block, postings.account, postings.moment))
    month = calendar.month_index((rows.moment - _turns(block)[rows.account]) // DAY) - block.months.first
    segment = rows.account * block.months.count + month
    return ArrangedPostings(rows, segment, within(segment, np.cumsum(rows.amount)))


def _within_lives(block: AccountBlock, rows: Postings) -> Flags:
    """What an account still takes: all while it is open, interest and the closing also while it is restricted; direct
    debits until the bank hears of the owner's death, and what contracts post until the estate is settled."""
    kept = block.open_at(rows.account, rows.moment)
    cut = np.flatnonzero(~kept)
    account, moment, source = rows.account[cut], rows.moment[cut], rows.source[cut]
    still = _STILL[source] & (moment <= block.ends[account])
    still |= _OF_CONTRACTS[source] & (moment <= block.settles[account])
    ordered = (source == int(Source.BILL)) & np.isin(rows.detail[cut], DIRECT_DEBITS)
    still |= ordered & (moment <= block.ordered[account])
    kept[cut] = still & (moment >= block.opens[account])
    return kept


def order_of(block: AccountBlock, account: Integers, moment: Integers, units: int = 1) -> Integers:
    """Rows by account, moment (so many units a second) and place: one sort of packed numbers, no two of them equal."""
    place_bits = max(len(account) - 1, 1).bit_length()
    since = moment - history_start(block.run) * DAY * units
    moment_bits = int(since.max(initial=1)).bit_length()
    packed: Integers = (account << (moment_bits + place_bits)) | (since << place_bits) | np.arange(len(account))
    packed.sort()
    return packed & ((1 << place_bits) - 1)


def within(segment: Integers, total: Integers) -> Integers:
    """Running totals that start anew in each segment."""
    starts = np.flatnonzero(np.diff(segment, prepend=-1))
    before = np.where(starts > 0, total[starts - 1], 0)
    anew: Integers = total - np.repeat(before, np.diff(starts, append=len(segment)))
    return anew


def _interest_rows(block: AccountBlock) -> Postings:
    """Nil rows on the first second of each account's months, where it may bear or earn interest."""
    kind = block.accounts.account_type
    bearing = np.flatnonzero((kind == AccountType.SAVINGS) | (block.accounts.overdraft_limit > 0))
    account, month = np.repeat(bearing, block.months.count), np.tile(block.months.numbers, len(bearing))
    moment = calendar.first_day(month) * DAY + _turns(block)[account]
    key = monthly_keys(Source.INTEREST, block.accounts.account_id[account], month)
    return postings(Source.INTEREST, account, moment, np.zeros(len(account), np.int64), key)


def _turns(block: AccountBlock) -> Integers:
    """How long after a calendar month's first second each account's own month begins."""
    accounts = block.accounts
    opened = calendar.day_of_month(accounts.created_at // DAY)
    day = np.where((accounts.account_type == AccountType.SAVINGS) & (opened <= LAST_ANNIVERSARY), opened, 1)
    return (day - 1) * DAY + _seconds(block)


def _seconds(block: AccountBlock) -> Integers:
    """The second of the day in which each account's interest is booked."""
    return block.run.draws("accounts", block.accounts.account_id).integer("interest second", *BATCH)


def _closing_rows(block: AccountBlock) -> Postings:
    """The same of all accounts that close; the last in the order of sources."""
    account = np.flatnonzero(block.accounts.closed_at != NULL)
    return closing_rows(block, account, block.accounts.closed_at[account])


def closing_rows(block: AccountBlock, account: Integers, moment: Integers) -> Postings:
    """Nil rows of accounts that close at these moments."""
    key = monthly_keys(Source.CLOSING, block.accounts.account_id[account], calendar.month_index(moment // DAY))
    doer = np.where(block.settles[account] > block.closes[account], int(Doer.ESTATE), int(Doer.OWNER))
    return postings(Source.CLOSING, account, moment, np.zeros(len(account), np.int64), key, detail=doer)


def run_balances(block: AccountBlock, arranged: ArrangedPostings) -> Balances:
    """The balances at the months' beginnings and ends, month by month over all accounts at once."""
    shape = (len(block.accounts), block.months.count)
    total, lowest = _totals(arranged, shape)
    savings, overdraft = interest_rates(block)
    booked = np.zeros(shape, np.bool_)
    at = arranged.segment[arranged.rows.source == int(Source.INTEREST)]
    booked.ravel()[at] = True
    closing = np.zeros(shape, np.bool_)
    closing.ravel()[arranged.segment[arranged.rows.source == int(Source.CLOSING)]] = True
    interest, tax, base, close = (np.zeros(shape, np.int64) for _ in range(4))
    overdraft_tax, debts = OverdraftTax(block), debts_at_first(block, arranged)
    nights, night_of_month = _nights_by_month(block, arranged)
    every, limit = np.arange(shape[0]), block.accounts.overdraft_limit
    balance = block.accounts.opening_balance.copy()
    saves = block.accounts.account_type == AccountType.SAVINGS
    saved = np.where(saves, np.maximum(balance, 0), 0)
    for month in range(shape[1]):
        due = interest_of(saved, int(savings[month]), debts.sums, overdraft_tax.lengths[month], overdraft)
        interest[:, month] = np.where(booked[:, month], due, 0)
        owed = overdraft_tax.booked(every, np.full(shape[0], month), debts.sums, debts.grown)
        tax[:, month] = np.where(interest[:, month] < 0, owed, 0)
        if block.months.first + month > _eve(block):  # what was owed until then bears the history's first interest
            debts.reset(slice(None))
        base[:, month] = balance + interest[:, month] - tax[:, month]
        floor = base[:, month] + lowest[:, month]
        balance = base[:, month] + total[:, month] + top_ups(-floor - limit)
        some = night_of_month[month]
        account = nights.part[some] // shape[1]
        debts.add(account, nights.debts(some, base[account, month], limit[account]), nights.days[some])
        balance[closing[:, month]] = 0
        close[:, month] = balance
        saved = np.where(saves, np.maximum(np.minimum(floor, balance), 0), 0)
    return Balances(interest, tax, base, close)


def night_days(block: AccountBlock, arranged: ArrangedPostings) -> Integers:
    """The bank's day of each row: days end at the account's own second of the batch, in which interest is booked."""
    days: Integers = (arranged.rows.moment - _seconds(block)[arranged.rows.account]) // DAY
    return days


def debts_at_first(block: AccountBlock, arranged: ArrangedPostings) -> Debts:
    """What was owed before the first row of each account: the opening debt, in the month that first bears interest."""
    debt = np.maximum(-block.accounts.opening_balance, 0)
    begin, end = calendar.first_day(np.array([_eve(block), _eve(block) + 1]))
    first = np.flatnonzero(np.diff(arranged.rows.account, prepend=-1))
    until = np.full(len(debt), end)
    until[arranged.rows.account[first]] = night_days(block, arranged)[first].clip(begin, end)
    return Debts(debt * (until - begin), np.zeros(len(debt), np.int64), debt.astype(np.int64))


def _eve(block: AccountBlock) -> int:
    """The month of the last day before the history: interest on it, or on what is left of it, is the first booked."""
    return int(calendar.month_index(np.array([history_start(block.run) - 1]))[0])


def _nights_by_month(block: AccountBlock, arranged: ArrangedPostings) -> tuple[Nights, list[Integers]]:
    """The nights of accounts that may owe, parts being their months; and which lie in each month of the history."""
    some = np.flatnonzero(block.accounts.overdraft_limit[arranged.rows.account] > 0)
    segment, day = arranged.segment[some], night_days(block, arranged)[some]
    column = segment % block.months.count
    until = calendar.first_day(column + block.months.first + 1)
    follows = np.flatnonzero(segment[1:] == segment[:-1])
    until[follows] = day[follows + 1]
    nights = Nights.of(segment, until - day, arranged.running[some])
    column = nights.part % block.months.count
    order = np.argsort(column, kind="stable")
    return nights, np.split(order, np.searchsorted(column[order], np.arange(1, block.months.count)))


def _totals(arranged: ArrangedPostings, shape: tuple[int, int]) -> tuple[Integers, Integers]:
    """The sum of each month's postings and the lowest running sum (at most 0 is not assumed: no rows give 0)."""
    total, lowest = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    starts = np.flatnonzero(np.diff(arranged.segment, prepend=-1))
    if len(starts):
        ends = np.append(starts[1:], len(arranged.segment)) - 1
        segments = arranged.segment[starts]
        total.ravel()[segments] = arranged.running[ends]
        lowest.ravel()[segments] = np.minimum.reduceat(arranged.running, starts)
    return total, lowest


def interest_rates(block: AccountBlock) -> tuple[Integers, int]:
    """Rates in millionths: of savings, by the law in force when each account's month of the history began, booked at
    its end; and of overdrafts."""
    savings = block.run.once(Interest).savings(block.months.numbers - 1)
    overdraft = float(block.run.setting("ledger.overdraft_rate"))
    return np.rint(savings * _RATE_UNIT / 100).astype(np.int64), round(overdraft * _RATE_UNIT / 100)


def interest_of(
    saved: Integers, savings: Integers | int, debts: Integers, days: Integers | int, overdraft: int
) -> Integers:
    """Interest of a month, half up to the cent: on what was saved, less that on what was owed on the mean of its days
    (debts: the sum of all nights'); negative where the customer owes it."""
    earned = (saved * savings + _RATE_UNIT // 2) // _RATE_UNIT
    owed = (debts * overdraft + _RATE_UNIT * days // 2) // (_RATE_UNIT * days)
    booked: Integers = earned - owed
    return booked


def settle(block: AccountBlock, arranged: ArrangedPostings, balances: Balances) -> Ledger:
    """The postings with interest and closing sweeps filled in, top-ups before what they cover, and running balances."""
    rows = arranged.rows
    topped, after = _topped_up(block, arranged, balances)
    amount = _filled(arranged, balances, after)
    after = np.where(rows.source == int(Source.CLOSING), 0, after)
    tax = np.where(rows.source == int(Source.INTEREST), balances.tax.ravel()[arranged.segment], 0)
    return _with_top_ups(arranged, amount, topped, after, tax)


def left(block: AccountBlock, arranged: ArrangedPostings, balances: Balances) -> Integers:
    """What each row leaves in its account, in cents, with all top-ups of the month but its own."""
    topped, after = _topped_up(block, arranged, balances)
    return after - _rises(arranged, topped)


def _topped_up(block: AccountBlock, arranged: ArrangedPostings, balances: Balances) -> tuple[Integers, Integers]:
    """The month's top-ups up to each row, and what it leaves with them."""
    before = balances.base.ravel()[arranged.segment] + arranged.running
    missing = top_ups(-before - block.accounts.overdraft_limit[arranged.rows.account])
    topped = _highest_so_far(arranged.segment, missing)
    return topped, before + topped


def _rises(arranged: ArrangedPostings, topped: Integers) -> Integers:
    same = np.append(False, arranged.segment[1:] == arranged.segment[:-1])
    return topped - np.where(same, np.append(0, topped[:-1]), 0)


def _highest_so_far(segment: Integers, values: Integers) -> Integers:
    """The running maximum within each segment; most segments have none."""
    highest = np.zeros(len(values), np.int64)
    some = np.zeros(int(segment.max(initial=0)) + 1, np.bool_)
    some[segment[values > 0]] = True
    touched = np.flatnonzero(some[segment])
    if len(touched):
        lift = segment[touched] << 38  # cents stay below 2**38, segments below 2**25
        highest[touched] = np.maximum.accumulate(values[touched] + lift) - lift
    return highest


def _filled(arranged: ArrangedPostings, balances: Balances, after: Integers) -> Integers:
    """Amounts, with those of interest and closing rows, which were nil while balances ran."""
    amount = arranged.rows.amount.copy()
    interest = np.flatnonzero(arranged.rows.source == int(Source.INTEREST))
    amount[interest] = balances.interest.ravel()[arranged.segment[interest]]
    closing = np.flatnonzero(arranged.rows.source == int(Source.CLOSING))
    amount[closing] = -after[closing]
    return amount


def _with_top_ups(
    arranged: ArrangedPostings, amount: Integers, topped: Integers, after: Integers, tax: Integers
) -> Ledger:
    """Insert a top-up before each row where the month's top-ups rise, and the tax behind the interest that bears it;
    drop rows that moved nothing."""
    rows = arranged.rows
    rise = _rises(arranged, topped)
    risen, kept, taxed = np.flatnonzero(rise > 0), np.flatnonzero(amount != 0), np.flatnonzero(tax)
    filled = Postings(
        rows.account,
        rows.moment,
        amount,
        rows.source,
        rows.key,
        rows.detail,
        rows.other,
        rows.link,
        rows.contract,
    )
    extra = postings(Source.TOP_UP, rows.account[risen], rows.moment[risen], rise[risen], top_up_keys(rows.key[risen]))
    both = Postings.together([extra, filled.take(kept), _tax_rows(rows.take(taxed), tax[taxed])])
    order = np.argsort(np.concatenate([risen * 3, kept * 3 + 1, taxed * 3 + 2]))
    without = after + tax  # what stood there before the tax was taken
    balance = np.concatenate([without[risen] - amount[risen], without[kept], after[taxed]])
    return Ledger(both.take(order), balance[order])


def _tax_rows(interest: Postings, tax: Integers) -> Postings:
    """The tax on what bore interest, one row each."""
    return postings(
        Source.OVERDRAFT_TAX, interest.account, interest.moment, -tax, keys_beside(Source.OVERDRAFT_TAX, interest.key)
    )
