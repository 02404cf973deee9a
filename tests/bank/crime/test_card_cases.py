"""Cases on credit cards: what they leave as it was, and that limits, bills and what is given back add up."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from generated import WITHOUT_CRIME, customers, owners, run_of
from lastro.bank.choices import CardTransactionType
from lastro.bank.contracts.cards.bills import Cycles, cycles_of
from lastro.bank.contracts.cards.debt import CardStates
from lastro.bank.contracts.cards.rows.all_rows import all_rows, paid_bills
from lastro.bank.contracts.cards.rows.card_rows import NO_PURCHASE, CardRows
from lastro.bank.contracts.cards.spending.purchases import Purchases
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.crime.cards.attempts import ACTS
from lastro.bank.crime.cards.robbed import Robbed, robbed
from lastro.bank.crime.choices import Typology
from lastro.bank.people.account_block import account_block
from lastro.bank.people.period import history_start
from lastro.engine.arrays import Flags
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

EARLY = {"as_of": "2026-05-14"}


@cache
def cards(count: int = 1000, **given: Any) -> Cards:
    """The cards of the first customers."""
    dates = {name: value for name, value in given.items() if not name.startswith("crime")}
    people, accounts = owners(count, **dates)
    return Cards.of(contracts_of(account_block(run_of(**given), people, accounts)).cards)


@cache
def found(rate: float = 50, count: int = 1000, **given: Any) -> Robbed:
    """The cases on them."""
    dates = {name: value for name, value in given.items() if not name.startswith("crime")}
    return robbed(run_of(crime_fraud=rate, **given), customers(count, **dates), cards(count, **given))


@cache
def rows(rate: float = 50, count: int = 1000, **given: Any) -> CardRows:
    """All rows of the history, with the payments that follow from the bills."""
    run, own, every = run_of(crime_fraud=rate, **given), cards(count, **given), found(rate, count, **given).every
    first, last = history_start(run), run.as_of
    return all_rows(run, own, every, paid_bills(own, every, first, last), first, last)


def theirs(every: Cycles) -> Purchases:
    """What thieves have bought."""
    return every.purchases.take(every.purchases.stolen != NOT_STOLEN)


def stolen(rate: float = 50, count: int = 1000, **given: Any) -> Flags:
    """Which rows are of what thieves have bought."""
    every, of = found(rate, count, **given).every, rows(rate, count, **given).purchase
    return np.append(every.purchases.stolen, NOT_STOLEN)[of] != NOT_STOLEN


def said(some: CardRows) -> dict[int, tuple[int, ...]]:
    """Moment, amount, whole and bill of rows by key."""
    columns = [getattr(some, name).tolist() for name in ("moment", "amount", "whole", "bill")]
    return dict(zip(some.key.tolist(), zip(*columns, strict=True), strict=True))


def test_without_crime_the_cycles_are_the_holders_own() -> None:
    run, people = run_of(**WITHOUT_CRIME), customers(1000)
    assert robbed(run, people, cards()).every is cycles_of(run, people, cards())


def test_holders_buy_the_same_at_every_rate() -> None:
    of = {rate: rows(rate).purchase != NO_PURCHASE for rate in (0, 50)}
    control, crime = said(rows(0).take(of[0])), said(rows(50).take(of[50] & ~stolen(50)))
    assert control == crime
    assert stolen(50).sum() > 100


def test_a_higher_rate_only_adds_rows_of_further_cases() -> None:
    few, many = (said(rows(rate).take(stolen(rate))) for rate in (5, 50))
    assert 0 < len(few) < len(many) / 3
    assert few.items() <= many.items()


def test_an_earlier_day_knows_the_same_rows_as_far_as_it_goes() -> None:
    early, late = rows(50, **EARLY), rows(50)
    until = late.moment <= run_of(**EARLY).end
    assert said(early) == said(late.take(until))
    assert stolen(50, **EARLY).sum() > 50


def test_more_customers_change_no_case_of_those_before() -> None:
    alone, among = found(50, 1000), found(50, 2000)
    assert len(alone.cases) < len(among.cases)
    assert set(alone.cases.key.tolist()) <= set(among.cases.key.tolist())
    some = said(rows(50, 1000).take(stolen(50, 1000)))
    assert some.items() <= said(rows(50, 2000).take(stolen(50, 2000))).items()


def test_cards_are_in_use_when_a_case_on_them_begins() -> None:
    of, own = found(), cards()
    begun = of.cases.started_at
    assert (own.created_at[of.card] < begun).all()
    assert (own.expiry_date[of.card] > begun // DAY).all()
    assert len(np.unique(np.stack([of.card, of.cases.month]), axis=1).T) == len(of.cases)


@pytest.mark.parametrize("rate", [0, 1, 50])
def test_no_card_is_owed_anything_and_rows_lead_to_what_is_owed(rate: float) -> None:
    own, some, every = cards(), rows(rate), found(rate).every
    states = CardStates(run_of(crime_fraud=rate), own, every)
    opening = states.opening_balance()
    starts, total = np.flatnonzero(np.diff(some.card, prepend=-1)), np.cumsum(some.amount)
    before = np.repeat((total - some.amount)[starts], np.diff(starts, append=len(total)))
    owed = total - before + opening[some.card]
    assert owed.min() >= 0
    last = np.append(starts[1:], len(total)) - 1
    assert (states.on(run_of().as_of).current_balance[some.card[last]] == owed[last]).all()


def test_a_robbed_bill_is_what_its_rows_come_to() -> None:
    """Bills are the sum of rows: what thieves add, and what is given back, stands on them to the cent."""
    usual, of = cycles_of(run_of(), customers(1000), cards()), found()
    every, bought = of.every, theirs(of.every)
    back = every.stolen
    for card in of.again:
        more = np.zeros(every.months.count, np.int64)
        for row in np.flatnonzero(bought.card == card):
            parts = np.full(bought.parts[row], bought.part[row])
            parts[0] = bought.first_part[row]
            on = np.arange(bought.bill[row], min(bought.bill[row] + len(parts), len(more)))
            more[on] += parts[: len(on)]
            at = bought.stolen[row]
            if back.back[at] != NULL and back.back_bill[at] < len(more):
                more[back.back_bill[at]] -= bought.amount[row]
        assert (every.amount[card] - usual.amount[card] == more).all()
        assert (every.paid[card] - usual.paid[card] == more).all()  # such bills are paid in full and in time


def test_what_is_given_back_is_a_purchase_whole_and_later_than_it_is_known() -> None:
    of, some = found(), rows()
    back = some.take(stolen() & (some.kind == CardTransactionType.REFUND))
    assert len(back) > 20
    assert (-back.amount == back.whole).all()
    case = np.searchsorted(of.cases.key, of.every.stolen.case[of.every.purchases.stolen[back.purchase]])
    known = of.cases.known_at[case]
    assert (known != NULL).all()
    assert (back.moment > known).all()
    bought = some.take(stolen() & (some.kind != CardTransactionType.REFUND))
    assert set(back.group.tolist()) < set(bought.group.tolist())


def test_thieves_buy_nothing_once_the_bank_knows() -> None:
    of, some = found(), rows()
    made = some.take(stolen() & (some.kind != CardTransactionType.REFUND))
    case = np.searchsorted(of.cases.key, of.every.stolen.case[of.every.purchases.stolen[made.purchase]])
    known = of.cases.known_at[case]
    assert ((known == NULL) | (made.made < known)).all()
    assert (made.made > of.cases.started_at[case]).all()


def test_each_typology_buys_as_it_is_told() -> None:
    of = found(50, 2000)
    bought = theirs(of.every)
    case = np.searchsorted(of.cases.key, of.every.stolen.case[bought.stolen])
    for typology in ACTS:
        own = np.flatnonzero(of.cases.typology[case] == typology)
        online, step = of.every.stolen.online[bought.stolen[own]], of.every.stolen.step[bought.stolen[own]]
        assert len(np.unique(case[own])) > 5, typology
        assert (online == (typology != Typology.CARD_SWAP)).all()
        assert (bought.amount[own] <= 2_500_00).all()
        small = (bought.amount[own] <= 40_00) & (bought.parts[own] == 1)
        assert small[(step == 0) & (typology == Typology.CARD_TESTING)].all()
