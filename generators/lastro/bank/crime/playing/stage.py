"""Stage: the cases of one typology while they are played: who pays in a step, how often, and how much in all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lastro.bank.crime.cases import Cases
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import ABSENT, ELSEWHERE, Seated
from lastro.bank.crime.playing.care import payments, share_passed
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.purse import Purses
from lastro.bank.crime.steps import Money, Step, Way
from lastro.bank.crime.sums import LEAST_LOSS, asked, like_a_bill
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import prices
from lastro.engine.arrays import Cents, Floats, Integers

SEEN_ELSEWHERE = 0.7  # of what is asked of victims elsewhere, what reaches mules here: they have limits too; ASSUMED
KEPT_IN_A_RING = (0.94, 1.0)  # share of what came that goes on, ASSUMED


@dataclass
class Stage:
    """Cases of one typology while they are played; one value a case."""

    block: AccountBlock
    control: Control
    cases: Cases
    seats: Seated
    position: Integers  # of the cases among all
    purses: Purses
    made: list[Paid] = field(default_factory=list)

    def payers(self, step: Step) -> Integers:
        """How many pay; what comes from outside the case comes to each payee."""
        role = step.payee if step.payer is None else step.payer
        assert role is not None
        return self.seats.count(role)

    def times(self, number: int, step: Step) -> Integers:
        """How often each payer pays in each case."""
        if step.times is None:
            assert step.payee is not None
            return self.seats.count(step.payee)
        branch = self.cases.draws.uniform("branch")
        played = (branch >= step.only[0]) & (branch < step.only[1])
        times = self.cases.draws.integer("times", step.times[0], step.times[1] + 1, number)
        return np.where(played, payments(times, step, self.cases.sophistication), 0)

    def held(self, number: int, step: Step, place: int) -> Cents:
        """What a payer is to pay in a step, all payments together."""
        draws, index = self.cases.draws, index_of(number, place)
        share = share_passed(draws, index, step, self.cases.sophistication)
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
        wanted = asked(draws, index, step.sum, self._income(step, place), prices(self.block.run, self.cases.month))
        if step.sum.each is not None:
            wanted = wanted * self.seats.count(step.sum.each)
        asked_whole = step.money == Money.BROUGHT or step.alike
        return wanted if asked_whole else self._own(index, step, place, wanted, share)

    def _own(self, index: int, step: Step, place: int, wanted: Cents, share: Floats) -> Cents:
        """What a payer has of a sum that is asked for."""
        assert step.payer is not None
        account = self.payer(step, place)
        here = account >= 0
        moment = np.maximum(self.purses.ready[:, step.payer, place], self.cases.started_at)
        if step.ways[0][0] is Way.BILL:
            bill, _ = self.control.bill_before(np.maximum(account, 0), self.cases.started_at)
            wanted = np.where(here & (bill > 0), like_a_bill(self.cases.draws, index, bill), 0)  # no bill, no swap
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
        """The monthly income of the payer, or of who is brought something; of somebody elsewhere, a usual one."""
        role = step.payee if step.payer is None else step.payer
        assert role is not None
        customer = self.seats.customer[:, role, place]
        income: Cents = np.append(self.block.people.income, 2_800_00)[np.maximum(customer, -1)]
        return income

    def payer(self, step: Step, place: int) -> Integers:
        """The accounts that pay in a step: of savings where it takes from them, ABSENT where there are none."""
        if step.payer is None:
            return np.full(len(self.cases), ELSEWHERE)
        main = self.seats.account[:, step.payer, place]
        if not step.savings:
            return main
        row_of = np.full(len(self.block.accounts) + 1, -1)
        row_of[self.block.main] = self.block.savings
        return np.where(main >= 0, np.where(row_of[main] >= 0, row_of[main], ABSENT), ABSENT)


def index_of(step: int, place: int, turn: int = 0) -> int:
    """The number of a payment in draws."""
    return step * 1024 + place * 64 + turn
