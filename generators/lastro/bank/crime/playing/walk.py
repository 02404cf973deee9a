"""Walk: cases played by their scripts: which payments are made, when, and of how much.

Everybody has a purse in a case: what was paid in, less what was paid on. A payment is made if its money has come and
both accounts are open; so money is neither made nor lost, and a later end of the history moves nothing before it.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import Seated
from lastro.bank.crime.playing.care import parts
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.purse import Purses
from lastro.bank.crime.playing.stage import Stage, index_of
from lastro.bank.crime.playing.turn import Turn
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import Step
from lastro.bank.people.account_block import AccountBlock


def walked(block: AccountBlock, control: Control, cases: Cases, seats: Seated) -> Paid:
    """The payments of all cases."""
    made: list[Paid] = []
    for typology in Typology:
        rows = np.flatnonzero(cases.typology == typology)
        if len(rows):
            stage = Stage(block, control, cases.take(rows), seats.take(rows), rows, Purses.of(len(rows)))
            for number, step in enumerate(steps_of(typology)):
                _play(stage, number, step)
            made += stage.made
    no_payment = Paid(*(np.zeros(0, np.int64) for _ in range(9)))
    return Paid.together([no_payment, *made])


def _play(stage: Stage, number: int, step: Step) -> None:
    """All payments of a step."""
    payers, times = stage.payers(step), stage.times(number, step)
    for place in range(int(payers.max())):
        held = stage.held(number, step, place)
        share = parts(stage.cases.draws, index_of(number, place), times, stage.cases.sophistication, step.rising)
        share = np.ones_like(share) if step.alike else share
        for turn in range(int(times.max())):
            rows = np.flatnonzero((turn < times) & (place < payers))
            if len(rows):
                Turn(stage, number, step, place, turn).run(rows, held[rows], share[rows, turn])
