"""Ageing: in a bank of the young and of those about to retire, wages begin, pensions begin, and wages end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

import lastro
from lastro.brazil import people

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def bank() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "AGE_BANDS", ((18, 25, 1), (58, 68, 2)))
        made = lastro.open(customers=1000, history_start="2022-01-01", as_of="2028-03-31")
        _ = made.accounts, made.transactions
        yield made


@pytest.fixture(scope="module")
def paid(bank: Any) -> pl.DataFrame:
    """What people are paid: one row a posting, with whose it is and the age in years."""
    texts = ("category", "description")
    credits = bank.transactions.with_columns(pl.col(name).cast(str) for name in texts)
    owned = credits.join(bank.accounts.select("account_id", "customer_id"), on="account_id")
    owned = owned.join(bank.customers.select("customer_id", "birth_date", "created_at"), on="customer_id")
    years = (pl.col("transaction_date").dt.date() - pl.col("birth_date")).dt.total_days() / 365.25
    return owned.with_columns(age=years, month=pl.col("transaction_date").dt.truncate("1mo"))


@pytest.fixture(scope="module")
def retired(paid: pl.DataFrame) -> pl.DataFrame:
    """Who got a salary first and a pension later: the months of the first pension and of the last salary."""
    of = {name: paid.filter(pl.col("category") == name).group_by("customer_id") for name in ("Salary", "Pension")}
    first = of["Pension"].agg(pension=pl.col("month").min(), age=pl.col("age").min())
    wages = of["Salary"].agg(begins=pl.col("month").min(), ends=pl.col("month").max())
    return first.join(wages, on="customer_id").filter(pl.col("begins") < pl.col("pension"))


def test_first_pensions_come_between_55_and_75(retired: pl.DataFrame) -> None:
    assert len(retired) > 20
    assert retired["age"].is_between(55, 75).all()
    assert 60 < retired["age"].median() < 67


def test_wages_end_with_the_pension_but_for_a_few(retired: pl.DataFrame) -> None:
    goes_on = retired["ends"] > retired["pension"]
    assert 0.02 < goes_on.mean() < 0.45


def test_who_retires_is_paid_out_and_gets_the_fund(paid: pl.DataFrame, retired: pl.DataFrame) -> None:
    stops = retired.filter(pl.col("ends") <= pl.col("pension"))["customer_id"]
    freed = paid.filter(pl.col("description").str.contains("FGTS") & (pl.col("direction").cast(str) == "Credit"))
    with_fund = freed.join(retired.select("customer_id", "pension"), on="customer_id")
    with_fund = with_fund.filter(pl.col("month") == pl.col("pension"))
    assert with_fund["customer_id"].is_in(stops.to_list()).sum() > 0.3 * len(stops)


def test_a_13th_comes_with_a_benefit_in_two_halves_and_in_one_where_the_pension_is_new(paid: pl.DataFrame) -> None:
    dated = paid.with_columns(day=pl.col("transaction_date").dt.date(), year=pl.col("transaction_date").dt.year())
    benefits = dated.filter(pl.col("description") == "Benefício INSS")
    halves = dated.filter(pl.col("description").str.contains("13º benefício"))
    assert len(halves.join(benefits, on=["account_id", "day"], how="anti")) < 5  # an account may close in between
    parts = halves.filter(pl.col("year") < 2028).group_by("account_id", "year").len()["len"]
    assert parts.max() == 2
    assert (parts == 2).sum() > (parts == 1).sum() > 5


def test_wages_begin_in_the_twenties_where_something_was_earned_otherwise_before(paid: pl.DataFrame) -> None:
    young = paid.filter(pl.col("age") < 35)
    first = young.filter(pl.col("category") == "Salary").group_by("customer_id").agg(wage=pl.col("month").min())
    before = young.join(first, on="customer_id").filter(pl.col("month") < pl.col("wage"))
    late = before.group_by("customer_id").agg(age=pl.col("age").max(), months=pl.col("month").n_unique())
    assert (late["months"] > 4).sum() > 4
    assert late.filter(pl.col("months") > 4)["age"].is_between(19, 32).all()
