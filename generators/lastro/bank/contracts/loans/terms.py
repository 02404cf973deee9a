"""Loan terms: who asks for how much, for how long and at what rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import Amortization, LoanType
from lastro.bank.contracts.credit_policy import (
    NO_LIMIT,
    CreditLine,
    age_in_months,
    has_payroll,
    highest_rate,
    is_open_to,
    largest_burden,
    longest_term,
    risk_spread,
)
from lastro.bank.contracts.investments.indices import selic
from lastro.bank.contracts.loans.amortization import monthly_rate, price_instalment
from lastro.bank.contracts.loans.bands import risk_bands
from lastro.bank.contracts.starts import Starts, months_of_contracts, starts
from lastro.bank.people.holdings import Holdings
from lastro.bank.people.levels import prices
from lastro.bank.people.path.leaving import NEVER, leaving_on
from lastro.bank.people.path.path import Path
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import add_months, first_day, month_index, next_business_day
from lastro.engine import Run, Table
from lastro.engine.arrays import Bytes, Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import child
from lastro.engine.random.quantiles import EXP, NORMAL
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY, day

LOOK_BACK = 120  # months before the history in which a loan may have begun; ASSUMED
KEPT_AFTER_END = 730  # days for which a loan stays on the books after its end_date; ASSUMED
SETTLED_BEFORE = 3  # months from a loan's end to its borrower's leaving, at least; ASSUMED
_MONTH_BITS, _RENEGOTIATES = 11, 1 << 10  # of a loan's key: months since 2000-01, and whether it pays that one off

# Loans a month and customer; ASSUMED, so that about 0.45 a customer stand on the books
PERSONAL_CHANCE, BUSINESS_CHANCE = 0.0128, 0.0355
AUTO_CHANCE, AUTO_FROM = 0.0076, 180_000  # cars: grows from this income (cents) to twice it
MORTGAGE_CHANCE, MORTGAGE_FROM = 0.0061, 450_000  # homes: to three times it
PAYROLL_SHARE = 0.45  # personal loans deducted from wages (consignado); ASSUMED

# Yearly rate of band A = base + slope x Selic + spread, in percent, by credit line; the policy adds to it by band.
# Fits BCB's averages of 2022 and 2025; ASSUMED.
# mortgage 11-12 (2025); auto 20.5 (2022); payroll 26.5 (2025); personal 6.2 a month (2025); business ASSUMED
_RATE_BASE = np.array([*LoanType.by_code(MORTGAGE=6.5, AUTO=10.0, PERSONAL=35.0, BUSINESS=9.0), 17.0])
_RATE_SLOPE = np.array([*LoanType.by_code(MORTGAGE=0.30, AUTO=0.75, PERSONAL=3.2, BUSINESS=0.80), 0.60])
_RATE_SPREAD = np.array([*LoanType.by_code(MORTGAGE=1.0, AUTO=4.0, PERSONAL=16.0, BUSINESS=7.0), 4.0])
# Rates are quoted in steps of hundredths of a percent.
_RATE_STEP = np.array([*LoanType.by_code(MORTGAGE=25, AUTO=50, PERSONAL=200, BUSINESS=50), 50])

# Weights of terms in months; ASSUMED
_TERMS = [
    *LoanType.by_code(
        MORTGAGE={180: 10, 240: 15, 300: 15, 360: 50, 420: 10},
        AUTO={24: 8, 36: 22, 48: 45, 60: 25},
        PERSONAL={6: 15, 12: 30, 18: 20, 24: 25, 36: 10},
        BUSINESS={12: 25, 18: 15, 24: 30, 36: 20, 48: 10},
    ),
    {24: 10, 36: 15, 48: 15, 60: 15, 72: 15, 84: 20, 96: 10},
]
_SHORTEST = 6  # months
_TERM_CHOICES = [(np.array(list(terms)), Weights(list(terms.values()))) for terms in _TERMS]

# Ticket: median, sigma of its logarithm; mortgage mean R$ 328.6 k (SBPE 2024), auto R$ 45-50 k; the rest ASSUMED
_TICKET = np.array(LoanType.by_code(0, MORTGAGE=36_000_000, AUTO=4_700_000))  # cents
_TICKET_INCOMES = np.array(LoanType.by_code(0.0, PERSONAL=2.0, BUSINESS=1.6))  # the same in monthly incomes
_TICKET_SIGMA = np.array(LoanType.by_code(MORTGAGE=0.5, AUTO=0.45, PERSONAL=0.85, BUSINESS=0.9))
_SMALLEST = np.array(LoanType.by_code(MORTGAGE=6_000_000, AUTO=800_000, PERSONAL=50_000, BUSINESS=200_000))  # cents
_STEP = np.array(LoanType.by_code(10_000, MORTGAGE=100_000))  # cents: tickets are round
_LARGEST = 500_000_000  # cents
_SAC_SHARE = np.array(LoanType.by_code(0.0, MORTGAGE=0.85, BUSINESS=0.3))  # SAC is dominant for homes; ASSUMED
_UNIT = 1_000_000_000
_FAR = day("2140-01-01") * DAY  # what the calendar knows


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
    risk_band: Bytes  # NULL_CODE for what pays an older loan off


@dataclass(frozen=True)
class Requests(Columnar):
    """What customers ask for: the loans as they would be, and the positions of their customers."""

    loans: Loans
    owner: Integers

    def take(self, rows: Flags | Integers) -> Requests:
        """Some of them."""
        return Requests(self.loans.take(rows), self.owner[rows])


def loan_keys(customers: Keys, month: Integers, renegotiates: bool = False) -> Keys:
    """The keys of customers' loans that begin in months, or of those that pay these loans off."""
    number = month - 2000 * 12
    return child(customers, number | _RENEGOTIATES if renegotiates else number, _MONTH_BITS, "loans")


def requests(run: Run, customers: Table[Any], held: Holdings, traits: Traits, path: Path) -> Requests:
    """The loans that customers ask for by as_of and that the policy has room for, by customer and month."""
    begun, kinds = _begun(run, held, traits)
    owner, keys = begun.owner, loan_keys(customers.customer_id[begun.owner], begun.month)
    draws, source = run.draws("loans", keys), traits.stages.take(owner).source_in(begun.month)
    payroll = (kinds == LoanType.PERSONAL) & draws.chance("payroll", PAYROLL_SHARE) & has_payroll(source)
    line = np.where(payroll, CreditLine.PAYROLL, kinds)
    start = next_business_day(first_day(begun.month) + draws.integer("day", 0, 28))
    age = age_in_months(customers.birth_date[owner], start)
    known = begun.month - month_index(held.main_created[owner] // DAY)
    before = path.at(owner, begun.month - 1)
    band = risk_bands(draws, traits.take(owner), path.frailty[owner], path.hardship[before], known, age / 12)
    rate = np.minimum(_rate(run, draws, line, band, start), highest_rate(run, line, source, start))
    leaves = leaving_on(traits.draws, held.main_created)[owner]
    term = np.minimum(_term(draws, line), np.minimum(longest_term(line, age), _until_leaving(start, leaves)))
    amortization = np.where(draws.chance("sac", _SAC_SHARE[kinds]), Amortization.SAC, Amortization.PRICE)
    able = (term >= _SHORTEST) & is_open_to(line, source, band) & (start < traits.died[owner])
    loans = Loans(
        loan_id=keys,
        customer_id=customers.customer_id[owner],
        account_id=held.main[owner],
        loan_type=kinds.astype(np.uint8),
        loan_amount=_amount(
            draws, kinds, largest_burden(line, band) * traits.income[owner], traits.income[owner], rate,
            np.maximum(term, 1), amortization, prices(run, begun.month),
        ),
        interest_rate=rate,
        term=term,
        start_date=start,
        amortization=amortization.astype(np.uint8),
        risk_band=band.astype(np.uint8),
    )  # fmt: skip
    return Requests(loans, owner).take(able & _stands(run, loans, held.main_created[owner]))


def _begun(run: Run, held: Holdings, traits: Traits) -> tuple[Starts, Integers]:
    """When loans begin, and of which type."""
    income = traits.income
    home = MORTGAGE_CHANCE * np.clip(income / MORTGAGE_FROM - 1, 0, 2)
    car = home + AUTO_CHANCE * np.clip(income / AUTO_FROM - 1, 0, 1)
    chance = np.where(traits.business, BUSINESS_CHANCE, car + PERSONAL_CHANCE)
    begun = starts("loan", chance, held.main_created, held, traits, months_of_contracts(run, LOOK_BACK))
    luck = begun.luck * chance[begun.owner]
    wanted = [luck < home[begun.owner], luck < car[begun.owner]]
    kinds = np.select(wanted, [LoanType.MORTGAGE, LoanType.AUTO], LoanType.PERSONAL)
    return begun, np.where(traits.business[begun.owner], LoanType.BUSINESS, kinds)


def _rate(run: Run, draws: Draws, line: Integers, band: Integers, start: Integers) -> Integers:
    own = _RATE_SPREAD[line] * draws.uniform("rate")
    percent = _RATE_BASE[line] + _RATE_SLOPE[line] * selic(run, start) + own + risk_spread(line, band)
    quoted: Integers = (percent * 100).astype(np.int64) // _RATE_STEP[line] * _RATE_STEP[line]
    return quoted


def _term(draws: Draws, pricing: Integers) -> Integers:
    uniform = draws.uniform("term")
    months = np.zeros(len(pricing), dtype=np.int64)
    for kind, (choices, weights) in enumerate(_TERM_CHOICES):
        rows = np.flatnonzero(pricing == kind)
        months[rows] = choices[weights.choose(uniform[rows])]
    return months


def _amount(
    draws: Draws,
    kinds: Integers,
    burden: Floats,
    income: Integers,
    rate: Integers,
    term: Integers,
    amortization: Integers,
    level: Floats,
) -> Integers:
    """What is wanted, or what the income can bear (burden: cents a month) if that is less; round, in the money of the
    month (level)."""
    wanted = (_TICKET[kinds] + _TICKET_INCOMES[kinds] * income) * EXP(
        _TICKET_SIGMA[kinds] * NORMAL(draws.uniform("ticket"))
    )
    monthly = monthly_rate(rate)
    price = price_instalment(np.full(len(rate), _UNIT), monthly, term)
    first = np.where(amortization == Amortization.SAC, _UNIT / term + monthly / (10**12 // _UNIT), price) / _UNIT
    amount = np.minimum(np.minimum(wanted, burden / first) * level, _LARGEST).astype(np.int64)
    rounded: Integers = amount // _STEP[kinds] * _STEP[kinds]
    return rounded


def _until_leaving(start: Integers, leaves: Integers) -> Integers:
    """The longest term of loans that begin on days for who leaves at moments: over some months before, in half years;
    who is about to go borrows elsewhere."""
    left = month_index(np.minimum(leaves, _FAR) // DAY) - month_index(start) - SETTLED_BEFORE
    longest: Integers = np.where(leaves < NEVER, left // _SHORTEST * _SHORTEST, NO_LIMIT)
    return longest


def _stands(run: Run, loans: Loans, opened: Integers) -> Flags:
    """Which loans can be: large enough, younger than the account (opened: its moment), not long over."""
    large = loans.loan_amount >= _SMALLEST[loans.loan_type]
    kept = add_months(loans.start_date, loans.term) >= history_start(run) - KEPT_AFTER_END
    return large & (opened // DAY < loans.start_date) & kept & (loans.start_date <= run.as_of)
