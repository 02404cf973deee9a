"""Statutes hold in another bank too: another seed, smaller, so that some bands are wider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builds import NAMES, make
from lastro.engine.rows.columns import row_class
from lastro.tasks.realism.bands.statutes import STATUTES
from lastro.tasks.realism.books import measured, opened
from lastro.tasks.realism.measure import Measure

WIDER = {  # by chance, among 600 customers
    "INSS benefits at the floor": (50, 88),
    "Fees for single services in all fees": (1, 50),
    "People who ever send more than R$ 1,000 in a night by Pix": (0, 20),
    "Customers whose accounts are restricted, since they were refused": (0, 2.5),
    "13th wages whose second half is the commonest part of the first": (0, 60),
    "IOF of loans in the sum paid out, people, but for homes": (0.8, 3.38),
    "Pix of people at night above R$ 1,000": (0, 6),
}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The books of 600 customers of another seed."""
    folder: Path = tmp_path_factory.mktemp("another seed")
    make(folder, customers="600", seed="7")
    return opened(folder, {name: row_class(name) for name in NAMES})


@pytest.mark.parametrize("measure", STATUTES, ids=lambda measure: measure.name)
def test_a_statute_holds_in_another_bank(others: Any, measure: Measure) -> None:
    found = measured(others, [measure])[measure.name]
    low, high = WIDER.get(measure.name, (measure.low, measure.high))
    assert found is None or low <= found <= high


def test_loans_for_homes_bear_no_iof(others: Any) -> None:
    taxed = "SELECT count(*) FROM posting JOIN loans USING (loan_id) WHERE category = 'IOF' AND loan_type = 'Mortgage'"
    assert others.execute(taxed).fetchone() == (0,)


def test_packages_rise_with_income(others: Any) -> None:
    fee = "SELECT avg(amount) FROM posting WHERE description LIKE '%pacote%' AND customer_type = 'Individual' AND "
    (modest,), (rich,) = (
        others.execute(fee + band).fetchone() for band in ("monthly_income < 4000", "monthly_income > 8000")
    )
    assert modest * 1.1 < rich


def test_the_refused_hold_nothing_and_leave(others: Any) -> None:
    held = "SELECT count(*) FROM {} JOIN accounts USING (account_id) WHERE restricted_on IS NOT NULL"
    assert [others.execute(held.format(name)).fetchone() for name in ("loans", "credit_cards", "investments")] == [
        (0,)
    ] * 3
    late = "SELECT count(*) FROM accounts, bank WHERE restricted_on < bank.as_of - 160 AND closed_at IS NULL"
    assert others.execute(late).fetchone() == (0,)
