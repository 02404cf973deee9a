"""Credit cards: numbers, limits, bills and what is carried on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from stdnum import luhn

from generated import contracts, holders_of, owners, run_of
from lastro.bank.choices import CardStatus, CardTransactionType
from lastro.bank.contracts.cards.bills import bills_between, cycles
from lastro.bank.contracts.cards.debt import CardStates
from lastro.bank.contracts.cards.numbers import PREFIXES
from lastro.bank.contracts.cards.rows.all_rows import all_rows, paid_bills
from lastro.brazil.calendar import add_months, is_bank_business_day
from lastro.engine import Table
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

START, AS_OF = day("2025-11-01"), day("2026-10-31")


@pytest.fixture(scope="module")
def cards() -> Table[Any]:
    return contracts("credit_cards")


@pytest.fixture(scope="module")
def who(cards: Table[Any]) -> Any:
    return holders_of(cards, owners()[0])


@pytest.fixture(scope="module")
def billed(cards: Table[Any], who: Any) -> Any:
    return bills_between(cycles(run_of(), cards, who), START, AS_OF)


def test_numbers_pass_luhn_and_are_unique(cards: Table[Any]) -> None:
    numbers = cards.card_number.to_list()
    assert all(luhn.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_numbers_lie_in_their_brands_range(cards: Table[Any]) -> None:
    for number, brand in zip(cards.card_number.to_list(), cards.card_type.tolist(), strict=True):
        assert int(number[:6]) in PREFIXES[brand]


def test_invalid_documents_have_a_wrong_last_digit_and_nothing_else(cards: Table[Any]) -> None:
    wrong = contracts("credit_cards", privacy_documents="invalid").card_number.to_list()
    assert not any(luhn.is_valid(number) for number in wrong)
    assert [number[:15] for number in wrong] == [number[:15] for number in cards.card_number.to_list()]


def test_cards_are_valid_three_to_six_years_to_a_months_end(cards: Table[Any]) -> None:
    issued = cards.created_at // DAY
    assert (cards.expiry_date >= add_months(issued, 36)).all()
    assert (cards.expiry_date <= add_months(issued, 72)).all()
    assert (add_months(cards.expiry_date + 1, 1) - cards.expiry_date - 1 >= 28).all()
    assert ((cards.expiry_date + 1).astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(int)
            == cards.expiry_date + 1).all()  # fmt: skip


def test_limits_are_round(cards: Table[Any]) -> None:
    assert (cards.credit_limit % 50_00 == 0).all()
    assert (cards.credit_limit > 0).all()


@pytest.mark.parametrize("ago", range(0, 40, 3))
def test_balances_keep_within_their_bounds(cards: Table[Any], who: Any, ago: int) -> None:
    there = np.flatnonzero(cards.created_at < (AS_OF - ago) * DAY)
    some = cards.take(there)
    whose = replace(
        who, income=who.income[there], business=who.business[there], hardship=who.hardship[there], died=who.died[there]
    )
    found = CardStates(run_of(), some, cycles(run_of(), some, whose)).on(AS_OF - ago)
    ceiling = some.credit_limit * 13 // 10
    assert (found.current_balance >= 0).all()
    assert (found.upcoming_installments >= 0).all()
    assert (found.current_balance + found.upcoming_installments <= np.maximum(ceiling, 0)).all()
    assert (found.status[found.current_balance == ceiling] != 0).all()


def test_what_is_owed_and_to_come_falls_by_payments_and_refunds_only(cards: Table[Any], who: Any) -> None:
    run, closed = run_of(), day("2026-09-01")
    states = CardStates(run, cards, cycles(run, cards, who))
    rows = all_rows(
        run,
        cards,
        cycles(run, cards, who),
        paid_bills(cards, cycles(run, cards, who), START, AS_OF),
        START,
        AS_OF,
    )
    before = states.on(closed)
    for today in range(closed + 1, closed + 45):
        after = states.on(today)
        some = rows.take(rows.posted == today)
        given = some.take(np.isin(some.kind, (CardTransactionType.PAYMENT, CardTransactionType.REFUND)))
        less = np.bincount(given.card, -given.amount, len(cards)).astype(np.int64)
        owed = [state.current_balance + state.upcoming_installments for state in (before, after)]
        assert (owed[1] >= owed[0] - less).all()
        before = after


def test_four_bills_in_five_are_paid_in_full_and_on_time(billed: Any) -> None:
    used = billed.amount > 0  # 80.7 % pay on time (first half of 2024)
    on_time = (billed.paid == billed.amount) & (billed.paid_on <= billed.due + 5)
    assert 0.76 <= on_time[used].mean() <= 0.87


def test_a_rest_bears_interest_once_and_is_divided_then(cards: Table[Any], who: Any) -> None:
    every = cycles(run_of(), cards, who)
    rest = np.where(every.paid > 0, every.amount - every.paid, 0)[:, :-1] > 0
    bears, moved = every.charges.interest[:, 1:] > 0, every.charges.moved[:, 1:] > 0
    assert (bears | moved)[rest].mean() > 0.99  # not where a debt has reached its ceiling
    assert not (bears & moved).any()
    assert not (bears[:, 1:] & bears[:, :-1]).any()
    assert ((every.amount - every.paid)[:, :-2] > 0)[moved[:, 1:]].all()
    paid_well = (every.paid == every.amount) & (every.use.delay == 0)
    fees = every.charges.late_fee + every.charges.interest + every.charges.iof
    assert (fees[:, 1:][paid_well[:, :-1]] == 0).all()


def test_bills_are_paid_on_business_days_between_due_date_and_next_closing(billed: Any) -> None:
    paid = billed.paid_on != NULL
    assert (paid == (billed.paid > 0)).all()
    assert is_bank_business_day(billed.paid_on[paid]).all()
    assert (billed.paid_on >= billed.due)[paid].all()
    same = (billed.card[1:] == billed.card[:-1]) & paid[:-1]
    assert (billed.paid_on[:-1] < billed.closing[1:])[same].all()


def test_use_is_u_shaped(cards: Table[Any]) -> None:
    used = (cards.status <= CardStatus.BLOCKED) & (cards.current_balance > 0)
    share = (cards.current_balance + cards.upcoming_installments)[used] / cards.credit_limit[used]
    counts, _ = np.histogram(share, bins=[0, 0.3, 0.55, 0.7, 0.85, 1.3])
    assert counts[0] > counts[1] > counts[3]
    assert counts[4] > counts[3]


def test_all_four_states_occur_and_fit_the_dates(cards: Table[Any]) -> None:
    assert (np.bincount(cards.status, minlength=4) > 0).all()
    assert (cards.expiry_date[cards.status == CardStatus.EXPIRED] < AS_OF).all()
    assert (cards.expiry_date[cards.status <= CardStatus.BLOCKED] >= AS_OF).all()
    assert (cards.status == CardStatus.CANCELLED).mean() < 0.15


def test_updates_lie_between_issue_and_the_present(cards: Table[Any]) -> None:
    assert (cards.updated_at >= cards.created_at).all()
    assert (cards.updated_at <= AS_OF * DAY + DAY - 1).all()


def test_interest_is_a_setting() -> None:
    people = owners()[0]
    rows = contracts("credit_cards")
    free, dear = (
        cycles(run_of(ledger_card_interest=rate), rows, holders_of(rows, people)).charges.interest.sum()
        for rate in ("0.0", "15.3")
    )
    assert 0 <= free < dear / 3
