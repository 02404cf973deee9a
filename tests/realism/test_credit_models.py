"""Credit models: what a score can and cannot learn of defaults from behaviour and from application data.

A loan is looked at on a day on which it is less than 30 days late; the question is whether it defaults within 180 days.
Models learn from some customers on earlier days, and are asked about the others on later ones. Bands are wider for
4,000 customers than for 10,000, which have more defaults; these, on two seeds, are long tests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from generated import owners, run_of
from lastro.bank.choices import LoanStatus, LoanType
from lastro.bank.contracts.loans.amortization import instalment_parts
from lastro.bank.contracts.loans.grants import Credit, credit_of
from lastro.bank.contracts.loans.lives import due_days
from lastro.bank.contracts.loans.payments import instalments
from lastro.bank.contracts.loans.standing import LoanStates
from lastro.bank.people.holdings import holdings
from lastro.bank.people.traits import traits
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import NULL, NULL_CODE

FEW, MANY, SEEDS = 4_000, 10_000, (20261031, 7)
HISTORY = {"bank_history_start": "2024-05-01"}
LEARNT_ON = ("2024-10-31", "2025-01-31", "2025-04-30", "2025-07-31", "2025-10-31")
ASKED_ON = ("2025-12-31", "2026-02-28", "2026-04-30")
YEAR, QUARTER, HORIZON = 365, 120, 180  # days
AS_OF = day("2026-10-31")


class Book(NamedTuple):
    """What was lent to whom; income: cents a month, one value a customer."""

    credit: Credit
    income: Any


class Sample(NamedTuple):
    """Loans on a day, one row each."""

    application: Any
    behaviour: Any
    defaults: Any
    customer: Any


def _book(customers: int, seed: int) -> Book:
    run, (people, accounts) = run_of(seed=seed, **HISTORY), owners(customers, seed=seed, **HISTORY)
    found = credit_of(run, people, holdings(people.customer_id, accounts), traits(run, people))
    return Book(found, people.monthly_income)


@pytest.fixture(scope="module")
def book() -> Book:
    return _book(FEW, SEEDS[0])


@pytest.fixture(scope="module", params=SEEDS)
def large(request: pytest.FixtureRequest) -> Book:
    return _book(MANY, request.param)


def _sample(book: Book, on: int) -> Sample:
    credit, income = book.credit, book.income[book.credit.owner]
    lives, loans, ends = credit.lives, credit.loans, credit.lives.ends
    paid, every = lives.on(on), np.arange(len(loans))
    due = due_days(loans, every, np.minimum(paid + 1, loans.term))
    runs = (loans.start_date <= on) & (paid < loans.term) & (ends.paid_off > on)
    late = np.where(runs, np.maximum(on - due, 0), 0)
    counts = [late, *(_late_payments(credit, on - days, on) for days in (YEAR, QUARTER))]
    of_customer = [np.bincount(credit.owner, each, len(book.income))[credit.owner] for each in counts]
    asked = [loans.risk_band, loans.loan_type, loans.loan_amount / income, loans.interest_rate, loans.term, income]
    open_ = runs & (loans.start_date <= on - 30) & (late < 30) & (ends.defaulted > on)
    defaults = (ends.defaulted <= on + HORIZON)[open_]
    behaviour = np.stack([*counts, *of_customer], axis=1)[open_]
    return Sample(np.stack(asked, axis=1)[open_], behaviour, defaults, credit.owner[open_])


def _late_payments(credit: Credit, first: int, last: int) -> Any:
    """How many instalments of each loan were paid late between two days."""
    paid = instalments(credit.lives, first, last)
    return np.bincount(paid.loan[paid.paid_on > paid.due], minlength=len(credit.loans))


def _together(book: Book, days: tuple[str, ...], half: int) -> Sample:
    """The samples of some days, of every other customer."""
    samples = [_sample(book, day(on)) for on in days]
    whole = Sample(*(np.concatenate(parts) for parts in zip(*samples, strict=True)))
    return Sample(*(part[whole.customer % 2 == half] for part in whole))


def areas(book: Book) -> dict[str, float]:
    """The area under the ROC curve of each model, the mean of both halves."""
    found: dict[str, list[float]] = {}
    for half in (0, 1):
        learnt, asked = _together(book, LEARNT_ON, half), _together(book, ASKED_ON, 1 - half)
        for name in ("application", "behaviour", "both"):
            inputs = [_inputs(sample, name) for sample in (learnt, asked)]
            model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=6, learning_rate=0.06, random_state=0)
            score = model.fit(inputs[0], learnt.defaults).predict_proba(inputs[1])[:, 1]
            found.setdefault(name, []).append(float(roc_auc_score(asked.defaults, score)))
    return {name: float(np.mean(both)) for name, both in found.items()}


def _inputs(sample: Sample, name: str) -> Any:
    return np.concatenate([sample.application, sample.behaviour], axis=1) if name == "both" else getattr(sample, name)


@pytest.fixture(scope="module")
def found(book: Book) -> dict[str, float]:
    return areas(book)


def test_behaviour_tells_of_defaults_to_come(found: dict[str, float]) -> None:
    assert 0.60 <= found["behaviour"] <= 0.88, found


def test_application_data_tell_less(found: dict[str, float]) -> None:
    assert 0.52 <= found["application"] <= 0.73, found


def test_nothing_tells_all(found: dict[str, float]) -> None:
    assert found["behaviour"] - 0.05 <= found["both"] <= 0.92, found


def test_who_has_bound_more_of_the_income_defaults_more_often(book: Book) -> None:
    """Personal loans by the first instalment's share of the borrower's income, in thirds; the bank's caps by band lend
    least to the riskiest, so that only the chances themselves make it rise."""
    loans, lives = book.credit.loans, book.credit.lives
    first = instalment_parts(lives.schedule, np.arange(len(loans)), np.ones(len(loans), np.int64)).amount
    burden = first / book.income[book.credit.owner]
    known = (loans.loan_type == LoanType.PERSONAL) & (loans.start_date <= day("2026-05-01"))
    third = np.searchsorted(np.quantile(burden[known], [1 / 3, 2 / 3]), burden[known])
    defaulted = lives.ends.defaulted[known] < AS_OF
    low, middle, high = (defaulted[third == part].mean() for part in range(3))
    assert low < middle < high, (low, middle, high)
    assert 1.3 * low < high, (low, middle, high)


def test_a_few_loans_in_a_hundred_default_within_half_a_year(book: Book) -> None:
    assert 0.02 <= _sample(book, day("2026-04-30")).defaults.mean() <= 0.09


# Ten thousand customers, thirty months, two seeds: the bands themselves


@pytest.mark.long
def test_models_of_a_large_bank_lie_in_their_bands(large: Book) -> None:
    found = areas(large)
    assert 0.65 <= found["behaviour"] <= 0.85, found
    assert 0.55 <= found["application"] <= 0.70, found
    assert found["both"] < 0.92, found


@pytest.mark.long
def test_defaults_fall_as_income_rises(large: Book) -> None:
    days = [_sample(large, day(on)) for on in (*LEARNT_ON, *ASKED_ON)]
    income = np.concatenate([each.application[:, -1] for each in days])
    defaults = np.concatenate([each.defaults for each in days])
    third = np.searchsorted(np.quantile(income, [1 / 3, 2 / 3]), income)
    low, middle, high = (defaults[third == part].mean() for part in range(3))
    assert low > 1.1 * middle > 1.21 * high, (low, middle, high)


@pytest.mark.long
def test_what_is_ninety_days_late_is_of_the_last_year_and_some_percent_of_the_book(large: Book) -> None:
    loans, states = large.credit.loans, LoanStates(large.credit.lives).on(AS_OF)
    running = (states.loan_status != LoanStatus.PAID_OFF) & (states.written_off_on == NULL)
    late = running & (states.days_past_due >= 90)
    assert (states.days_past_due[late] <= 360).mean() >= 0.85
    assert 0.025 <= states.outstanding_balance[late].sum() / states.outstanding_balance[running].sum() <= 0.055
    assert len(loans) > 3_000


@pytest.mark.long
def test_a_second_loan_goes_wrong_with_the_first_and_nothing_is_granted_to_who_is_past_due(large: Book) -> None:
    credit = large.credit
    ends, granted = credit.lives.ends, np.flatnonzero(credit.loans.risk_band != NULL_CODE)
    assert not credit.is_past_due(credit.owner[granted], credit.loans.start_date[granted]).any()
    bad = (ends.defaulted <= AS_OF)[granted]
    owner = credit.owner[granted]
    others = np.bincount(owner, minlength=len(large.income))[owner] - 1
    others_bad = np.bincount(owner, bad, len(large.income))[owner] - bad
    several = others > 0
    with_bad, without = bad[several & (others_bad > 0)].mean(), bad[several & (others_bad == 0)].mean()
    assert with_bad >= 2.5 * without, (with_bad, without)
