"""Work and income, against the household survey (IBGE, PNAD Contínua 2024).

Mean of people with an income: R$ 3,057; carried to 2026 that is about R$ 3,450.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from generated import customers, many_people, run_of
from lastro.brazil.work import RETIRED, source_of_income


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


@pytest.mark.parametrize("seed", ["20261031", "7"])
def test_seven_in_ten_benefits_of_the_inss_are_of_one_minimum_wage(seed: str) -> None:
    people = customers(10_000, seed=seed)
    retired = np.isin(source_of_income(run_of(seed=seed), people.occupation), RETIRED)
    of_inss = people.monthly_income[retired & (people.monthly_income <= 847_555)]
    assert 0.67 < (of_inss == 162_100).mean() < 0.74  # 28.5 of 40.7 million, February 2025
    assert of_inss.min() == 162_100


def test_welfare_is_one_minimum_wage() -> None:
    welfare = many_people().filter(pl.col("occupation").str.contains("^Beneficiári. do BPC"))
    assert len(welfare) > 20
    assert set(welfare["monthly_income"]) == {162_100}


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


def test_nobody_earns_more_than_the_occupation_pays_and_few_come_near_it() -> None:
    for title, most in (("Pedreir[oa]", 11_000), ("Trabalhador(a)? rural", 8_000), ("Médic[oa]", 90_000)):
        income = many_people().filter(pl.col("occupation").str.contains(f"^{title}$"))["monthly_income"] / 100
        assert income.max() < most
        assert (income > 0.9 * most).mean() < 0.02


def test_the_retired_are_old_and_students_young() -> None:
    born = {
        name: many_people().filter(pl.col("occupation").str.contains(f"^{name}"))["born"].median()
        for name in ("Aposentad", "Estudante")
    }
    assert born["Aposentad"] < 1965
    assert born["Estudante"] > 1996
