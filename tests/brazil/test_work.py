"""Work and income, against the household survey (IBGE, PNAD Contínua 2024).

Mean of people with an income: R$ 3,057; carried to 2026 that is about R$ 3,450.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from generated import many_people


def test_incomes_have_the_mean_of_the_survey() -> None:
    income = many_people()["monthly_income"].to_numpy() / 100
    assert 3_000 < income.mean() < 3_950


def test_many_earn_exactly_the_minimum_wage() -> None:
    assert 0.12 < (many_people()["monthly_income"] == 162_100).mean() < 0.32


def test_incomes_are_as_unequal_as_brazils() -> None:
    income = np.sort(many_people()["monthly_income"].to_numpy() / 100)
    rank = 2 * np.arange(1, len(income) + 1) - len(income) - 1
    assert 0.40 < (rank @ income) / len(income) / income.sum() < 0.55  # Gini of 2024: 0.506 a head


def test_the_richest_follow_paretos_law() -> None:
    top = np.sort(many_people()["monthly_income"].to_numpy())[-400:]
    alpha = 1 / np.mean(np.log(top / top[0]))  # Hill's estimator
    assert 1.7 < alpha < 3.0  # 2.31 from the means of the top 10 % and the top 1 %, PNAD Contínua 2024


@pytest.mark.parametrize(("richer", "poorer"), [("DF", "MA"), ("SP", "BA"), ("RS", "CE")])
def test_incomes_differ_by_state(richer: str, poorer: str) -> None:
    usual = {uf: many_people().filter(pl.col("state") == uf)["monthly_income"].median() for uf in (richer, poorer)}
    assert usual[richer] > 1.15 * usual[poorer]


@pytest.mark.parametrize(("richer", "poorer"), [("Médic[oa]", "Vendedora?"), ("Engenheir", "Auxiliar de limpeza")])
def test_incomes_differ_by_occupation(richer: str, poorer: str) -> None:
    income = [
        many_people().filter(pl.col("occupation").str.contains(f"^{name}"))["monthly_income"].median()
        for name in (richer, poorer)
    ]
    assert income[0] > 3 * income[1]


def test_the_retired_are_old_and_students_young() -> None:
    born = {
        name: many_people().filter(pl.col("occupation").str.contains(f"^{name}"))["born"].median()
        for name in ("Aposentad", "Estudante")
    }
    assert born["Aposentad"] < 1965
    assert born["Estudante"] > 1996
