"""Loan contracts: who borrows how much, for how long and at what rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.investments.indices import selic
from lastro.bank.contracts.loans.amortization import PRICE, SAC, monthly_rate, price_instalment
from lastro.bank.contracts.starts import Starts, months_of_contracts, starts
from lastro.bank.people.holdings import Holdings
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import add_months, first_day, next_business_day
from lastro.engine import Run, Table
from lastro.engine.arrays import Bytes, Flags, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import child
from lastro.engine.random.quantiles import EXP, NORMAL
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY

MORTGAGE, AUTO, PERSONAL, BUSINESS = range(4)  # as loans.Loan.loan_type lists them
LOOK_BACK = 120  # months before the history in which a loan may have begun; ASSUMED
KEPT_AFTER_END = 730  # days for which a loan stays on the books after its end_date; ASSUMED
_MONTH_BITS = 11  # months since 2000-01 in a loan's key

# Loans a month and customer; ASSUMED, so that about 0.45 a customer stand on the books
PERSONAL_CHANCE, BUSINESS_CHANCE = 0.0088, 0.024
AUTO_CHANCE, AUTO_FROM = 0.0052, 180_000  # cars: grows from this income (cents) to twice it
MORTGAGE_CHANCE, MORTGAGE_FROM = 0.0042, 450_000  # homes: to three times it
PAYROLL_SHARE = 0.45  # personal loans deducted from wages (consignado); ASSUMED

# Yearly rate = base + slope x Selic + spread, in percent; fits BCB's averages of 2022 and 2025; ASSUMED.
# mortgage 11-12 (2025); auto 20.5 (2022); payroll 26.5 (2025); personal 6.2 a month (2025); business ASSUMED
_RATE_BASE = np.array([6.5, 11.0, 45.0, 9.0, 17.0])  # by type; the last is payroll
_RATE_SLOPE = np.array([0.30, 0.75, 4.0, 0.80, 0.60])
_RATE_SPREAD = np.array([1.5, 8.0, 40.0, 14.0, 8.0])
_RATE_STEP = np.array([25, 50, 200, 50, 50])  # hundredths of a percent: rates are quoted in steps

_TERMS = [np.array(t) for t in ([180, 240, 300, 360, 420], [24, 36, 48, 60], [6, 12, 18, 24, 36], [12, 18, 24, 36, 48])]
_TERMS.append(np.array([24, 36, 48, 60, 72, 84, 96]))  # payroll: up to 96 months
_TERM_WEIGHTS = [
    Weights(w) for w in ([10, 15, 15, 50, 10], [8, 22, 45, 25], [15, 30, 20, 25, 10], [25, 15, 30, 20, 10])
]
_TERM_WEIGHTS.append(Weights([10, 15, 15, 15, 15, 20, 10]))

# Ticket: median, sigma of its logarithm; mortgage mean R$ 328.6 k (SBPE 2024), auto R$ 45-50 k; the rest ASSUMED
_TICKET = np.array([36_000_000, 4_700_000, 0, 0])  # cents
_TICKET_INCOMES = np.array([0, 0, 2.0, 1.6])  # the same in monthly incomes
_TICKET_SIGMA = np.array([0.5, 0.45, 0.85, 0.9])
_BURDEN_CAP = np.array(
    [0.30, 0.25, 0.25, 0.20]
)  # first instalment over income; 30 % is usual for homes, others ASSUMED
_SMALLEST = np.array([6_000_000, 800_000, 50_000, 200_000])  # cents
_STEP = np.array([100_000, 10_000, 10_000, 10_000])  # cents: tickets are round
_LARGEST = 500_000_000  # cents
_SAC_SHARE = np.array([0.85, 0.0, 0.0, 0.3])  # SAC is dominant for homes; ASSUMED
_UNIT = 1_000_000_000


@dataclass(frozen=True)
class Loans(Columnar):
    """The unchanging columns of loans, by the names of loans.Loan."""

    loan_id: Keys
    customer_id: Keys
    account_id: Keys
    loan_type: Bytes
    loan_amount: Integers
    interest_rate: Integers  # hundredths of a percent a year
    term: Integers
    start_date: Integers
    amortization: Bytes


def loans_of(run: Run, customers: Table[Any], held: Holdings, traits: Traits) -> Loans:
    """The loans of customers that have started by as_of, customer by customer and month by month."""
    begun, kinds = _begun(run, held, traits)
    keys = child(customers.customer_id[begun.owner], begun.month - 2000 * 12, _MONTH_BITS, "loans")
    draws = run.draws("loans", keys)
    payroll = (kinds == PERSONAL) & draws.chance("payroll", PAYROLL_SHARE)
    pricing = np.where(payroll, BUSINESS + 1, kinds)
    start = next_business_day(first_day(begun.month) + draws.integer("day", 0, 28))
    rate, term = _rate(run, draws, pricing, start), _term(draws, pricing)
    plan = np.where(draws.chance("sac", _SAC_SHARE[kinds]), SAC, PRICE)
    drawn = Loans(
        loan_id=keys,
        customer_id=customers.customer_id[begun.owner],
        account_id=held.main[begun.owner],
        loan_type=kinds.astype(np.uint8),
        loan_amount=_amount(draws, kinds, traits.income[begun.owner], rate, term, plan),
        interest_rate=rate,
        term=term,
        start_date=start,
        amortization=plan.astype(np.uint8),
    )
    return drawn.take(_stands(run, drawn, begun, held))


def _begun(run: Run, held: Holdings, traits: Traits) -> tuple[Starts, Integers]:
    """When loans begin, and of which type."""
    income = traits.income
    home = MORTGAGE_CHANCE * np.clip(income / MORTGAGE_FROM - 1, 0, 2)
    car = home + AUTO_CHANCE * np.clip(income / AUTO_FROM - 1, 0, 1)
    chance = np.where(traits.business, BUSINESS_CHANCE, car + PERSONAL_CHANCE)
    begun = starts("loan", chance, held.main_created, held, traits, months_of_contracts(run, LOOK_BACK))
    luck = begun.luck * chance[begun.owner]
    kinds = (luck >= home[begun.owner]).astype(np.int64) + (luck >= car[begun.owner])
    return begun, np.where(traits.business[begun.owner], BUSINESS, kinds)


def _rate(run: Run, draws: Draws, pricing: Integers, start: Integers) -> Integers:
    percent = (
        _RATE_BASE[pricing] + _RATE_SLOPE[pricing] * selic(run, start) + _RATE_SPREAD[pricing] * draws.uniform("rate")
    )
    quoted: Integers = (percent * 100).astype(np.int64) // _RATE_STEP[pricing] * _RATE_STEP[pricing]
    return quoted


def _term(draws: Draws, pricing: Integers) -> Integers:
    uniform = draws.uniform("term")
    months = np.zeros(len(pricing), dtype=np.int64)
    for kind, (choices, weights) in enumerate(zip(_TERMS, _TERM_WEIGHTS, strict=True)):
        rows = np.flatnonzero(pricing == kind)
        months[rows] = choices[weights.choose(uniform[rows])]
    return months


def _amount(
    draws: Draws, kinds: Integers, income: Integers, rate: Integers, term: Integers, plan: Integers
) -> Integers:
    """What is wanted, or what the income can bear if that is less; round."""
    wanted = (_TICKET[kinds] + _TICKET_INCOMES[kinds] * income) * EXP(
        _TICKET_SIGMA[kinds] * NORMAL(draws.uniform("ticket"))
    )
    monthly = monthly_rate(rate)
    price = price_instalment(np.full(len(rate), _UNIT), monthly, term)
    first = np.where(plan == SAC, _UNIT / term + monthly / (10**12 // _UNIT), price) / _UNIT
    bearable = _BURDEN_CAP[kinds] * income / first
    amount = np.minimum(np.minimum(wanted, bearable), _LARGEST).astype(np.int64)
    rounded: Integers = amount // _STEP[kinds] * _STEP[kinds]
    return rounded


def _stands(run: Run, drawn: Loans, begun: Starts, held: Holdings) -> Flags:
    """Which loans exist: large enough, younger than the account, not beside another of its type, not long over."""
    large = drawn.loan_amount >= _SMALLEST[drawn.loan_type]
    opened = held.main_created[begun.owner] // DAY < drawn.start_date
    kept = add_months(drawn.start_date, drawn.term) >= run.history_start - KEPT_AFTER_END
    return large & opened & kept & (drawn.start_date <= run.as_of) & ~_beside_another(drawn, begun)


def _beside_another(drawn: Loans, begun: Starts) -> Flags:
    """Whether the one drawn before, of the same customer and type, still runs for more than half its term."""
    order = np.lexsort((begun.month, drawn.loan_type, begun.owner))
    owner, kind, month = begun.owner[order], drawn.loan_type[order], begun.month[order]
    same = (owner[1:] == owner[:-1]) & (kind[1:] == kind[:-1])
    running = same & ((month[1:] - month[:-1]) * 2 < drawn.term[order][:-1])
    beside = np.zeros(len(order), dtype=np.bool_)
    beside[order[1:]] = running
    return beside
