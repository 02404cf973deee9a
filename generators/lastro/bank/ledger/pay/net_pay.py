"""Net pay: what is left of wages and pensions after INSS and income tax, which whoever pays them keeps back."""

from __future__ import annotations

import numpy as np

from lastro.brazil.levels.income_tax import IncomeTax
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.run import Run


def withheld(run: Run, gross: Cents, months: Integers) -> tuple[Cents, Cents]:
    """INSS and income tax of wages by month, in cents, one value each; those of a 13th, which is taxed alone, likewise.

    Public servants' own contributions are like the INSS's, and nobody deducts dependents (both ASSUMED).
    """
    contribution = run.once(SocialSecurity).contribution(gross, months)
    return contribution, run.once(IncomeTax).withheld(gross, contribution, months)


def net_of(run: Run, gross: Cents, months: Integers) -> Cents:
    """What of wages is paid out."""
    contribution, tax = withheld(run, gross, months)
    left: Cents = gross - contribution - tax
    return left


def second_half(run: Run, full: Cents, months: Integers) -> Cents:
    """The second half of a 13th salary: what its first, INSS and income tax, all taken from the second, leave of it."""
    left: Cents = np.maximum(net_of(run, full, months) - full // 2, 0)
    return left


def net_pension(run: Run, gross: Cents, months: Integers, aged: Flags) -> Cents:
    """What of pensions is paid out: they bear income tax alone; aged: of people of 65 and over."""
    left: Cents = gross - run.once(IncomeTax).withheld(gross, np.zeros_like(gross), months, aged=aged)
    return left
