"""Intruders: criminals who have got into a customer's account from a device of their own, and pay from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.crime.case_keys import Decoded, decoded, number_in_group
from lastro.bank.crime.cases import cases_of, rates
from lastro.bank.crime.choices import CaseRole, Typology
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import A_PAYER, STEPS
from lastro.bank.digital.networks import intruder_devices
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions

CAREFUL = 3  # the sophistication of who is so
_NUMBER_BITS = 16  # of the number of a case in its group
INTRUSIONS = (Typology.ACCOUNT_TAKEOVER,)


@dataclass(frozen=True)
class Intruders:
    """Whether an intruder makes each payment, and on which device (0 where not)."""

    acts: Flags
    device: Keys


def intruders(run: Run, customers: Any, payments: Keys, alone: Flags) -> Intruders:
    """The intruders behind payments, by the keys of these; alone: no other payment is made in that second.

    Who has given away a password or lost the line of a phone is robbed from another device: account takeover. Each case
    has a device of its own: one that met several households would give every case away (B1). Careful intruders, who pay
    little by little from a device that is not registered, change to another one every other day.
    """
    acts, device = np.zeros(len(payments), np.bool_), np.zeros(len(payments), np.uint64)
    if not any(rates(run).values()):
        return Intruders(acts, device)
    found, cases = decoded(payments), cases_of(run, customers)
    at = positions(found.case, cases.key)
    found, case = found.take(at >= 0), at[at >= 0]
    theirs = np.isin(cases.typology[case], INTRUSIONS) & _by_victims(cases.typology[case], found.step)
    mine = np.flatnonzero(theirs & alone[found.posting])
    at, case = found.posting[mine], case[mine]
    acts[at] = True
    another = (cases.sophistication[case] == CAREFUL) & _on_another_day(cases.typology[case], found.take(mine))
    number = number_in_group(cases.key[case]) | another.astype(np.int64) << _NUMBER_BITS
    device[at] = intruder_devices(cases.group[case] * np.uint64(COHORT), number)
    return Intruders(acts, device)


def _on_another_day(typology: Integers, found: Decoded) -> Flags:
    """Which payments of steps that pay so many a day are of every other day."""
    a_day = np.full((len(Typology), STEPS + 1), A_PAYER)
    for each in INTRUSIONS:
        for number, step in enumerate(steps_of(each)):
            a_day[each, number] = step.a_day or A_PAYER
    odd: Flags = found.payment % A_PAYER // a_day[typology, found.step] % 2 == 1
    return odd


def _by_victims(typology: Integers, step: Integers) -> Flags:
    """Which steps a victim's account pays in."""
    found = np.zeros(len(step), np.bool_)
    for each in INTRUSIONS:
        for number, one in enumerate(steps_of(each)):
            found |= (typology == each) & (step == number) & (one.payer == CaseRole.VICTIM)
    return found
