"""Credit models: what a score can and cannot learn of defaults from behaviour and from application data.

A loan is looked at on a day on which it is less than 30 days late; the question is whether it defaults within 180 days.
Models learn from some customers on earlier days, and are asked about the others on later ones. The bands are wider than
those of a bank of 10,000 customers, since there are fewer defaults.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from generated import owners, run_of
from lastro.bank.choices import LoanType
from lastro.bank.contracts.loans.amortization import instalment_parts
from lastro.bank.contracts.loans.grants import Credit, credit_of
from lastro.bank.contracts.loans.lives import due_days
from lastro.bank.contracts.loans.payments import instalments
from lastro.bank.people.holdings import holdings
from lastro.bank.people.traits import traits
from lastro.engine.rows.moments import day

CUSTOMERS, HISTORY = 4_000, {"bank_history_start": "2024-05-01"}
LEARNT_ON = ("2024-10-31", "2025-01-31", "2025-04-30", "2025-07-31", "2025-10-31")
ASKED_ON = ("2025-12-31", "2026-02-28", "2026-04-30")
YEAR, QUARTER, HORIZON = 365, 120, 180  # days


class Sample(NamedTuple):
    """Loans on a day, one row each."""

    application: Any
    behaviour: Any
    defaults: Any
    customer: Any


@pytest.fixture(scope="module")
def credit() -> Credit:
    run, (people, accounts) = run_of(**HISTORY), owners(CUSTOMERS, **HISTORY)
    return credit_of(run, people, holdings(people.customer_id, accounts), traits(run, people))


def _sample(credit: Credit, on: int) -> Sample:
    lives, loans, ends = credit.lives, credit.loans, credit.lives.ends
    paid, every = lives.on(on), np.arange(len(loans))
    due = due_days(loans, every, np.minimum(paid + 1, loans.term))
    late = np.where((loans.start_date <= on) & (paid < loans.term), np.maximum(on - due, 0), 0)
    counts = [late, *(_late_payments(credit, on - days, on) for days in (YEAR, QUARTER))]
    of_customer = [np.bincount(credit.owner, each, CUSTOMERS)[credit.owner] for each in counts]
    income = owners(CUSTOMERS, **HISTORY)[0].monthly_income[credit.owner]
    asked = [loans.risk_band, loans.loan_type, loans.loan_amount / income, loans.interest_rate, loans.term, income]
    open_ = (loans.start_date <= on - 30) & (paid < loans.term) & (late < 30)
    open_ &= (ends.defaulted > on) & (ends.renegotiated > on)
    defaults = (ends.defaulted <= on + HORIZON)[open_]
    behaviour = np.stack([*counts, *of_customer], axis=1)[open_]
    return Sample(np.stack(asked, axis=1)[open_], behaviour, defaults, credit.owner[open_])


def _late_payments(credit: Credit, first: int, last: int) -> Any:
    """How many instalments of each loan were paid late between two days."""
    paid = instalments(credit.lives, first, last)
    return np.bincount(paid.loan[paid.paid_on > paid.due], minlength=len(credit.loans))


def _together(credit: Credit, days: tuple[str, ...], half: int) -> Sample:
    """The samples of some days, of every other customer."""
    samples = [_sample(credit, day(on)) for on in days]
    whole = Sample(*(np.concatenate(parts) for parts in zip(*samples, strict=True)))
    return Sample(*(part[whole.customer % 2 == half] for part in whole))


@pytest.fixture(scope="module")
def found(credit: Credit) -> dict[str, float]:
    """The area under the ROC curve of each model, the mean of both halves."""
    areas: dict[str, list[float]] = {}
    for half in (0, 1):
        learnt, asked = _together(credit, LEARNT_ON, half), _together(credit, ASKED_ON, 1 - half)
        for name in ("application", "behaviour", "both"):
            inputs = [_inputs(sample, name) for sample in (learnt, asked)]
            model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=6, learning_rate=0.06, random_state=0)
            score = model.fit(inputs[0], learnt.defaults).predict_proba(inputs[1])[:, 1]
            areas.setdefault(name, []).append(float(roc_auc_score(asked.defaults, score)))
    return {name: float(np.mean(both)) for name, both in areas.items()}


def _inputs(sample: Sample, name: str) -> Any:
    return np.concatenate([sample.application, sample.behaviour], axis=1) if name == "both" else getattr(sample, name)


def test_behaviour_tells_of_defaults_to_come(found: dict[str, float]) -> None:
    assert 0.60 <= found["behaviour"] <= 0.88, found


def test_application_data_tell_less(found: dict[str, float]) -> None:
    assert 0.52 <= found["application"] <= 0.73, found


def test_nothing_tells_all(found: dict[str, float]) -> None:
    assert found["behaviour"] - 0.05 <= found["both"] <= 0.92, found


def test_who_has_bound_more_of_the_income_defaults_more_often(credit: Credit) -> None:
    """Personal loans by the first instalment's share of the borrower's income, in thirds; the bank's caps by band lend
    least to the riskiest, so that only the chances themselves make it rise."""
    loans, lives = credit.loans, credit.lives
    first = instalment_parts(lives.schedule, np.arange(len(loans)), np.ones(len(loans), np.int64)).amount
    burden = first / owners(CUSTOMERS, **HISTORY)[0].monthly_income[credit.owner]
    known = (loans.loan_type == LoanType.PERSONAL) & (loans.start_date <= day("2026-05-01"))
    third = np.searchsorted(np.quantile(burden[known], [1 / 3, 2 / 3]), burden[known])
    defaulted = lives.ends.defaulted[known] < day("2026-10-31")
    low, middle, high = (defaulted[third == part].mean() for part in range(3))
    assert 1.3 * low < middle < high, (low, middle, high)


def test_a_few_loans_in_a_hundred_default_within_half_a_year(credit: Credit) -> None:
    assert 0.02 <= _sample(credit, day("2026-04-30")).defaults.mean() <= 0.09
