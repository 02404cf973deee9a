"""Paying twice: two Pix of the month go to somebody new within the hour, by account and month alone."""

from __future__ import annotations

from functools import cache

import numpy as np

from generated import owners, run_of
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.habits.paying_twice import PAUSE, paid_twice
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday
from lastro.bank.people.account_block import AccountBlock, account_block
from lastro.brazil.calendar import month_index
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.moments import DAY


@cache
def before_and_after() -> tuple[AccountBlock, Postings, Postings]:
    """Everyday postings of a thousand customers before and after some are paired."""
    people, accounts = owners(1000)
    block = account_block(run_of(), people, accounts)
    daily = everyday(block, np.full((len(block.main), block.months.count), 2_000_00.0))
    return block, daily, paid_twice(block, daily)


def pairs_of(rows: Postings) -> tuple[Postings, Postings]:
    """The first and the second Pix of each pair."""
    paired = rows.take(np.flatnonzero(rows.contract != NULL_KEY))
    paired = paired.take(np.lexsort((paired.moment, paired.contract)))
    return paired.take(np.arange(0, len(paired), 2)), paired.take(np.arange(1, len(paired), 2))


def test_somebody_new_is_paid_twice_within_the_hour_by_one_account() -> None:
    first, second = pairs_of(before_and_after()[2])
    assert (first.contract == second.contract).all()
    assert len(np.unique(first.contract)) == len(first) > 150
    assert (first.account == second.account).all()
    pause = second.moment - first.moment
    assert pause.min() >= PAUSE[0]
    assert pause.max() < 3600
    assert ((first.detail == Everyday.PIX_OUT) & (second.detail == Everyday.PIX_OUT)).all()


def test_either_of_the_two_may_be_the_larger() -> None:
    first, second = pairs_of(before_and_after()[2])
    assert 0.4 < (second.amount < first.amount).mean() < 0.6


def test_a_pair_moves_its_second_pix_within_the_month_and_changes_no_id_or_sum() -> None:
    _, before, after = before_and_after()
    assert (before.key == after.key).all()
    assert (before.amount == after.amount).all()
    moved = before.moment != after.moment
    pix = before.detail == Everyday.PIX_OUT
    assert moved.sum() == len(pairs_of(after)[1])
    assert 0.03 < moved[pix].mean() < 0.09
    assert not moved[~pix].any()
    assert (month_index(before.moment // DAY) == month_index(after.moment // DAY)).all()


def test_a_pair_depends_on_its_account_and_month_alone() -> None:
    block, before, after = before_and_after()
    month = month_index(before.moment // DAY)
    for some in (before.account % 3 == 0, month <= np.median(month)):
        rows = np.flatnonzero(some)
        alone = paid_twice(block, before.take(rows))
        assert (alone.moment == after.moment[rows]).all()
        assert (alone.contract == after.contract[rows]).all()
