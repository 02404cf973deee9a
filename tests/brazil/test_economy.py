"""The economy's figures by date."""

import numpy as np
import pytest

from generated import run_of
from lastro.brazil.economy import MinimumWage, Selic
from lastro.engine.rows.moments import day


@pytest.mark.parametrize(
    ("text", "reais"),
    [("2020-01-31", 1039), ("2020-02-01", 1045), ("2023-04-30", 1302), ("2023-05-01", 1320), ("2026-10-31", 1621)],
)
def test_the_minimum_wage_is_that_of_its_day(text: str, reais: int) -> None:
    assert MinimumWage(run_of()).on(np.array([day(text)])).tolist() == [reais * 100]


@pytest.mark.parametrize(
    ("text", "rate"),
    [("2020-12-31", 2.0), ("2021-12-31", 9.25), ("2022-12-31", 13.75), ("2025-12-31", 15.0), ("2040-01-01", 15.0)],
)
def test_selic_is_the_banco_centrals_at_the_end_of_the_year(text: str, rate: float) -> None:
    assert Selic(run_of()).on(np.array([day(text)])).tolist() == [rate]


def test_selic_moves_in_quarter_points() -> None:
    rates = Selic(run_of()).on(np.arange(day("2012-01-01"), day("2027-01-01"), 10))
    assert (rates * 4 % 1 == 0).all()
    assert 2.0 <= rates.min() < rates.max() <= 15.0
