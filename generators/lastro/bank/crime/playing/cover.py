"""Cover: what mules pay for in shops while a case's money is with them, so that their accounts look lived in.

Clumsy criminals do not think of it. The purchases are the mule's own, from the mule's own money: they are labelled, and
not illicit. All numbers ASSUMED.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.case_keys import posting_keys
from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import CaseKind, CaseLeg, CaseRole, Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import ELSEWHERE, Members, Seated, members_of
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.permitted import permitted
from lastro.bank.crime.steps import A_PAYER, COVER, PAYMENTS, Money, Step, Way
from lastro.bank.ledger.everyday import PATTERNS, ticket
from lastro.bank.ledger.purchases import SIGMAS, categories, mean_size, shelf_prices
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import second_of_day
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.random.quantiles import EXP, NORMAL
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import positions

COVERED = (CaseRole.MULE, CaseRole.COLLECTOR, CaseRole.FEEDER, CaseRole.LAYER, CaseRole.INSIDER, CaseRole.DEPOSITOR)
LEAST, MOST = np.array([0, 0, 2, 4]), np.array([0, 1, 5, A_PAYER])  # purchases, by sophistication from 1 on
WITHIN = 8  # days after the money has come
BY_CARD = 0.6  # the others by Pix
LEFT = 50_00  # cents that are left of own money: nobody goes shopping with the last of it
_MEMBERS = PAYMENTS // A_PAYER
_STEP = Step(CaseRole.MULE, None, CaseLeg.COVER, Money.OWN, ((Way.CARD, 1.0),))
_NEVER = np.iinfo(np.int64).max


def covered(block: AccountBlock, control: Control, cases: Cases, seats: Seated, paid: Paid) -> Paid:
    """The purchases of those whom the payments of cases have reached."""
    members, number = _mules(cases, members_of(seats))
    came = _first_paid(members, paid)
    reached = np.flatnonzero((came != _NEVER) & (number < _MEMBERS))
    members, number, came = members.take(reached), number[reached], came[reached]
    draws = cases.draws.at(members.case)
    skill = cases.sophistication[members.case]
    wanted = LEAST[skill] + (draws.uniform("cover", number) * (MOST - LEAST + 1)[skill]).astype(np.int64)
    spent, made = np.zeros(len(members), np.int64), []
    for turn in range(A_PAYER):
        payment = number * A_PAYER + turn
        way = np.where(draws.chance("cover by card", BY_CARD, payment), Way.CARD, Way.QR)
        day = came // DAY + draws.integer("cover day", 0, WITHIN, payment)
        moment = day * DAY + second_of_day(draws.each("cover second", payment), "shop")
        moment = np.where(moment <= came, moment + DAY, moment)
        cents = _prices(block, cases, members, payment, way, moment)
        spent += cents * (turn < wanted)  # made or not: what a later day lets happen moves nothing before
        able = control.available(members.account, moment) >= spent + LEFT
        rows = np.flatnonzero((turn < wanted) & able & _permitted(block, cases, members, moment))
        nobody = np.full(len(rows), ELSEWHERE)
        made.append(
            Paid(
                members.case[rows], np.full(len(rows), COVER), payment[rows], members.account[rows], nobody,
                0 * rows, moment[rows], cents[rows], way[rows],
            )
        )  # fmt: skip
    return Paid.together(made)


def _mules(cases: Cases, members: Members) -> tuple[Members, Integers]:
    """Who may be covered, with a number in the case; who goes round in a ring with own money is left out."""
    able = np.isin(members.role, COVERED) & (cases.typology[members.case] != Typology.CYCLE)
    members = members.take(np.flatnonzero(able))
    return members, np.arange(len(members)) - np.searchsorted(members.case, members.case)


def _first_paid(members: Members, paid: Paid) -> Integers:
    """When each was first paid in the case, _NEVER if not."""
    rows = paid.take(np.flatnonzero(paid.payee >= 0))
    wanted, seat = (members.case << 32) + members.account, (rows.case << 32) + rows.payee
    at = positions(seat.view(np.uint64), wanted.view(np.uint64))
    found = np.full(len(members), _NEVER)
    np.minimum.at(found, at[at >= 0], rows.moment[at >= 0])
    return found


def _prices(
    block: AccountBlock, cases: Cases, members: Members, payment: Integers, way: Integers, moment: Integers
) -> Cents:
    """What purchases come to: as everyday ones of the same customer, by what the statement says they are for."""
    keys = posting_keys(cases.key[members.case], np.full_like(payment, COVER), payment, False)
    draws = block.run.draws("transactions", keys)
    months = cases.month[members.case]
    bought = categories(draws, way, months, np.zeros(len(members), np.bool_))
    usual = ticket(block.people.income[members.customer]) * block.prices(months)
    sigma = SIGMAS[bought]
    mean = mean_size(way, np.array([pattern.size for pattern in PATTERNS])[way], bought)
    return shelf_prices(draws, usual * mean * EXP(sigma * NORMAL(draws.uniform("size")) - sigma * sigma / 2))


def _permitted(block: AccountBlock, cases: Cases, members: Members, moment: Integers) -> Flags:
    """Which purchases can be made: no account is blocked or closed by then."""
    able = np.zeros(len(members), np.bool_)
    for kind in CaseKind:
        rows = np.flatnonzero(cases.kind[members.case] == kind)
        if len(rows):
            elsewhere = np.full(len(rows), ELSEWHERE)
            case = cases.take(members.case[rows])
            able[rows] = permitted(block, case, _STEP, members.account[rows], elsewhere, moment[rows])
    return able
