"""Second jobs: teachers and nurses of two employers are paid by both, in a bank where all of them have two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest

import lastro
from lastro.bank.people.working_life import second_jobs


@pytest.fixture(scope="module")
def bank() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_jobs, "_SHARES", np.array([1.0, 1.0, 0.0]))
        made = lastro.open(customers=700)
        _ = made.accounts, made.transactions
        yield made


@pytest.fixture(scope="module")
def wages(bank: Any) -> pl.DataFrame:
    """The wages of those with two in a month."""
    paid = bank.transactions.filter(pl.col("category").cast(str) == "Salary")
    paid = paid.with_columns(month=pl.col("transaction_date").dt.truncate("1mo"))
    salaries = paid.filter(pl.col("description").str.starts_with("Salário"))
    two = salaries.group_by("account_id", "month").len().filter(pl.col("len") > 1)["account_id"].unique()
    return paid.filter(pl.col("account_id").is_in(two.to_list()))


def test_two_employers_pay_a_month_and_two_13ths(wages: pl.DataFrame) -> None:
    salaries = wages.filter(pl.col("description").str.starts_with("Salário"))
    assert wages["account_id"].n_unique() >= 3
    assert salaries.group_by("account_id", "month").len()["len"].max() == 2
    assert not salaries.select("account_id", "month", "counterparty_name").is_duplicated().any()
    halves = wages.filter(pl.col("description").str.contains("13º.*1ª"))
    assert halves.group_by("account_id").len()["len"].max() == 2


def test_they_are_teachers_and_nurses(bank: Any, wages: pl.DataFrame) -> None:
    owners = bank.accounts.filter(pl.col("account_id").is_in(wages["account_id"].unique().to_list()))
    occupations = owners.join(bank.customers, on="customer_id")["occupation"].cast(str)
    assert occupations.str.contains("^Professora? da educação básica|nferm").all()


def test_both_wages_come_to_less_than_the_income_before_tax(bank: Any, wages: pl.DataFrame) -> None:
    last = wages.filter(pl.col("month") == pl.lit("2026-10-01").str.to_datetime())
    owned = last.join(bank.accounts, on="account_id").join(bank.customers, on="customer_id")
    paid = owned.group_by("account_id").agg(
        pl.col("amount").cast(float).sum(), pl.col("monthly_income").cast(float).max()
    )
    assert (paid["amount"] < 1.3 * paid["monthly_income"]).all()
    assert (paid["amount"] > 0.6 * paid["monthly_income"]).mean() > 0.8
