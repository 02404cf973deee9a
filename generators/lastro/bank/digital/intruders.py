"""Intruders: criminals who have got into a customer's account from a device of their own, and pay from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.crime.case_keys import decoded
from lastro.bank.crime.cases import cases_of, rates
from lastro.bank.crime.choices import CaseRole, Typology
from lastro.bank.crime.scripts import steps_of
from lastro.bank.digital.networks import intruder_devices
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run

GANGS = 4  # among a thousand customers: an intruder's device meets several of them, ASSUMED
DEVICE_DAYS = 120  # days for which a gang keeps a device, ASSUMED
INTRUSIONS = (Typology.ACCOUNT_TAKEOVER,)


@dataclass(frozen=True)
class Intruders:
    """Whether an intruder makes each payment, and on which device (0 where not)."""

    acts: Flags
    device: Keys


def intruders(run: Run, customers: Any, payments: Keys, moment: Integers, alone: Flags) -> Intruders:
    """The intruders behind payments, by the keys of these; alone: no other payment is made in that second.

    Who has given away a password or lost the line of a phone is robbed from another device: account takeover.
    """
    acts, device = np.zeros(len(payments), np.bool_), np.zeros(len(payments), np.uint64)
    if not any(rates(run).values()):
        return Intruders(acts, device)
    found, cases = decoded(payments), cases_of(run, customers)
    place = np.searchsorted(cases.key, found.case)
    known = np.append(cases.key, 0)[place] == found.case
    found, case = found.take(known), place[known]
    theirs = np.isin(cases.typology[case], INTRUSIONS) & _by_victims(cases.typology[case], found.step)
    at, case = found.posting[theirs & alone[found.posting]], case[theirs & alone[found.posting]]
    gang = cases.draws.at(case).integer("gang", 0, GANGS)
    acts[at] = True
    first = cases.group[case] * np.uint64(COHORT)
    device[at] = intruder_devices(first, gang, (moment[at] // DAY) // DEVICE_DAYS)
    return Intruders(acts, device)


def _by_victims(typology: Integers, step: Integers) -> Flags:
    """Which steps a victim's account pays in."""
    found = np.zeros(len(step), np.bool_)
    for each in INTRUSIONS:
        for number, one in enumerate(steps_of(each)):
            found |= (typology == each) & (step == number) & (one.payer == CaseRole.VICTIM)
    return found
