"""Nights and strange devices: scams obey the limits that Banco Central has set for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastro.bank.crime.choices import CaseRole, Typology
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.steps import Way
from lastro.bank.digital.registrations import MOST_A_DAY, MOST_EACH
from lastro.bank.ledger.limits import SENT_A_NIGHT, is_night, limited
from lastro.engine.rows.moments import DAY
from played import COUNT, Played, bank, played, sums

EVENING = 20 * 3600 + 1800


def at_night(typology: Typology) -> tuple[Played, Paid]:
    """Cases that begin half an hour after nightfall."""
    case, (block, _) = played(typology), bank()
    late = replace(case.cases, started_at=case.cases.started_at // DAY * DAY + EVENING)
    return case._replace(cases=late), walked(block, case.control, late, case.places)


@pytest.mark.parametrize("typology", [Typology.GHOST_HAND, Typology.ROBBERY])
def test_a_scam_at_night_takes_no_more_than_the_limit_of_the_night_leaves(typology: Typology) -> None:
    case, paid = at_night(typology)
    block, _ = bank()
    victim = (paid.payer >= 0) & (paid.payer == case.places.account[paid.case, CaseRole.VICTIM, 0])
    sent = paid.take(np.flatnonzero(is_night(paid.moment) & (paid.way == Way.PIX) & victim))
    assert len(sent) > COUNT
    seat, which = np.unique(sent.case, return_inverse=True)
    total = np.bincount(which, sent.cents)
    account = case.places.account[seat, CaseRole.VICTIM, 0]
    before = case.control.sent_that_night(account, case.cases.started_at[seat])
    held = limited(block, account)
    assert (total[held] + before[held] <= SENT_A_NIGHT).all()
    assert held.mean() > 0.6
    assert np.median(total[held]) > SENT_A_NIGHT / 4


@pytest.mark.parametrize("typology", [Typology.GHOST_HAND, Typology.ROBBERY])
def test_a_scam_of_one_sitting_does_not_go_on_next_morning(typology: Typology) -> None:
    case, paid = at_night(typology)
    victims = paid.take(np.flatnonzero(paid.step < 2))
    assert (victims.moment // DAY == case.cases.started_at[victims.case] // DAY).all()
    assert not (victims.way == Way.CASH).any()  # machines give little at night


def test_some_takeovers_take_little_by_little_from_a_strange_device_and_others_wait_until_it_is_registered() -> None:
    takeover = played(Typology.ACCOUNT_TAKEOVER)
    little, trial, large = (sums(takeover.paid, step) > 0 for step in (0, 1, 2))
    assert not (little & (trial | large)).any()
    assert COUNT / 8 < little.sum() < COUNT * 0.6
    assert large.sum() > COUNT / 5
    small = takeover.paid.take(np.flatnonzero(takeover.paid.step == 0))
    assert small.cents.max() <= MOST_EACH
    days = small.case * 1_000_000 + small.moment // DAY
    assert np.bincount(np.unique(days, return_inverse=True)[1], small.cents).max() <= MOST_A_DAY
    lasted = [np.ptp(small.moment[small.case == at] // DAY) for at in np.unique(small.case)]
    assert 1 <= max(lasted) <= 3
