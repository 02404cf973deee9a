"""M5: loans that are paid off before their time: by one posting, of the principal and the interest until then."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.rule_registry import Broken
from lastro.checks.rules.contracts.loan_case import Case
from lastro.checks.rules.contracts.loan_ends import renegotiated, sums_of
from lastro.engine.arrays import Integers
from lastro.engine.rows.tables import NULL


def prepayments_fit(bank: Bank, case: Case) -> Broken:
    """A prepayment comes when nothing is late and something is left, and all that is owed then is paid at once."""
    day, paid, term = case.column("prepaid_on"), case.column("installments_paid"), case.column("term")
    there = day != NULL
    wrong = there & ((paid >= term) | renegotiated(bank["loans"])[case.at] | (day > bank.as_of))
    yield "prepaid_on", "it is prepaid, but had ended otherwise", wrong
    last: Integers = np.where(paid > 0, case.due(paid), case.column("start_date"))
    following = case.due(paid + 1)
    yield "prepaid_on", "it is not prepaid between two instalments", there & ((day < last) | (day > following))
    times, sums = (each[case.at] for each in sums_of(bank, "prepaid"))
    within = there & (day >= bank.history_start) & ~wrong
    yield "prepaid_on", "it is not prepaid by one posting", within & (times != 1)
    elapsed, period = (day - last).clip(0), (following - last).clip(1)
    yield (
        "prepaid_on",
        "it is prepaid by another sum than is owed",
        within & (sums != _owed(case, paid, elapsed, period)),
    )


def _owed(case: Case, paid: Integers, elapsed: Integers, period: Integers) -> Integers:
    """The principal left, and of the next instalment's interest what the days gone by bear (CDC, art. 52, § 2)."""
    principal: Integers = np.where(paid > 0, case.of(case.balance, paid), case.column("loan_amount"))
    interest = case.of(case.amount, paid + 1) - (principal - case.of(case.balance, paid + 1))
    owed: Integers = principal + (2 * interest * elapsed + period) // (2 * period)
    return owed
