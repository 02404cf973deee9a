"""Permitted: which payments of cases can be made: both accounts take them, and no bank or victim has stopped them."""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import CaseKind, CaseRole
from lastro.bank.crime.members import ABSENT, ELSEWHERE
from lastro.bank.crime.steps import Money, Step
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL


def blocked_at(known: Integers) -> Integers:
    """From when on mules cannot pay: the day after a fraud is known."""
    blocked: Integers = (known // DAY + 1) * DAY
    return blocked


def permitted(
    block: AccountBlock, cases: Cases, step: Step, payer: Integers, payee: Integers, moment: Integers
) -> Flags:
    """Whether both accounts take each payment, and mules are not blocked nor victims warned; one value a case."""
    able: Flags = (payer != ABSENT) & (payee != ABSENT) & ((payer != payee) | (payer == ELSEWHERE))
    for account in (payer, payee):
        at = np.maximum(account, 0)
        before_closing = (moment < block.closes[at]) | (block.closes[at] == block.run.end)
        before_closing &= moment < block.stopped.since[at]
        able &= (account < 0) | (block.open_at(at, moment) & before_closing)
    return able & ~_stopped(cases, step, moment)


def _stopped(cases: Cases, step: Step, moment: Integers) -> Flags:
    known, warned = cases.known_at, step.payer is CaseRole.VICTIM and step.money == Money.OWN
    until = known
    if step.payer is CaseRole.MULE and cases.kind[0] == CaseKind.FRAUD:
        until, warned = blocked_at(known), True
    stopped: Flags = (known != NULL) & (moment >= until) & warned
    return stopped
