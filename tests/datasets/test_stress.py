"""Stress: what a lost job and other trouble do to wages, purchases, balances and the use of the app."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import lastro
from generated import customers, run_of
from lastro.bank.digital.sessions import looks
from lastro.bank.people.months import Span
from lastro.bank.people.path.path import path_of
from lastro.bank.people.traits import traits

COUNT, START = 1000, "2024-01-01"
MONTHS = Span(2024 * 12, 34)
DEEP = 0.6  # hardship


@pytest.fixture(scope="module")
def bank() -> Any:
    return lastro.open(customers=COUNT, history_start=START)


@pytest.fixture(scope="module")
def lives() -> pl.DataFrame:
    """The months of people whose main bank this is, with their hardship."""
    people = customers(COUNT, history_start=START)
    who = traits(run_of(history_start=START), people)
    hardship = path_of(who, MONTHS).hardship
    row, month = np.indices(hardship.shape)
    main = (who.primary & ~who.business)[row.ravel()]
    columns = {"person": row.ravel(), "n": month.ravel(), "hardship": hardship.ravel()}
    return pl.DataFrame(columns).filter(pl.Series(main))


@pytest.fixture(scope="module")
def paid(bank: Any) -> pl.DataFrame:
    """What accounts were paid for work and after it, in order."""
    rows = bank.transactions
    chosen = rows.filter(pl.col("category").cast(str).is_in(["Salary", "Severance", "Benefit"]))
    columns = ("account_id", "transaction_date", "amount", "description", "counterparty_name")
    return chosen.select(*columns, pl.col("category").cast(str), month=pl.col("transaction_date").dt.truncate("1mo"))


def _of(paid: pl.DataFrame, words: str) -> pl.DataFrame:
    return paid.filter(pl.col("description").str.starts_with(words))


def test_some_wages_stop_for_months_and_come_again(paid: pl.DataFrame) -> None:
    wages = _of(paid, "Salário")
    gaps = wages.select(gap=(pl.col("month").dt.month() + 12 * pl.col("month").dt.year()).diff().over("account_id"))
    stopped = (gaps["gap"] > 1).sum()
    assert 0.003 <= stopped / len(wages) <= 0.02
    assert gaps["gap"].max() >= 6


def test_nobody_has_two_wages_of_one_employer_in_a_month(paid: pl.DataFrame) -> None:
    assert not _of(paid, "Salário").select("account_id", "month", "counterparty_name").is_duplicated().any()


def test_a_benefit_follows_on_severance_and_no_wage_comes_beside_it(paid: pl.DataFrame, bank: Any) -> None:
    benefits = _of(paid, "Seguro-desemprego")
    assert len(benefits) > 30
    assert benefits.join(_of(paid, "Salário"), on=["account_id", "month"]).is_empty()
    ended = _of(paid, "Verbas rescisórias").filter(pl.col("month") > paid["month"].min())
    old = bank.accounts.select("account_id", known=pl.col("created_at").dt.offset_by("6mo"))
    late = benefits.filter(pl.col("month") > pl.lit(paid["month"].min()).dt.offset_by("6mo"))
    late = late.join(old, on="account_id").filter(pl.col("month") > pl.col("known"))  # else severance went elsewhere
    unexplained = late.join(ended, on="account_id", how="anti")
    assert len(unexplained) <= 0.05 * len(late)
    assert benefits.group_by("account_id", pl.col("month").dt.year()).len()["len"].max() <= 5


def test_benefits_keep_to_the_minimum_wage_and_to_the_ceiling(paid: pl.DataFrame) -> None:
    of_2026 = _of(paid, "Seguro-desemprego").filter(pl.col("month").dt.year() == 2026)
    assert 1_518 <= of_2026["amount"].min() <= of_2026["amount"].max() <= 2_518.65  # it may have begun in 2025


def test_the_payer_changes_when_a_job_has_ended_and_only_then(paid: pl.DataFrame) -> None:
    wages = _of(paid, "Salário").sort("account_id", "transaction_date")
    changed = (pl.col("counterparty_name") != pl.col("counterparty_name").shift(1)).sum()
    changes = wages.group_by("account_id").agg(changes=changed)
    ends = _of(paid, "Verbas rescisórias").group_by("account_id").agg(ends=pl.len())
    both = changes.join(ends, on="account_id", how="left").with_columns(pl.col("ends").fill_null(0))
    assert (both["changes"] <= both["ends"]).mean() > 0.97  # an employer may have left the bank
    assert both["changes"].sum() > 0.7 * both["ends"].sum()  # not yet where the search goes on


def _monthly(bank: Any, lives: pl.DataFrame, rows: pl.DataFrame, when: str, *sums: pl.Expr) -> pl.DataFrame:
    """Sums of rows by customer and month, beside their hardship; each month that had none is left out."""
    people = bank.customers.select("customer_id").with_row_index("person")
    month = (pl.col(when).dt.year().cast(pl.Int64) - 2024) * 12 + pl.col(when).dt.month() - 1
    of_month = rows.join(people, on="customer_id").group_by(pl.col("person").cast(pl.Int64), n=month).agg(*sums)
    return lives.join(of_month.with_columns(pl.col("n").cast(pl.Int64)), on=["person", "n"])


@pytest.fixture(scope="module")
def months(bank: Any, lives: pl.DataFrame) -> pl.DataFrame:
    """What happened on checking accounts, by customer and month."""
    checking = bank.accounts.filter(pl.col("account_type").cast(str) == "Checking")
    rows = bank.transactions.join(checking.select("account_id", "customer_id", "overdraft_limit"), on="account_id")
    shops = pl.col("channel").cast(str) == "POS"
    return _monthly(
        bank, lives, rows, "transaction_date",
        shops.sum().alias("purchases"),
        pl.col("amount").filter(shops).sum().cast(float).alias("spent"),
        pl.col("balance_after").min().cast(float).alias("lowest"),
        pl.col("overdraft_limit").first().cast(float).alias("limit"),
    )  # fmt: skip


def test_purchases_shrink_with_trouble(months: pl.DataFrame) -> None:
    calm, deep = months.filter(pl.col("hardship") == 0), months.filter(pl.col("hardship") > DEEP)
    assert deep["purchases"].mean() < 0.85 * calm["purchases"].mean()
    assert deep["spent"].mean() < 0.80 * calm["spent"].mean()


def test_balances_fall_and_overdrafts_deepen_with_trouble(months: pl.DataFrame) -> None:
    able = months.filter(pl.col("limit") > 0)
    overdrawn = able.group_by(deep=pl.col("hardship") > DEEP).agg(share=(pl.col("lowest") < 0).mean()).sort("deep")
    assert overdrawn["share"][1] > 1.8 * overdrawn["share"][0]
    calm, deep = months.filter(pl.col("hardship") == 0), months.filter(pl.col("hardship") > DEEP)
    assert deep["lowest"].median() < 0.7 * calm["lowest"].median()


def test_debts_elsewhere_are_paid_off_only_while_they_press(bank: Any, lives: pl.DataFrame) -> None:
    rows = bank.transactions.filter(pl.col("counterparty_name").str.starts_with("Financeira"))
    rows = rows.join(bank.accounts.select("account_id", "customer_id"), on="account_id")
    paid = _monthly(bank, lives, rows, "transaction_date", pl.len().alias("bills"))
    assert len(paid) > 100
    assert (paid["hardship"] > 0.1).mean() > 0.97  # a bill of a month's end is paid in the next


def test_the_app_is_opened_more_in_a_worry_and_less_over_ones_head() -> None:
    people = traits(run_of(), customers(10_000))
    seen, hardship = looks(people, MONTHS).reshape(len(people), -1), path_of(people, MONTHS).hardship
    calm, worried = seen[hardship == 0].mean(), seen[(hardship > 0.25) & (hardship < 0.5)].mean()
    assert worried > 1.2 * calm
    assert seen[hardship > 0.9].mean() < 0.8 * calm
