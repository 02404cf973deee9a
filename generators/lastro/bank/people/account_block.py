"""Account blocks: customers with their accounts, and what every source of postings needs to know about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lastro.bank.people.holdings import AccountColumns, Holdings, holdings
from lastro.bank.people.incomes import incomes
from lastro.bank.people.levels import prices
from lastro.bank.people.months import Span, span
from lastro.bank.people.path.death import NO_DEATH, heard_on
from lastro.bank.people.path.leaving import leaving_on, pay_moved, use_left
from lastro.bank.people.path.path import Path, path_of
from lastro.bank.people.period import history_start
from lastro.bank.people.rhythm import DayChooser, business_days, pix_days, shop_days, shopping_days
from lastro.bank.people.stopped import Stopped, as_if_not, stopped_of
from lastro.bank.people.traits import Traits, traits
from lastro.bank.people.working_life.stated import Stated
from lastro.engine import Run, Table
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

FOREVER = np.iinfo(np.int64).max


class LedgerAccounts(AccountColumns, Protocol):
    """The columns of accounts that postings depend on, whether drawn or read from the file."""

    @property
    def closed_at(self) -> Any: ...
    @property
    def restricted_on(self) -> Any: ...
    @property
    def opening_balance(self) -> Any: ...
    @property
    def overdraft_limit(self) -> Any: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Calendar:
    """The months of the history and the days on which things happen in them."""

    months: Span
    shop: DayChooser
    pix: DayChooser
    business: DayChooser
    shopping: dict[str, DayChooser]  # by kind of shop
    prices: Floats  # of each month against those of base_date


def calendar_of(run: Run) -> Calendar:
    """The calendar of a run; made once."""
    months = span(history_start(run), run.as_of)
    return Calendar(
        months,
        shop_days(months),
        pix_days(months),
        business_days(months),
        shopping_days(months),
        prices(run, months.numbers),
    )


@dataclass(frozen=True)
class AccountBlock:
    """A block: its customers, its accounts, and for each main account (one row each) whose it is."""

    run: Run
    calendar: Calendar
    customers: Table[Any]
    accounts: LedgerAccounts
    held: Holdings
    opens: Integers  # by account: the first second that may have a posting
    closes: Integers  # by account: the last, but for interest and what is left at the closing
    ends: Integers  # by account: the last of all
    ordered: (
        Integers  # by account: the last for direct debits: later than `closes` where the owner's death is not known
    )
    settles: Integers  # by account: the last for what contracts post, later than `closes` where the owner has died
    main: Integers  # positions of the main accounts among the accounts
    owner: Integers  # positions of their owners among the customers
    people: Traits  # of all customers
    who: Traits  # of the main accounts' owners
    draws: Draws  # of those accounts
    savings: Integers  # positions of the owners' savings accounts, -1 for none
    path: Path  # of the owners, in the history's months
    stopped: Stopped  # the accounts that the bank has stopped for a crime; all else here is as if it had not
    use_left: Floats  # of main accounts, by month: less than 1 where the owner drifts away or is winding down
    pay_moved: Flags  # of main accounts, by month: whether the owner has pay sent on to another bank
    income: Integers  # of the owners by month in that month's money, cents, (main accounts, months)
    benefit: Integers  # the pension in it
    stated: Stated  # what the income follows from, in money of base_date
    works: Flags  # whether the owners work in each month, (main accounts, months)

    def open_at(self, account: Integers, moment: Integers) -> Flags:
        """Whether postings at these moments lie within the history and the account's life."""
        return (moment >= self.opens[account]) & (moment <= self.closes[account])

    @property
    def months(self) -> Span:
        """The months of the history, with one more at each end."""
        return self.calendar.months

    def prices(self, month: Integers) -> Floats:
        """Prices of months of the history against those of base_date."""
        return self.calendar.prices[month - self.months.first]

    def age_in(self, row: Integers, month: Integers) -> Floats:
        """The ages in years of main accounts' owners (rows) in months of the history."""
        age: Floats = self.who.age[row] + (month - self.months.first - 1) / 12
        return age

    def work_in(self, row: Integers, month: Integers) -> Integers:
        """What main accounts' owners (rows) have in months of the history other than a pension: by work, mostly."""
        column = month - self.months.first
        return self.income[row, column] - self.benefit[row, column]

    def benefit_in(self, row: Integers, month: Integers) -> Integers:
        """The pensions of main accounts' owners (rows) in months of the history."""
        return self.benefit[row, month - self.months.first]

    def income_in(self, row: Integers, month: Integers) -> Integers:
        """The incomes of main accounts' owners (rows) in months of the history."""
        return self.income[row, month - self.months.first]


def account_block(run: Run, customers: Table[Any], accounts: LedgerAccounts) -> AccountBlock:
    """The account block of customers and exactly their accounts."""
    held = holdings(customers.customer_id, accounts)
    at = positions(held.main, accounts.account_id)
    owner = np.flatnonzero(at >= 0)
    main = at[owner]
    people = traits(run, customers)
    who, dates = people.take(owner), run.once(calendar_of)
    earned = incomes(run, who, dates.months)
    person = positions(accounts.customer_id, customers.customer_id)
    died = np.append(people.died, NO_DEATH)[person]
    stopped = stopped_of(accounts, people.refused[person])
    accounts = as_if_not(accounts, stopped, people.draws.at(person), died, held.main_created[person], run.end)
    leaves = leaving_on(who.draws, accounts.created_at[main])
    closed = np.minimum(np.where(accounts.closed_at == NULL, FOREVER, accounts.closed_at), run.end)
    restricted = np.where(accounts.restricted_on == NULL, FOREVER, accounts.restricted_on * DAY - 1)
    heard = np.append(heard_on(people.draws, people.died), NO_DEATH)[person]
    allowed, dead = np.minimum(closed, restricted), died * DAY <= closed
    return AccountBlock(
        run=run,
        calendar=dates,
        customers=customers,
        accounts=accounts,
        held=held,
        opens=np.maximum(accounts.created_at, history_start(run) * DAY),
        closes=np.minimum(allowed, died * DAY - 1),
        ends=closed,
        ordered=np.where(dead, np.minimum(allowed, heard * DAY - 1), allowed),
        settles=np.where(dead, closed, allowed),
        main=main,
        owner=owner,
        people=people,
        who=who,
        draws=run.draws("accounts", accounts.account_id[main]),
        savings=positions(held.savings, accounts.account_id)[owner],
        path=path_of(who, dates.months),
        stopped=stopped,
        use_left=use_left(who.draws, leaves, dates.months),
        pay_moved=pay_moved(who.draws, dates.months),
        income=earned.total,
        benefit=earned.benefit,
        stated=earned.stated,
        works=who.stages.works(dates.months),
    )
