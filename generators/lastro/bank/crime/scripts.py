"""Scripts: for each typology, who plays in it and who pays whom when and how much."""

from __future__ import annotations

from lastro.bank.crime.choices import CaseLeg
from lastro.bank.crime.fraud_scripts import FRAUDS
from lastro.bank.crime.laundering_scripts import LAUNDERING
from lastro.bank.crime.steps import COVER, STEPS, Script, Seats, Step

_SCRIPTS: dict[int, Script] = {int(typology): script for typology, script in (FRAUDS | LAUNDERING).items()}
NO_SCRIPT: Script = ((), ())  # of what credit cards alone suffer: bank/crime/cards


def cast_of(typology: int) -> tuple[Seats, ...]:
    """The places that there are in a typology's cases."""
    return _SCRIPTS.get(typology, NO_SCRIPT)[0]


def steps_of(typology: int) -> tuple[Step, ...]:
    """The steps of a typology's cases, in their order."""
    return _SCRIPTS.get(typology, NO_SCRIPT)[1]


def leg_of(typology: int, step: int) -> CaseLeg:
    """What a step's postings are in their case; the steps behind a script's hold cover and refunds."""
    return {COVER: CaseLeg.COVER, STEPS: CaseLeg.REFUND}.get(step) or steps_of(typology)[step].leg
