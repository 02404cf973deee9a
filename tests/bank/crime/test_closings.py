"""Accounts that are blocked and closed for their part in a case: whose, when, what that ends and leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from generated import WITHOUT_CRIME, owners, run_of
from lastro.bank.choices import Direction
from lastro.bank.compliance.informed import informed
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.contracts.restrictions import granted
from lastro.bank.crime.case_keys import decoded, is_crime
from lastro.bank.crime.cases import Cases, cases_of
from lastro.bank.crime.closings import as_stopped
from lastro.bank.crime.members import Members, are_bought, are_young_shells, members_of, seated
from lastro.bank.crime.steps import COVER, STEPS
from lastro.bank.ledger.all_postings import closings, posted
from lastro.bank.ledger.balances import settle
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import Contracts
from lastro.bank.ledger.sources import Refund, Source
from lastro.bank.people.account_block import account_block
from lastro.bank.people.stopped import LATEST, Stopped
from lastro.brazil.calendar import weekday
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

FEW, SOME, MUCH = (
    {"crime_fraud": fraud, "crime_laundering": rings} for fraud, rings in ((1, 1), (25, 4), (50, 10))
)  # fmt: skip
RETURNING = {"seed": 10, "history_start": "2026-05-01", **MUCH}  # 300 customers: money goes back from stopped accounts
FOLLOWS_FROM_BALANCES = (Source.TOP_UP, Source.INTEREST, Source.OVERDRAFT_TAX, Source.CLOSING)
OWN_MONEY = (Source.SAVING, Source.OWN_OUT, Source.PROFIT)  # is not moved where crime has left too little
MOVES = (*FOLLOWS_FROM_BALANCES, Source.CARD_BILL)  # and what robbed cards' bills come to


@dataclass(frozen=True)
class Made:
    """A bank of some customers, as its first datasets are made."""

    accounts: Any
    contracts: Contracts
    stopped: Stopped
    rows: Postings
    after: Integers
    cases: Cases
    members: Members

    @property
    def late(self) -> Flags:
        """The postings of stopped accounts from the block on."""
        found: Flags = self.rows.moment >= self.stopped.since[self.rows.account]
        return found


@cache
def bank(count: int = 1000, **given: Any) -> Made:
    """The first customers, with the postings of all their accounts."""
    run = run_of(**given)
    dates = {name: value for name, value in given.items() if not name.startswith("crime")}
    people, accounts = owners(count, **dates)
    block = account_block(run, people, accounts)
    contracts, stopped = contracts_of(block), closings(block, contracts_of(block))
    accounts = as_stopped(accounts, stopped)
    block, contracts = account_block(run, people, accounts), granted(contracts, accounts)
    ledger = settle(block, *posted(block, contracts))
    cases = cases_of(run, people)
    members = members_of(seated(run, people, accounts, cases))
    return Made(accounts, contracts, block.stopped, ledger.postings, ledger.balance_after, cases, members)


def ids_of_stopped(made: Made) -> Keys:
    found: Keys = made.accounts.account_id[made.stopped.since != LATEST]
    return found


def test_without_crime_nobody_is_stopped_and_at_a_higher_rate_more_are() -> None:
    assert not bank(**WITHOUT_CRIME).stopped.some
    few, many = ids_of_stopped(bank(**SOME)), ids_of_stopped(bank(**MUCH))
    assert set(few.tolist()) < set(many.tolist())
    assert len(many) > 3


def test_accounts_that_were_bought_or_sell_nothing_are_stopped_after_their_case_is_known() -> None:
    made = bank(**MUCH)
    members, opened = made.members, made.accounts.created_at[made.members.account]
    for_it = are_bought(made.cases, members, opened) | are_young_shells(made.cases, members, opened)
    blocks = (made.cases.known_at[members.case] // DAY + 1) * DAY
    since = made.stopped.since[members.account]
    stopped = np.unique(members.customer[for_it & (since == blocks)])
    owner = positions(made.accounts.customer_id, owners(1000)[0].customer_id)
    assert (np.unique(owner[made.stopped.since != LATEST]) == stopped).all()


def test_an_account_is_closed_some_weeks_after_its_block_and_no_account_is_opened_meanwhile() -> None:
    made = bank(**MUCH)
    closed = made.stopped.closes != LATEST
    wait = (made.stopped.closes - made.stopped.since)[closed] // DAY
    assert closed.sum() > 3
    assert wait.min() >= 6
    assert wait.max() <= 31 + 6  # moved to a day on which offices are open
    assert (made.accounts.created_at < made.stopped.since).all()
    assert (made.accounts.closed_at[closed] == made.stopped.closes[closed]).all()


def test_who_is_stopped_holds_no_contract() -> None:
    made = bank(**MUCH)
    for part in (made.contracts.loans, made.contracts.cards, made.contracts.investments):
        assert not np.isin(part.account_id, ids_of_stopped(made)).any()


def test_from_the_block_on_the_bank_alone_posts_and_the_closing_leaves_nothing() -> None:
    made = bank(300, **RETURNING)
    late = made.rows.take(made.late)
    taken_back = (late.source == Source.REFUND) & (late.detail == Refund.TAKEN_BACK) & (late.amount < 0)
    assert taken_back.any()
    assert (taken_back | np.isin(late.source, (Source.INTEREST, Source.OVERDRAFT_TAX, Source.CLOSING))).all()
    assert (late.moment <= made.stopped.closes[late.account]).all()
    last = np.flatnonzero(np.diff(made.rows.account, append=-1) != 0)
    closed = made.stopped.closes[made.rows.account[last]] != LATEST
    assert closed.any()
    assert (made.after[last[closed]] == 0).all()


def test_nobody_pays_a_stopped_account_and_every_transfer_keeps_both_legs() -> None:
    made = bank(**MUCH)
    inside = made.rows.take(made.rows.other >= 0)
    late = inside.moment >= made.stopped.since[inside.other]
    assert (inside.detail[late & (inside.source == Source.REFUND)] == Refund.TAKEN_BACK).all()
    assert (inside.source[late] == Source.REFUND).all()
    links, count = np.unique(inside.link, return_counts=True)
    assert len(links) > 1000
    assert (count == 2).all()


def test_no_more_goes_back_to_victims_than_money_of_the_case_is_left_and_than_there_is() -> None:
    made = bank(300, **RETURNING)
    crime = np.flatnonzero(is_crime(made.rows.key))
    told = decoded(made.rows.key[crime])
    back = np.flatnonzero((told.step == STEPS) & made.late[crime])
    assert len(back) > 1
    for at in back:
        of_case = (told.case == told.case[at]) & (told.step != COVER)  # cover is paid of the mule's own money
        own = crime[of_case & (made.rows.account[crime] == made.rows.account[crime[at]])]
        assert np.cumsum(made.rows.amount[own]).min() >= 0
        assert made.after[crime[at]] >= 0


def reasons(count: int, **given: Any) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Who is stopped, and who is looked into for a case, each with the day."""
    dates = {name: value for name, value in given.items() if not name.startswith("crime")}
    made, (people, _) = bank(count, **given), owners(count, **dates)
    holder = positions(made.accounts.customer_id, people.customer_id)
    stopped_on = np.full(len(people), NULL)
    rows = made.stopped.since != LATEST
    stopped_on[holder[rows]] = made.stopped.since[rows] // DAY
    direction = np.where(made.rows.amount > 0, Direction.CREDIT, Direction.DEBIT)
    postings = SimpleNamespace(
        transaction_id=made.rows.key, transaction_date=made.rows.moment, direction=direction
    )  # fmt: skip
    found = informed(run_of(**given), people, postings, holder[made.rows.account], stopped_on)
    opened = {pair for each in found for pair in zip(each.owner.tolist(), (each.opened // DAY).tolist(), strict=True)}
    return {(who, int(stopped_on[who])) for who in np.flatnonzero(stopped_on != NULL).tolist()}, opened


def test_who_is_stopped_is_looked_into_on_that_day_and_on_weekends_too() -> None:
    stopped, opened = reasons(1000, **MUCH)
    assert (weekday(np.array([on for _, on in stopped])) > 4).any()
    assert stopped <= opened


def test_whom_money_cannot_reach_past_an_earlier_block_is_not_stopped() -> None:
    """In this bank of few customers, of whom many are in several cases, one would be."""
    stopped, opened = reasons(120, seed=4, history_start="2025-06-01", **MUCH)
    assert len(stopped) > 3
    assert stopped <= opened


def test_no_top_up_comes_to_an_account_from_its_block_on() -> None:
    made = bank(**MUCH)
    assert not (made.rows.source[made.late] == Source.TOP_UP).any()


@pytest.mark.parametrize("rates", [(FEW, SOME), (SOME, MUCH), (WITHOUT_CRIME, MUCH)])
def test_between_two_rates_only_blocks_take_postings_away(rates: tuple[dict[str, int], dict[str, int]]) -> None:
    low, high = (bank(**each) for each in rates)
    gone = low.rows.take(~np.isin(low.rows.key, high.rows.key) & ~np.isin(low.rows.source, FOLLOWS_FROM_BALANCES))
    since = high.stopped.since[positions(low.accounts.account_id, high.accounts.account_id)]
    since = np.where(np.isin(low.accounts.account_id, high.accounts.account_id), since, 0)  # opened after the block
    ended = gone.moment >= np.minimum(since[gone.account], np.where(gone.other >= 0, since[gone.other], LATEST))
    case = {key: at for at, key in enumerate(high.cases.key.tolist())}
    blocked = np.full(len(high.cases), LATEST)  # when the first account in each case is
    np.minimum.at(blocked, high.members.case, high.stopped.since[high.members.account])
    told = decoded(gone.key)
    at = np.array([case[key] for key in told.case.tolist()], np.int64)
    ended[told.posting] |= gone.moment[told.posting] >= blocked[at]
    assert (ended | np.isin(gone.source, OWN_MONEY)).all()


def test_postings_that_stay_have_the_same_moment_and_amount_at_any_rate() -> None:
    control, crime = bank(**WITHOUT_CRIME), bank(**MUCH)
    order = np.argsort(crime.rows.key)
    fixed = control.rows.take(~np.isin(control.rows.source, MOVES))
    fixed = fixed.take(np.isin(fixed.key, crime.rows.key))
    same = crime.rows.take(order[np.searchsorted(crime.rows.key[order], fixed.key)])
    assert (same.moment == fixed.moment).all()
    assert (same.amount == fixed.amount).all()


@pytest.mark.long
def test_more_customers_stop_no_other_account_of_those_before() -> None:
    alone, among = bank(**MUCH), bank(2000, **MUCH)
    first = len(alone.accounts)
    assert alone.stopped.some
    assert (among.accounts.account_id[:first] == alone.accounts.account_id).all()
    for name in ("since", "closes"):
        assert (getattr(among.stopped, name)[:first] == getattr(alone.stopped, name)).all()


@pytest.mark.long
def test_on_six_days_around_a_block_and_a_closing_nothing_is_known_before_it_happens() -> None:
    whole = bank(300, **RETURNING)
    back = whole.late & (whole.rows.source == Source.REFUND) & (whole.stopped.closes[whole.rows.account] != LATEST)
    at = int(whole.rows.account[np.flatnonzero(back)[0]])
    block, closing = (int(getattr(whole.stopped, name)[at]) // DAY for name in ("since", "closes"))
    for number in (block - 2, block - 1, block, closing - 1, closing, closing + 1):
        end = number * DAY + DAY - 1
        made = bank(300, as_of=str(np.datetime64(number, "D")), **RETURNING)
        there = positions(made.accounts.account_id, whole.accounts.account_id)
        since, closes = whole.stopped.since[there], whole.stopped.closes[there]
        assert (made.stopped.since == np.where(since <= end, since, LATEST)).all()
        assert (made.stopped.closes == np.where(closes <= end, closes, LATEST)).all()
        before = whole.rows.take(whole.rows.moment <= end)
        assert (np.sort(made.rows.key) == np.sort(before.key)).all()
        mine = np.flatnonzero(made.accounts.account_id == whole.accounts.account_id[at])[0]
        assert (made.accounts.restricted_on[mine] != NULL) == (number >= block)
        assert (made.accounts.closed_at[mine] != NULL) == (number >= closing)
