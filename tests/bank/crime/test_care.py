"""Care: how clumsy and careful criminals go about the same case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastro.bank.choices import CustomerType
from lastro.bank.crime.case_keys import is_cover
from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.bank.crime.loot import is_of_thieves
from lastro.bank.crime.members import BOUGHT
from lastro.bank.crime.playing.cover import covered
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.postings import case_postings
from lastro.bank.crime.scripts import leg_of
from lastro.bank.crime.steps import COVER, Way
from lastro.bank.ledger.purchases import NO_PURCHASE
from lastro.bank.ledger.sources import Everyday
from lastro.bank.people.levels import prices
from lastro.bank.statement.context import statement_context
from lastro.engine.rows.moments import DAY
from played import COUNT, Played, bank, played, sums

CLUMSY, CAREFUL = 1, 3


def passed_on(case: Played, step: int) -> tuple[np.ndarray, np.ndarray]:
    """By payer of a step, how many payments there are, and the smallest against the largest of several."""
    rows = case.paid.take(np.flatnonzero(case.paid.step == step))
    _, which = np.unique(rows.case * 1_000_000 + rows.payer, return_inverse=True)
    count = np.bincount(which)
    least, most = np.full(len(count), np.inf), np.zeros(len(count))
    np.minimum.at(least, which, rows.cents)
    np.maximum.at(most, which, rows.cents)
    return count, (least / most)[count > 1]


@pytest.mark.parametrize(("typology", "step"), [(Typology.MULE_CHAIN, 2), (Typology.STRUCTURING, 1)])
def test_careful_criminals_split_into_more_and_uneven_parts(typology: Typology, step: int) -> None:
    (few, even), (many, uneven) = (passed_on(played(typology, care), step) for care in (CLUMSY, CAREFUL))
    assert many.mean() > few.mean() + 0.8
    assert np.median(even) > 0.6
    assert np.median(uneven) < 0.5


def test_clumsy_criminals_pass_nearly_everything_on_and_careful_ones_leave_more_behind() -> None:
    kept = []
    for care in (CLUMSY, CAREFUL):
        paid = played(Typology.MULE_CHAIN, care).paid
        kept.append(1 - sums(paid, 1).sum() / sums(paid, 0).sum())
    assert 0 < kept[0] < 0.10
    assert kept[0] + 0.02 < kept[1] < 0.45


def test_clumsy_criminals_go_to_just_below_a_limit_and_careful_ones_stay_away_from_it() -> None:
    near = []
    for care in (CLUMSY, CAREFUL):
        paid = Paid.together([played(each, care).paid for each in (Typology.FALSE_BANK_DESK, Typology.GHOST_HAND)])
        cents = paid.cents[(paid.step == 1) & (paid.way == Way.PIX) & (paid.cents > 500_00)]
        near.append(((cents >= 935_00) & (cents < 1_000_00)).mean())
        assert not ((cents >= 1_000_00) & (cents < 1_300_00)).any()
    assert near[0] > 0.08
    assert near[1] < 0.7 * near[0]


def test_clumsy_criminals_deposit_just_below_what_is_reported() -> None:
    def nearest(care: int) -> np.ndarray:
        paid = played(Typology.STRUCTURING, care).paid
        cents = paid.cents[paid.way == Way.CASH_IN]
        return np.min(np.where(cents < limits[:, None], limits[:, None] / np.maximum(cents, 1), np.inf), axis=0)

    limits = np.array([2_000_00, 10_000_00, 50_000_00])
    assert np.median(nearest(CLUMSY)) < 1.08 < 1.15 < np.median(nearest(CAREFUL))


def test_careful_criminals_buy_accounts_that_have_been_used_for_a_while() -> None:
    block, _ = bank()
    ages = []
    for care in (CLUMSY, CAREFUL):
        case = played(Typology.FAN_IN, care)
        at = case.places.account[:, CaseRole.FEEDER]
        bought = case.cases.draws.chance("bought", BOUGHT, int(CaseRole.FEEDER))
        assert 3 < bought.sum() < COUNT / 2
        first = np.array([row[row >= 0][0] if (row >= 0).any() else -1 for row in at])
        some = np.flatnonzero(bought & (first >= 0))
        opened = block.accounts.created_at[first[some]]
        ages.append(np.median(case.cases.started_at[some] - opened) / DAY)
    assert ages[0] <= 90
    assert 120 <= ages[1] <= 500


def test_sums_of_crime_are_in_the_money_of_their_month() -> None:
    case, (block, _) = played(Typology.SHELL_COMPANY), bank()
    early = replace(case.cases, month=case.cases.month - 60)
    before = walked(block, case.control, early, case.places)
    level = prices(block.run, early.month) / prices(block.run, case.cases.month)
    now, then = sums(case.paid, 0), sums(before, 0)
    assert (now > 0).sum() > COUNT / 2
    assert level.max() < 0.85
    assert np.allclose(then[now > 0] / now[now > 0], level[now > 0], rtol=0.01)


def covers(typology: Typology, care: int) -> tuple[Played, Paid]:
    """Cases of one care, and the purchases beside them."""
    block, _ = bank()
    case = played(typology, care)
    return case, covered(block, case.control, case.cases, case.places, case.paid)


def test_careful_mules_buy_in_shops_while_the_money_is_with_them_and_clumsy_ones_do_not() -> None:
    case, bought = covers(Typology.FAN_OUT, CAREFUL)
    _, few = covers(Typology.FAN_OUT, CLUMSY)
    _, number = np.unique(bought.case * 1_000_000 + bought.payer, return_counts=True)
    assert len(number) > COUNT
    assert 2 < number.mean() <= 8
    assert len(few) < len(bought) / 4
    assert set(bought.way.tolist()) == {Way.CARD, Way.QR}
    assert 20_00 < np.median(bought.cents) < 120_00
    for at, account, moment in zip(bought.case, bought.payer, bought.moment, strict=True):
        came = case.paid.moment[(case.paid.case == at) & (case.paid.payee == account)].min()
        assert came < moment < came + 10 * DAY


def test_what_mules_buy_beside_a_case_is_what_anybody_buys_and_labelled_as_cover() -> None:
    block, _ = bank()
    case, bought = covers(Typology.FAN_OUT, CAREFUL)
    rows = case_postings(case.control, case.cases, bought)
    context = statement_context(block, rows)
    assert is_cover(rows.key).all()
    assert not is_of_thieves(rows, Everyday.DEBIT_CARD).any()
    assert len(np.unique(context.shop)) > 8
    assert (context.shop != NO_PURCHASE).all()
    assert leg_of(Typology.FAN_OUT, COVER) is CaseLeg.COVER
    assert (case.control.available(bought.payer, bought.moment) > bought.cents).all()


def test_shells_are_small_companies_that_are_paid_many_times_what_they_declare_and_pay_one_owner() -> None:
    block, _ = bank()
    case = played(Typology.SHELL_COMPANY)
    shell = case.places.customer[:, CaseRole.SHELL, 0]
    assert (block.customers.customer_type[shell] == CustomerType.BUSINESS).all()
    declared = block.people.income[shell] * prices(block.run, case.cases.month)
    assert np.median(declared) < 40_000_00
    ratio = sum(sums(case.paid, step) for step in (0, 2, 4)) / declared
    assert 4 < np.median(ratio[ratio > 0]) < 40
    assert ((ratio > 2) & (ratio < 80))[ratio > 0].mean() > 0.7
    out = case.paid.take(np.flatnonzero(case.paid.step % 2 == 1))
    assert len(out) > COUNT
    assert len(np.unique(out.outsider)) == 1
