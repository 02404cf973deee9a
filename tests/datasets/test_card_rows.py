"""Card rows: purchases, parts and charges of cards in memory; what is owed follows from them, on any day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generated import contracts, holders_of, owners, run_of
from lastro.bank.choices import CardTransactionType
from lastro.bank.contracts.cards.bills import Cycles, cycles
from lastro.bank.contracts.cards.rows.all_rows import all_rows, paid_bills
from lastro.bank.contracts.cards.rows.card_rows import CardRows
from lastro.bank.contracts.cards.spending.purchases import NO_SERVICE
from lastro.brazil.calendar import day_of_month
from lastro.engine import Table
from lastro.engine.rows.moments import day

START, AS_OF = day("2025-11-01"), day("2026-10-31")


@pytest.fixture(scope="module")
def cards() -> Table[Any]:
    return contracts("credit_cards", count=500)


def cycles_of(cards: Table[Any], **given: Any) -> Cycles:
    return cycles(run_of(**given), cards, holders_of(cards, owners(count=500)[0], **given))


def rows_of(cards: Table[Any], until: int, **given: Any) -> CardRows:
    every = cycles_of(cards, **given)
    return all_rows(run_of(**given), cards, every, paid_bills(cards, every, START, until), START, until)


@pytest.fixture(scope="module")
def every(cards: Table[Any]) -> Cycles:
    return cycles_of(cards)


@pytest.fixture(scope="module")
def rows(cards: Table[Any]) -> CardRows:
    return rows_of(cards, AS_OF)


def by_key(rows: CardRows) -> dict[int, tuple[Any, ...]]:
    bought = rows.take(rows.kind != CardTransactionType.PAYMENT)
    values = (bought.card, bought.moment, bought.kind, bought.amount, bought.part, bought.parts, bought.whole)
    return dict(zip(bought.key.tolist(), zip(*(each.tolist() for each in values), strict=True), strict=True))


def test_keys_are_unique(rows: CardRows) -> None:
    assert len(by_key(rows)) == np.count_nonzero(rows.kind != CardTransactionType.PAYMENT) > 10_000


def test_an_earlier_day_has_the_first_of_the_same_rows(cards: Table[Any], rows: CardRows) -> None:
    earlier = by_key(rows_of(cards, day("2026-06-15"), as_of="2026-06-15"))
    kept = rows.take(rows.posted <= day("2026-06-15"))
    assert earlier == by_key(kept)


def test_all_that_is_owed_adds_up_from_the_opening_balance(cards: Table[Any], rows: CardRows) -> None:
    owed = cards.opening_balance + np.bincount(rows.card, rows.amount, len(cards)).astype(np.int64)
    assert owed.tolist() == cards.current_balance.tolist()


def test_the_parts_of_a_purchase_come_to_it(rows: CardRows) -> None:
    groups: dict[int, list[int]] = {}
    whole = {}
    for group, part, amount, total in zip(rows.group, rows.part, rows.amount, rows.whole, strict=True):
        if amount > 0 and total > 0:
            groups.setdefault(int(group), []).append(int(amount))
            whole[int(group)] = int(total), int(part)
    parts = dict(zip(rows.group.tolist(), rows.parts.tolist(), strict=True))
    complete = [group for group, amounts in groups.items() if len(amounts) == parts[group] > 1]
    assert len(complete) > 500
    assert all(sum(groups[group]) == whole[group][0] for group in complete)


def test_purchases_keep_within_the_limit_and_some_reach_it(cards: Table[Any], every: Cycles) -> None:
    exposed = every.amount + every.to_come
    charged = every.charges.late_fee + every.charges.interest + every.charges.iof + every.charges.annual_fee
    interest = every.charges.plan - every.charges.moved
    beyond = np.cumsum(charged + interest, axis=1)
    assert (exposed <= cards.credit_limit[:, None] + beyond).all()
    assert (exposed[:, -3] > 0.9 * cards.credit_limit).mean() > 0.02


def test_subscriptions_come_each_month_on_one_day_at_one_price(every: Cycles) -> None:
    bought = every.purchases
    some = bought.take(bought.service != NO_SERVICE)
    kept = {}
    for card, number, on, month, amount in zip(
        some.card, some.number, day_of_month(some.day), some.month, some.amount, strict=True
    ):
        kept.setdefault((card, number), []).append((on, month, amount))
    long = [rows for rows in kept.values() if len(rows) > 12]
    assert len(long) > 20
    for charges in long:
        assert len({on for on, _, _ in charges}) == 1
        assert len({amount for _, month, amount in charges if month // 12 == 2026}) <= 1


def test_december_brings_more_purchases_than_march(every: Cycles) -> None:
    bought, months = every.purchases, every.purchases.month
    counts = [
        np.count_nonzero((months == month) & (bought.service == NO_SERVICE))
        for month in (2025 * 12 + 11, 2026 * 12 + 2)
    ]
    assert counts[0] > 1.05 * counts[1]
