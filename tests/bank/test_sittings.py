"""Sittings: payments that are made in one go are those of the month, no more and no other."""

from __future__ import annotations

from functools import cache

import numpy as np

from generated import owners, run_of
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.habits.sittings import LENGTH, at_one_sitting
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday
from lastro.bank.people.account_block import account_block
from lastro.brazil.calendar import month_index
from lastro.engine.rows.moments import DAY


@cache
def before_and_after() -> tuple[Postings, Postings]:
    """Everyday postings of a thousand customers before and after some are made together."""
    people, accounts = owners(1000)
    block = account_block(run_of(), people, accounts)
    daily = everyday(block, np.full((len(block.main), block.months.count), 2_000_00.0))
    return daily, at_one_sitting(block, daily)


def pauses(rows: Postings) -> np.ndarray:
    """Seconds between Pix to others of one account."""
    rows = rows.take(rows.detail == Everyday.PIX_OUT)
    order = np.lexsort((rows.moment, rows.account))
    return np.diff(rows.moment[order])[np.diff(rows.account[order]) == 0]


def test_a_sitting_moves_pix_to_others_within_their_month_and_nothing_else() -> None:
    before, after = before_and_after()
    assert (before.key == after.key).all()
    assert (before.amount == after.amount).all()
    moved = before.moment != after.moment
    assert 0.04 < moved[before.detail == Everyday.PIX_OUT].mean() < 0.12
    assert (before.detail[moved] == Everyday.PIX_OUT).all()
    assert (month_index(before.moment // DAY) == month_index(after.moment // DAY)).all()


def test_many_pay_several_people_within_an_hour() -> None:
    before, after = (pauses(rows) < LENGTH[1] for rows in before_and_after())
    assert after.mean() > 1.5 * before.mean()


def test_hours_of_the_day_stay_as_they_were() -> None:
    before, after = (
        np.bincount(rows.moment % DAY // 3600, rows.detail == Everyday.PIX_OUT, 24) for rows in before_and_after()
    )
    assert np.abs(np.cumsum(before - after)).max() < 0.02 * before.sum()
