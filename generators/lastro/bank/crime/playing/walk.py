"""Walk: cases played by their scripts: which payments are made, when, and of how much.

Everybody has a purse in a case: what was paid in, less what was paid on. A payment is made if its money has come and
both accounts are open; so money is neither made nor lost, and a later end of the history moves nothing before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import ABSENT, ELSEWHERE, Seated
from lastro.bank.crime.playing.paid import Paid, in_notes
from lastro.bank.crime.playing.permitted import permitted
from lastro.bank.crime.playing.purse import OUTSIDE, Purses, seat_of
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import A_PAYER, MOST, Money, Step, Way
from lastro.bank.crime.sums import LEAST_LOSS, SMALLEST, as_paid, asked, deposits, like_a_bill, parts
from lastro.bank.crime.times import next_moment
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Cents, Floats, Integers
from lastro.engine.random.draws import Draws, Weights

SEEN_ELSEWHERE = 0.7  # of what is asked of victims elsewhere, what reaches mules here: they have limits too; ASSUMED
KEPT_IN_A_RING = (0.94, 1.0)  # share of what came that goes on, ASSUMED


@dataclass
class _Stage:
    """Cases of one typology while they are played; one value a case."""

    block: AccountBlock
    control: Control
    cases: Cases
    seats: Seated
    position: Integers  # of the cases among all
    purses: Purses
    made: list[Paid] = field(default_factory=list)

    def play(self, number: int, step: Step) -> None:
        """All payments of a step."""
        payers = self._payers(step)
        times = self._times(number, step)
        for place in range(int(payers.max())):
            held = self._held(number, step, place)
            share = parts(self.cases.draws, _index(number, place), times, step.rising)
            share = np.ones_like(share) if step.alike else share
            for turn in range(int(times.max())):
                rows = np.flatnonzero((turn < times) & (place < payers))
                if len(rows):
                    _Turn(self, number, step, place, turn).run(rows, held[rows], share[rows, turn])

    def _payers(self, step: Step) -> Integers:
        """How many pay; what comes from outside the case comes to each payee."""
        role = step.payee if step.payer is None else step.payer
        assert role is not None
        return self.seats.count(role)

    def _times(self, number: int, step: Step) -> Integers:
        """How often each payer pays in each case."""
        if step.times is None:
            assert step.payee is not None
            return self.seats.count(step.payee)
        return self.cases.draws.integer("times", step.times[0], step.times[1] + 1, number)

    def _held(self, number: int, step: Step, place: int) -> Cents:
        """What a payer is to pay in a step, all payments together."""
        draws, index = self.cases.draws, _index(number, place)
        share = step.share[0] + (step.share[1] - step.share[0]) * draws.uniform("share", index)
        if step.ring and place:
            share = KEPT_IN_A_RING[0] + (KEPT_IN_A_RING[1] - KEPT_IN_A_RING[0]) * draws.uniform("share", index)
        if step.money == Money.PASSED or (step.ring and place):
            assert step.payer is not None
            return (self.purses.passed[:, step.payer, place] * share).astype(np.int64)
        if step.money == Money.RECLAIMED:
            return self._brought()
        if step.money == Money.BELOW:
            return np.zeros(len(self.cases), np.int64)  # each deposit has a sum of its own
        assert step.sum is not None
        wanted = asked(draws, index, step.sum, self._income(step, place))
        if step.sum.each is not None:
            wanted = wanted * self.seats.count(step.sum.each)
        if step.money == Money.BROUGHT:
            return wanted
        assert step.payer is not None
        if step.alike:
            return wanted
        account = self._payer(step, place)
        here = account >= 0
        moment = np.maximum(self.purses.ready[:, step.payer, place], self.cases.started_at)
        if step.ways[0][0] is Way.BILL:
            bill, _ = self.control.bill_before(np.maximum(account, 0), self.cases.started_at)
            wanted = np.where(here & (bill > 0), like_a_bill(draws, index, bill), wanted)
        there = self.control.available(np.maximum(account, 0), moment) - self.purses.taken[:, step.payer, place]
        able = np.minimum(wanted, (np.maximum(there, 0) * share).astype(np.int64))
        if step.ways[0][0] is Way.BILL:
            able = np.where(able == wanted, wanted, 0)  # a bill is paid whole
        loss = np.where(here, able, (wanted * SEEN_ELSEWHERE).astype(np.int64))
        return np.where((loss >= LEAST_LOSS) | (wanted < LEAST_LOSS), loss, 0)

    def _brought(self) -> Cents:
        """What has come in by the first step of each case."""
        found = np.zeros(len(self.cases), np.int64)
        for paid in self.made:
            first = paid.step == 0
            np.add.at(found, np.searchsorted(self.position, paid.case[first]), paid.cents[first])
        return found

    def _income(self, step: Step, place: int) -> Cents:
        """The payer's monthly income; of somebody elsewhere, a usual one."""
        customer = np.full(len(self.cases), -1)
        if step.payer is not None:
            customer = self.seats.customer[:, step.payer, place]
        income: Cents = np.append(self.block.people.income, 2_800_00)[np.maximum(customer, -1)]
        return income

    def _payer(self, step: Step, place: int) -> Integers:
        """The accounts that pay in a step: of savings where it takes from them, ABSENT where there are none."""
        if step.payer is None:
            return np.full(len(self.cases), ELSEWHERE)
        main = self.seats.account[:, step.payer, place]
        if not step.savings:
            return main
        row_of = np.full(len(self.block.accounts) + 1, -1)
        row_of[self.block.main] = self.block.savings
        return np.where(main >= 0, np.where(row_of[main] >= 0, row_of[main], ABSENT), ABSENT)


@dataclass
class _Turn:
    """One payment of a payer in a step, in all cases at once."""

    stage: _Stage
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
        draws, index = stage.cases.draws.at(rows), _index(self.number, self.place, self.turn)
        payer, (payee, seat) = stage._payer(step, self.place)[rows], self._payee(rows)
        way = _ways(draws, index, step, payer, payee)
        moment = next_moment(
            draws,
            index,
            np.maximum(stage.purses.waited(rows, step, self.place, seat), stage.cases.started_at[rows]),
            step.gap if self.turn else step.after,
            stage.cases.sophistication[rows],
            way,
        )
        cents = self._wanted(draws, rows, held, share, payer, moment)
        notes = in_notes(stage.control, stage.made, stage.position[rows], payer, way, moment, cents)
        cents = as_paid(draws, index, way, (payer >= 0) & (payee >= 0) & (way != Way.PAYROLL), notes)
        stage.purses.wait(rows, step, self.place, seat, moment)
        able = permitted(stage.block, stage.cases.take(rows), step, payer, payee, moment)
        made = (cents >= self._least()) & able
        self._book(rows[made], payer[made], payee[made], seat[made], moment[made], cents[made], way[made])

    def _least(self) -> int:
        """The smallest payment, in cents: tests of cards may be tiny."""
        tiny = self.step.sum is not None and not self.step.sum.of_income and self.step.sum.median < LEAST_LOSS
        return 1_00 if tiny else SMALLEST

    def _payee(self, rows: Integers) -> tuple[Integers, Integers]:
        """The account that is paid, and the role and place of whose it is."""
        step, seats = self.step, self.stage.seats
        if step.payee is None:
            return np.full(len(rows), ELSEWHERE), np.full(len(rows), OUTSIDE + self.place)
        count = seats.count(step.payee)[rows]
        place = np.full(len(rows), self.place)
        if step.payer is not None:
            place = (self.turn + (self.place + 1 if step.ring else 0)) % count
        return seats.account[rows, step.payee, place], step.payee * MOST + place

    def _wanted(
        self, draws: Draws, rows: Integers, held: Cents, share: Floats, payer: Integers, moment: Integers
    ) -> Cents:
        stage, step = self.stage, self.step
        if step.money == Money.BELOW:
            return deposits(draws, _index(self.number, self.place, self.turn))
        cents = (held * share).astype(np.int64)
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
        of_outsider = np.where(payer >= 0, seat, seat_of(step, self.place))[seen]
        stage.made.append(
            Paid(
                stage.position[rows][seen], np.full(count, self.number), np.full(count, self.payment), payer[seen],
                payee[seen], of_outsider, moment[seen], cents[seen], way[seen],
            )
        )  # fmt: skip


def _index(step: int, place: int, turn: int = 0) -> int:
    """The number of a payment in draws."""
    return step * 1024 + place * 64 + turn


def _ways(draws: Draws, index: int, step: Step, payer: Integers, payee: Integers) -> Integers:
    """How each payment is made; what comes from elsewhere comes by Pix or TED, if it is not cash."""
    ways = np.array([way for way, _ in step.ways])
    way = ways[draws.choice("way", Weights([weight for _, weight in step.ways]), index)]
    way = np.where((payer >= 0) & (payee >= 0) & (way != Way.PAYROLL), Way.PIX, way)
    coming = (payer < 0) & ~np.isin(way, (Way.PIX_IN, Way.TED_IN, Way.CASH_IN))
    return np.where(coming, np.where(way == Way.TED, Way.TED_IN, Way.PIX_IN), way)


def walked(block: AccountBlock, control: Control, cases: Cases, seats: Seated) -> Paid:
    """The payments of all cases."""
    made: list[Paid] = []
    for typology in Typology:
        rows = np.flatnonzero(cases.typology == typology)
        if len(rows):
            stage = _Stage(block, control, cases.take(rows), seats.take(rows), rows, Purses.of(len(rows)))
            for number, step in enumerate(steps_of(typology)):
                stage.play(number, step)
            made += stage.made
    no_payment = Paid(*(np.zeros(0, np.int64) for _ in range(9)))
    return Paid.together([no_payment, *made])
