"""Turn: one payment of a payer in a step, in all cases of a typology at once: when, how, and of how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.crime.members import ELSEWHERE
from lastro.bank.crime.playing.care import beside_limits
from lastro.bank.crime.playing.circle import of_a_ring
from lastro.bank.crime.playing.paid import Paid, by_night, in_notes
from lastro.bank.crime.playing.permitted import permitted
from lastro.bank.crime.playing.purse import OUTSIDE, seat_of
from lastro.bank.crime.playing.stage import Stage, index_of
from lastro.bank.crime.steps import A_PAYER, MOST, Money, Pause, Step, Way, days
from lastro.bank.crime.sums import LEAST_LOSS, LEAST_OF_A_RING, SMALLEST, as_paid, deposits
from lastro.bank.crime.times import CLOSES, LATE, next_moment
from lastro.engine.arrays import Cents, Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.moments import DAY


@dataclass
class Turn:
    """One payment of a payer in a step, in all cases at once."""

    stage: Stage
    number: int
    step: Step
    place: int
    turn: int

    @property
    def payment(self) -> int:
        """Its number in the step, a part of ids."""
        return self.place * A_PAYER + self.turn

    def run(self, rows: Integers, held: Cents, share: Floats) -> None:
        """Make it in cases (positions among the stage's) where it can be made."""
        stage, step = self.stage, self.step
        draws, index = stage.cases.draws.at(rows), index_of(self.number, self.place, self.turn)
        payer, (payee, seat) = stage.payer(step, self.place)[rows], self._payee(rows)
        way = _ways(draws, index, step, payer, payee)
        ready = np.maximum(stage.purses.waited(rows, step, self.place, seat), stage.cases.started_at[rows])
        skill, closes = stage.cases.sophistication[rows], LATE if step.late else CLOSES
        moment = next_moment(draws, index, ready, self._pause(), skill, way, closes)
        cents = self._wanted(draws, rows, held, share, payer, moment)
        for within_limits in (in_notes, by_night):
            cents = within_limits(stage.control, stage.made, stage.position[rows], payer, way, moment, cents)
        cents = as_paid(draws, index, way, (payer >= 0) & (payee >= 0) & (way != Way.PAYROLL), cents)
        cents = cents // step.whole * step.whole
        stage.purses.wait(rows, step, self.place, seat, moment)
        able = permitted(stage.block, stage.cases.take(rows), step, payer, payee, moment)
        made = (
            (cents >= self._least())
            & able
            & ((not step.same_day) | (moment // DAY == stage.cases.started_at[rows] // DAY))
        )
        self._book(rows[made], payer[made], payee[made], seat[made], moment[made], cents[made], way[made])

    def _pause(self) -> Pause:
        """The pause before it; where a day has only so many payments, that until another day."""
        if self.step.a_day is not None and self.turn and self.turn % self.step.a_day == 0:
            return days(1, 1)
        return self.step.gap if self.turn else self.step.after

    def _least(self) -> int:
        """The smallest payment, in cents: tests of cards may be tiny."""
        if self.step.least is not None:
            return self.step.least
        tiny = self.step.sum is not None and not self.step.sum.of_income and self.step.sum.median < LEAST_LOSS
        return 1_00 if tiny else LEAST_OF_A_RING if self.step.circle else SMALLEST

    def _payee(self, rows: Integers) -> tuple[Integers, Integers]:
        """The account that is paid, and the role and place of whose it is."""
        step, seats = self.step, self.stage.seats
        if step.payee is None:
            other = OUTSIDE + self.place + self.turn * MOST * step.scattered
            return np.full(len(rows), ELSEWHERE), np.full(len(rows), other)
        count = seats.count(step.payee)[rows]
        place = np.full(len(rows), self.place)
        if step.payer is not None:
            place = (self.turn + (self.place + 1 if step.ring else 0)) % count
        return seats.account[rows, step.payee, place], step.payee * MOST + place

    def _wanted(
        self, draws: Draws, rows: Integers, held: Cents, share: Floats, payer: Integers, moment: Integers
    ) -> Cents:
        stage, step = self.stage, self.step
        index = index_of(self.number, self.place, self.turn)
        if step.money == Money.BELOW:
            return deposits(draws, index, stage.cases.sophistication[rows])
        cents = (held * share).astype(np.int64)
        if step.payer is not None and not step.alike and step.ways[0][0] is Way.PIX and not step.savings:
            cents = beside_limits(draws, index, cents, stage.cases.sophistication[rows])
        cents = cents if step.most is None else np.minimum(cents, step.most)
        if step.money not in (Money.OWN, Money.RECLAIMED) or (step.ring and self.place):
            return cents
        there = stage.control.available(np.maximum(payer, 0), moment) - stage.purses.taken[rows, step.payer, self.place]
        if step.money == Money.RECLAIMED:  # never of the overdraft, but of what came in by the case
            overdraft = stage.block.accounts.overdraft_limit[np.maximum(payer, 0)]
            there = there - overdraft + stage.purses.passed[rows, step.payer, self.place]
        able = np.where(there >= cents, cents, 0) if step.alike else np.clip(there, 0, cents)
        return np.where(payer >= 0, able, cents)

    def _book(
        self, rows: Integers, payer: Integers, payee: Integers, seat: Integers, moment: Integers, cents: Cents,
        way: Integers,
    ) -> None:  # fmt: skip
        stage, step = self.stage, self.step
        stage.purses.pay(rows, step, self.place, seat, cents)
        seen = np.flatnonzero((payer >= 0) | (payee >= 0))
        count = len(seen)
        of_outsider = self._outsiders(rows, payer, seat)[seen]
        stage.made.append(
            Paid(
                stage.position[rows][seen], np.full(count, self.number), np.full(count, self.payment), payer[seen],
                payee[seen], of_outsider, moment[seen], cents[seen], way[seen],
            )
        )  # fmt: skip

    def _outsiders(self, rows: Integers, payer: Integers, seat: Integers) -> Integers:
        """Who on the other side does not bank here."""
        stage, step = self.stage, self.step
        if step.circle:
            draws, index = stage.cases.draws.at(rows), index_of(self.number, self.place, self.turn)
            return of_a_ring(draws, index, self.place, self.turn, stage.cases.sophistication[rows])
        return np.where(payer >= 0, seat, seat_of(step, self.place))


def _ways(draws: Draws, index: int, step: Step, payer: Integers, payee: Integers) -> Integers:
    """How each payment is made; what comes from elsewhere comes by Pix or TED, if it is not cash."""
    ways = np.array([way for way, _ in step.ways])
    way = ways[draws.choice("way", Weights([weight for _, weight in step.ways]), index)]
    way = np.where((payer >= 0) & (payee >= 0) & (way != Way.PAYROLL), Way.PIX, way)
    coming = (payer < 0) & ~np.isin(way, (Way.PIX_IN, Way.TED_IN, Way.CASH_IN))
    return np.where(coming, np.where(way == Way.TED, Way.TED_IN, Way.PIX_IN), way)
