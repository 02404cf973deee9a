"""Refunds: what comes back to victims who tell in time: from other banks, and of what blocked mules still have here."""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.case_keys import posting_keys
from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.permitted import blocked_at
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import PAYMENTS, STEPS, Way
from lastro.bank.crime.sums import SMALLEST
from lastro.bank.ledger.postings import Postings, postings
from lastro.bank.ledger.sources import Refund, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Cents, Flags, Floats, Integers
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

# Share of what is reported in time of which something comes back: MED 2024 and 2025, 31 to 38 % of requests accepted
RETURNED = 0.35
RETURNED_LATER, FURTHER = 0.50, day("2026-02-02")  # the same since money is followed on through other accounts; ASSUMED
BACK = (0.15, 1.0)  # share that comes back, ASSUMED
WHOLLY = 0.15  # of what comes back, all of it, ASSUMED
WITHIN = (1, 12)  # days: seven to analyse, four to pay (Banco Central, MED)
IN_TIME = 80 * DAY  # seconds in which a Pix may be contested
_HOURS = (9 * 3600, 19 * 3600)
BACK_NUMBER = PAYMENTS // 2  # of what is taken back: behind those of what comes from other banks
FIVE = 5_00  # cents: transfers between customers are in such steps


def refunds(block: AccountBlock, cases: Cases, paid: Paid) -> Postings:
    """What other banks give back to victims who have told in time, some days later."""
    rows = _contested(cases, paid, (paid.payee < 0) & (paid.payer >= 0))
    moment, share = _return(cases, rows)
    back = (rows.cents * share).astype(np.int64)
    at = np.flatnonzero((back > 0) & block.open_at(rows.payer, moment) & (moment < block.stopped.since[rows.payer]))
    rows = rows.take(at)
    key = posting_keys(cases.key[rows.case], np.full(len(rows), STEPS), rows.payment, True)
    first = posting_keys(cases.key[rows.case], rows.step, rows.payment, False)
    return postings(Source.REFUND, rows.payer, moment[at], back[at], key, detail=Refund.PIX, contract=first)


def given_back(control: Control, cases: Cases, paid: Paid, cover: Paid) -> Paid:
    """What this bank takes back of its own blocked mules, up to what is left of the case's money there: all of it from
    accounts that it closes for the case."""
    block = control.block
    rows = _contested(cases, paid, (paid.payee >= 0) & (paid.payer >= 0))
    _, first, which = np.unique(_seat(rows.case, rows.payee), return_index=True, return_inverse=True)
    lost = np.bincount(which, rows.cents, len(first)).astype(np.int64)
    rows = rows.take(first)
    moment, share = _return(cases, rows)
    share = np.where(_stopped_for(block, cases, rows), 1.0, share)
    back = np.minimum((lost * share).astype(np.int64), _there(control, cases, paid, cover, rows)) // FIVE * FIVE
    able = (back >= SMALLEST) & block.open_at(rows.payee, moment) & block.open_at(rows.payer, moment)
    able &= (moment < block.stopped.closes[rows.payee]) & (moment < block.stopped.since[rows.payer])
    at = np.flatnonzero(able & (moment < block.closes[rows.payer]) & (moment < block.closes[rows.payee]))
    rows, nothing = rows.take(at), np.zeros(len(at), np.int64)
    number = rows.payment + BACK_NUMBER
    return Paid(
        rows.case, nothing + STEPS, number, rows.payee, rows.payer, nothing, moment[at], back[at], nothing + Way.PIX
    )


def sent_back(control: Control, cases: Cases, paid: Paid, cover: Paid) -> Postings:
    """What goes back to victims who bank elsewhere from accounts that the bank closes for the case, Pix by Pix."""
    rows = _contested(cases, paid, (paid.payee >= 0) & (paid.payer < 0))
    rows = rows.take(np.flatnonzero(_stopped_for(control.block, cases, rows)))
    seat = _seat(rows.case, rows.payee)
    rows = rows.take(np.lexsort((rows.payment, rows.moment, seat)))
    before = _before_in(_seat(rows.case, rows.payee), rows.cents)
    back = np.clip(_there(control, cases, paid, cover, rows) - before, 0, rows.cents)
    moment, _ = _return(cases, rows)
    stopped = control.block.stopped
    able = (back > 0) & control.block.open_at(rows.payee, moment) & (moment < stopped.closes[rows.payee])
    at = np.flatnonzero(able)
    rows = rows.take(at)
    key = posting_keys(cases.key[rows.case], np.full(len(rows), STEPS), rows.payment + BACK_NUMBER, False)
    first = posting_keys(cases.key[rows.case], rows.step, rows.payment, False)
    return postings(Source.REFUND, rows.payee, moment[at], -back[at], key, detail=Refund.TAKEN_BACK, contract=first)


def _stopped_for(block: AccountBlock, cases: Cases, rows: Paid) -> Flags:
    """Whether who was paid is stopped for the case, and no other."""
    found: Flags = block.stopped.since[rows.payee] == blocked_at(cases.known_at[rows.case])
    return found


def _there(control: Control, cases: Cases, paid: Paid, cover: Paid, rows: Paid) -> Cents:
    """What can be taken back from payees: what is left of the case's money, and on closed accounts what is there."""
    left, stopped = _left(cases, paid, rows), _stopped_for(control.block, cases, rows)
    own = control.available(rows.payee, blocked_at(cases.known_at[rows.case]) - 1)
    own = own - control.block.accounts.overdraft_limit[rows.payee] + _left(cases, cover, rows)
    return np.where(stopped, np.clip(left + np.minimum(own, 0), 0, left), left)


def _before_in(groups: Integers, cents: Cents) -> Cents:
    """What stands before each row in its group, whose rows stand together."""
    total = np.append(0, np.cumsum(cents)[:-1]) if len(cents) else cents
    first = np.diff(groups, prepend=-1) != 0
    found: Cents = total - np.maximum.accumulate(np.where(first, total, 0)) if len(cents) else cents
    return found


def _left(cases: Cases, paid: Paid, rows: Paid) -> Cents:
    """What is left in payees' purses when they are blocked."""
    before = paid.take(np.flatnonzero(paid.moment < blocked_at(cases.known_at[paid.case])))
    wanted = _seat(rows.case, rows.payee)
    left = np.zeros(len(rows), np.int64)
    for sign, account in ((1, before.payee), (-1, before.payer)):
        seat = _seat(before.case, account)
        order = np.argsort(seat, kind="stable")
        total = np.append(0, np.cumsum(before.cents[order]))
        start, end = (np.searchsorted(seat[order], wanted, side=side) for side in ("left", "right"))
        left += sign * (total[end] - total[start])
    return left


def _seat(case: Integers, account: Integers) -> Integers:
    """A case and an account in one number."""
    return (case << 32) + account


def _contested(cases: Cases, paid: Paid, wanted: Flags) -> Paid:
    """Pix of victims who have told in time, where something comes back."""
    known = cases.known_at[paid.case]
    by_pix = (paid.way == Way.PIX) | (paid.way == Way.PIX_IN)
    scam = wanted & _of_victims(cases, paid) & by_pix & (known != NULL)
    rows = paid.take(np.flatnonzero(scam & (known > paid.moment) & (known - paid.moment < IN_TIME)))
    share = np.where(cases.known_at[rows.case] // DAY >= FURTHER, RETURNED_LATER, RETURNED)
    return rows.take(np.flatnonzero(cases.draws.at(rows.case).chance("returned", share)))


def _return(cases: Cases, rows: Paid) -> tuple[Integers, Floats]:
    """When something comes back of payments, each on a day of its own, and which share."""
    draws = cases.draws.at(rows.case)
    moment = (cases.known_at[rows.case] // DAY + draws.integer("returned after", *WITHIN, rows.payment)) * DAY
    moment = moment + draws.integer("returned second", *_HOURS, rows.payment)
    share = BACK[0] + (BACK[1] - BACK[0]) * draws.uniform("back", rows.step * 128 + rows.payment)
    return moment, np.where(draws.chance("all back", WHOLLY), 1.0, share)


def _of_victims(cases: Cases, paid: Paid) -> Flags:
    """Payments that victims are talked into; of a script's, those of the last step of this kind, for the ids' sake."""
    table = np.zeros((len(Typology), STEPS + 1), np.bool_)
    for typology in Typology:
        steps = steps_of(typology)
        theirs = [n for n, s in enumerate(steps) if s.leg is CaseLeg.SCAM and s.payer is CaseRole.VICTIM]
        instead = [n for n in theirs if steps[n].only[1] <= steps[theirs[-1]].only[0]]  # no case has both
        table[typology, theirs[-1:] + instead] = True
    found: Flags = table[cases.typology[paid.case], paid.step]
    return found
