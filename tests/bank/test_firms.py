"""Firms: what the state takes of a company's sales, and in which sector it is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from generated import run_of
from lastro.brazil.levels.simples import Simples
from lastro.brazil.sectors import Sectors

TRADE, SERVICES = 0, 2  # annexes I and III


@pytest.mark.parametrize(
    ("annex", "yearly", "due"),
    [  # by LC 123/2006: (sales x rate - deduction) / sales
        (TRADE, 120_000, 0.04),
        (TRADE, 240_000, (240_000 * 0.073 - 5_940) / 240_000),
        (TRADE, 1_200_000, (1_200_000 * 0.107 - 22_500) / 1_200_000),
        (SERVICES, 500_000, (500_000 * 0.135 - 17_640) / 500_000),
    ],
)
def test_the_simples_takes_what_the_law_says(annex: int, yearly: int, due: float) -> None:
    rate = Simples(run_of()).rate(np.array([annex]), np.array([yearly * 100.0]))
    assert rate[0] == pytest.approx(due)


def test_who_sells_more_pays_more_up_to_where_other_taxes_leave_the_simples() -> None:
    sales = np.arange(10_000_00, 3_600_000_00, 10_000_00).astype(np.float64)
    for annex in (0, 1, 2):
        due = Simples(run_of()).rate(np.full(len(sales), annex), sales) * sales
        assert (np.diff(due) > -1_00).all()


def test_a_line_of_business_that_the_table_lacks_is_of_the_other_sector() -> None:
    sectors = Sectors(run_of())
    shop, unknown = sectors.of(pl.Series(["Açougue", "Criação de dragões"])).tolist()
    assert shop != unknown
    assert sectors.costs[unknown].sum() < 0.97
