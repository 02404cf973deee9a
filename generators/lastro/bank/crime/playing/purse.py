"""Purses: what everybody in a case was paid in it and has paid on, took of own money, and from when on pays again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.crime.choices import CaseRole
from lastro.bank.crime.steps import MOST, Money, Step
from lastro.engine.arrays import Cents, Integers

OUTSIDE = len(CaseRole) * MOST  # behind all places: those of who is not in the case


@dataclass
class Purses:
    """Cases of one typology; each array is (cases, roles, MOST). A seat is a role and a place in one number."""

    passed: Cents  # what was paid in, less what was paid on
    taken: Cents  # of own money
    ready: Integers  # moment from which on somebody can pay next

    @classmethod
    def of(cls, cases: int) -> Purses:
        """Empty ones."""
        passed, taken, ready = (np.zeros((cases, len(CaseRole), MOST), np.int64) for _ in range(3))
        return cls(passed, taken, ready)

    def waited(self, rows: Integers, step: Step, place: int, seat: Integers) -> Integers:
        """From when on a payment of a place in a step can be made; what comes from outside waits for its payee."""
        if step.payer is None:
            return self.ready[rows, seat // MOST, seat % MOST]
        found: Integers = self.ready[rows, step.payer, place]
        return found

    def wait(self, rows: Integers, step: Step, place: int, seat: Integers, moment: Integers) -> None:
        """Let both sides wait for it, made or not: what a later day of the history lets happen moves nothing before."""
        if step.payee is not None:
            role, number = seat // MOST, seat % MOST
            self.ready[rows, role, number] = np.maximum(self.ready[rows, role, number], moment)
        if step.payer is not None:
            self.ready[rows, step.payer, place] = moment

    def pay(self, rows: Integers, step: Step, place: int, seat: Integers, cents: Cents) -> None:
        """Take what is paid out of the payer's purse, or of own money, and put it into the payee's."""
        if step.savings:
            self.taken[rows, step.payer, place] -= cents
        elif step.payer is not None and step.money in (Money.OWN, Money.RECLAIMED) and not (step.ring and place):
            self.taken[rows, step.payer, place] += cents
        elif step.payer is not None:
            self.passed[rows, step.payer, place] -= cents
        if step.payee is not None and not step.savings:
            self.passed[rows, seat // MOST, seat % MOST] += cents


def seat_of(step: Step, place: int) -> int:
    """The seat of who pays in a step, somebody outside the case included."""
    return OUTSIDE + place if step.payer is None else step.payer * MOST + place
