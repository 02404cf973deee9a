"""Lost jobs: wages stop, severance and benefits follow, and the next wage comes from somebody else."""

from __future__ import annotations

import polars as pl
import pytest

import lastro


@pytest.fixture(scope="module")
def paid() -> pl.DataFrame:
    """What accounts were paid for work and after it, in order."""
    rows = lastro.open(customers=1000, history_start="2024-01-01").transactions
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


def test_nobody_has_two_wages_in_a_month(paid: pl.DataFrame) -> None:
    assert not _of(paid, "Salário").select("account_id", "month").is_duplicated().any()


def test_a_benefit_follows_on_severance_and_no_wage_comes_beside_it(paid: pl.DataFrame) -> None:
    benefits = _of(paid, "Seguro-desemprego")
    assert len(benefits) > 30
    assert benefits.join(_of(paid, "Salário"), on=["account_id", "month"]).is_empty()
    ended = _of(paid, "Verbas rescisórias").filter(pl.col("month") > paid["month"].min())
    late = benefits.filter(pl.col("month") > pl.lit(paid["month"].min()).dt.offset_by("6mo"))
    unexplained = late.join(ended, on="account_id", how="anti")
    assert len(unexplained) <= 0.05 * len(late)  # who has opened the account in between
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
    assert (both["changes"] <= both["ends"]).all()
    assert both["changes"].sum() > 0.7 * both["ends"].sum()  # not yet where the search goes on
