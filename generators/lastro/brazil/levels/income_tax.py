"""Income tax withheld from wages and pensions (IRRF), by the table in force."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil import calendar
from lastro.brazil.levels.series import Months, cents, check_basis, effective, hundredths
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.reference import decimal, read
from lastro.engine.rows.run import Run

BRACKETS, REDUCTION = "income_tax_brackets", "income_tax_reduction"
COLUMNS = "from above rate deduction dependent simplified_discount basis"
EXEMPT_AT_65 = 190_398  # cents of a pension, a month, from the age of 65 on (Lei 7.713/1988 art. 6 XV); ASSUMED
PERCENT, MILLION = 10_000, 1_000_000


class IncomeTax:
    """The monthly tables; the last one stays in force (ASSUMED). Money in cents."""

    def __init__(self, run: Run) -> None:
        frame = read(run, BRACKETS, COLUMNS).with_columns(pl.col("simplified_discount").fill_null("0.00"))
        check_basis(BRACKETS, frame)
        self._tables = effective(BRACKETS, frame)
        self._above, self._deduction, self._dependent, self._simplified = (
            cents(BRACKETS, frame, name) for name in ("above", "deduction", "dependent", "simplified_discount")
        )
        self._rate = hundredths(BRACKETS, frame, "rate")
        law = read(run, REDUCTION, "from free_up_to most constant factor none_from basis")
        check_basis(REDUCTION, law)
        self._since = int(effective(REDUCTION, law).since[0])
        self._free, self._most, self._constant, self._none = (
            int(cents(REDUCTION, law, name)[0]) for name in ("free_up_to", "most", "constant", "none_from")
        )
        self._factor = round(float(decimal(REDUCTION, law, "factor")[0]) * MILLION)

    def withheld(
        self,
        gross: Cents,
        contribution: Cents,
        months: Months,
        dependents: Integers | int = 0,
        aged: Flags | bool = False,
    ) -> Cents:
        """The tax on a month's income, rounded to the cent.

        contribution: what the INSS takes, deducted with the dependents unless the simplified discount is more. aged:
        whether it is the pension of somebody of 65 or over. A 13th salary is taxed alone, by the same table.
        """
        days = calendar.first_day(months)
        last = self._tables.row(days)  # of the table's brackets
        taxable = np.maximum(gross - np.where(aged, EXEMPT_AT_65, 0), 0)
        legal = contribution + dependents * self._dependent[last]
        base = np.maximum(taxable - np.maximum(legal, self._simplified[last]), 0)
        tax = self._of_bracket(base, days)
        reduced = np.maximum(tax - np.minimum(tax, self._reduction(taxable)), 0)
        return np.where(days >= self._since, reduced, tax)

    def _of_bracket(self, base: Cents, days: Integers) -> Cents:
        start = self._tables.since[self._tables.row(days)]
        tax = np.zeros(len(base), dtype=np.int64)
        for rate, deduction, above, since in zip(
            self._rate.tolist(),
            self._deduction.tolist(),
            self._above.tolist(),
            self._tables.since.tolist(),
            strict=True,
        ):
            due = (base * rate + PERCENT // 2) // PERCENT - deduction
            tax = np.where((start == since) & (base > above), due, tax)
        return np.maximum(tax, 0)

    def _reduction(self, taxable: Cents) -> Cents:
        """What Lei 15.270/2025 takes off the tax since 2026: all of it up to a limit, less and less up to another."""
        fading = self._constant - (taxable * self._factor + MILLION // 2) // MILLION
        found: Cents = np.select([taxable <= self._free, taxable <= self._none], [self._most, fading], 0)
        return found.clip(0)
