"""Leaving: some customers wind down their accounts, give back cards, redeem papers, and close everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

import lastro
from generated import customers, owners, run_of
from lastro.bank.people.months import Span
from lastro.bank.people.path.leaving import (
    NEVER,
    WINDING,
    all_leavings,
    leaves_by_portability,
    leaves_in_hardship,
    leaving,
    leaving_on,
    pay_moved,
    use_left,
)
from lastro.bank.people.path.path import path_of
from lastro.bank.people.traits import traits
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

START, CUTS = "2025-01-01", ("2025-09-01", "2025-12-01", "2026-03-01", "2026-06-01")
LAST = day("2026-10-31")
AHEAD = 120  # days in which who leaves is to be told


def test_two_to_six_in_a_hundred_leave_a_year() -> None:
    accounts = owners(count=10_000)[1]
    main = np.diff(accounts.owner, prepend=-1) > 0  # the first account of each
    year_ago = day("2025-11-01") * DAY
    here = main & (accounts.created_at < year_ago) & ((accounts.closed_at == NULL) | (accounts.closed_at >= year_ago))
    assert 0.02 <= (accounts.closed_at[here] != NULL).mean() <= 0.06


def test_a_later_as_of_moves_nobodys_closing() -> None:
    before, after = owners(count=2000)[1], owners(count=2000, as_of="2027-06-30")[1]
    kept = np.isin(after.account_id, before.account_id)
    closed = before.closed_at != NULL
    assert (after.closed_at[kept][closed] == before.closed_at[closed]).all()


def test_who_uses_the_account_little_or_is_frail_leaves_sooner() -> None:
    who = traits(run_of(), customers(10_000))
    since = np.full(len(who), day("2020-01-01") * DAY)
    stays = np.where(who.leaver, leaving(who.draws, since) - since, NEVER) / DAY
    for draw, sooner in (("activity", 1), ("frailty", -1)):
        low = who.draws.uniform(draw) < 0.5
        first, second = (np.median(stays[who.leaver & part]) for part in (low, ~low))
        assert (second - first) * sooner > 0.1 * first, draw


def test_the_use_is_usual_first_then_falls_for_months_until_the_closing() -> None:
    who = traits(run_of(), customers(2000))
    leaves = leaving_on(who.draws, np.full(len(who), day("2019-01-01") * DAY))
    left = use_left(who.draws, leaves, Span(2019 * 12, 200))
    assert (np.diff(left, axis=1) <= 1e-12).all()
    assert (left[~who.leaver] == 1).all()
    falling = ((left < 0.5) & (left > 0.07)).sum(axis=1)[who.leaver & (leaves < day("2034-01-01") * DAY)]
    assert 1 <= np.median(falling) <= WINDING[1]


@pytest.mark.parametrize("seed", [20261031, 7])
def test_some_have_their_pay_sent_on_first_and_use_the_account_less_from_then_on(seed: int) -> None:
    who, months = traits(run_of(seed=seed), customers(2000, seed=seed)), Span(2019 * 12, 200)
    leaves = leaving_on(who.draws, np.full(len(who), day("2019-06-01") * DAY))
    some = who.leaver & leaves_by_portability(who.draws) & (leaves < day("2034-01-01") * DAY)
    assert 0.35 < some.sum() / who.leaver.sum() < 0.55
    moved, left = (each(who.draws, leaves, months)[some] for each in (pay_moved, use_left))
    assert (left[~moved] == 1).all()
    before = (moved & (left > 0.4)).sum(axis=1)
    assert ((before >= 2) & (before <= 8)).all()


@pytest.mark.parametrize("seed", [20261031, 7])
def test_who_leaves_in_hardship_has_been_in_over_his_head_for_months(seed: int) -> None:
    who, months = traits(run_of(seed=seed), customers(2000, seed=seed)), Span(2020 * 12, 72)
    path, some = path_of(who, months), np.flatnonzero(leaves_in_hardship(who.draws))
    row, month = all_leavings(who.draws.at(some), months.first + months.count)
    known = month >= months.first + 24
    column = month[known] - months.first
    soon, long_before = (path.hardship[some[row[known]], column - ago].mean() for ago in (1, 20))
    assert known.sum() > 50
    assert soon > 0.5
    assert soon > 2.5 * long_before


def test_every_leaving_is_among_all_that_would_be() -> None:
    who = traits(run_of(), customers(500))
    leaves = leaving(who.draws, np.full(len(who), day("2020-01-01") * DAY))
    some = np.flatnonzero(who.leaver)
    row, month = all_leavings(who.draws.at(some), 2040 * 12)
    every = set(zip(some[row].tolist(), month.tolist(), strict=True))
    known = np.flatnonzero(leaves < day("2040-01-01") * DAY)
    when = (leaves[known] * 1_000_000).astype("datetime64[us]").astype("datetime64[M]").astype(int) + 1970 * 12
    assert set(zip(known.tolist(), when.tolist(), strict=True)) <= every


@pytest.fixture(scope="module")
def bank() -> Any:
    return lastro.open(customers=2000, history_start=START)


@pytest.fixture(scope="module")
def holders(bank: Any) -> pl.DataFrame:
    """Main accounts of who is alive, with their closing."""
    people = customers(2000, history_start=START)
    alive = bank.customers["customer_id"].filter(pl.Series(traits(run_of(history_start=START), people).died > LAST))
    main = bank.accounts.filter(pl.col("account_type").cast(str).is_in(["Checking", "Business"]))
    main = main.filter(pl.col("customer_id").is_in(alive.implode()))
    return main.select("account_id", "customer_id", "created_at", "closed_at", "overdraft_limit")


def test_leavers_had_products_and_take_none_along(bank: Any, holders: pl.DataFrame) -> None:
    gone = holders.filter(pl.col("closed_at").is_not_null())
    cards = bank.credit_cards.join(gone, on="customer_id")
    papers = bank.investments.join(gone, on="customer_id")
    loans = bank.loans.join(gone, on="customer_id")
    assert len(loans) > 4
    assert (loans["loan_status"].cast(str).is_in(["Paid Off"]) | loans["written_off_on"].is_not_null()).all()
    assert (loans["end_date"] < loans["closed_at"].dt.date()).all()
    assert len(cards) > 20
    assert len(papers) > 5
    assert cards["status"].cast(str).is_in(["Cancelled", "Expired"]).all()
    assert (cards["current_balance"] == 0).mean() > 0.97  # but for what was written off
    assert (papers["redeemed_on"] < papers["closed_at"].dt.date()).all()
    assert (bank.accounts.join(gone, on="customer_id")["status"].cast(str) == "Closed").all()


def test_postings_fall_before_the_closing(bank: Any, holders: pl.DataFrame) -> None:
    gone = holders.filter(pl.col("closed_at").dt.date() > pl.lit(START).str.to_date().dt.offset_by("14mo"))
    rows = bank.transactions.join(gone.select("account_id", "closed_at"), on="account_id")
    months = (pl.col("closed_at") - pl.col("transaction_date")).dt.total_days() // 30
    by = rows.group_by(before=months).len().sort("before")
    counts = dict(zip(by["before"], by["len"], strict=True))
    assert sum(counts.get(m, 0) for m in (0, 1)) / 2 < 0.65 * sum(counts[m] for m in (10, 11, 12, 13)) / 4


def test_pay_is_sent_on_before_some_closings(bank: Any, holders: pl.DataFrame) -> None:
    sent = bank.transactions.filter(pl.col("description").str.starts_with("Portabilidade"))
    first = sent.group_by("account_id").agg(pl.col("transaction_date").min().alias("sent_on"))
    paid = bank.transactions.filter(pl.col("category").cast(str) == "Salary")
    before = paid.join(first, on="account_id").filter(
        pl.col("transaction_date") < pl.col("sent_on").dt.offset_by("-7d")
    )
    gone = holders.join(first, on="account_id").filter(pl.col("closed_at").is_not_null())
    gone = gone.join(before.group_by("account_id").len(), on="account_id")  # who was paid here, and nothing sent on
    months = (gone["closed_at"] - gone["sent_on"]).dt.total_days() / 30
    assert len(gone) >= 2
    assert months.min() > 3
    assert months.max() < 14


def _known(bank: Any, holders: pl.DataFrame, cut: str) -> pl.DataFrame:
    """What is known of who is here on a day: products held, and what was done in the months before."""
    on, moment = pl.lit(cut).str.to_date(), pl.lit(cut).str.to_datetime()
    here = holders.filter(
        (pl.col("created_at") < moment.dt.offset_by("-6mo")) & ~(pl.col("closed_at") < moment).fill_null(False)
    )
    soon = (pl.col("closed_at") < moment.dt.offset_by(f"{AHEAD}d")).fill_null(False).cast(int)
    found = here.select("account_id", "customer_id", leaves=soon, limit=(pl.col("overdraft_limit") > 0).cast(int))
    for name, rows, begun, ended in (
        ("savings", bank.accounts.filter(pl.col("account_type").cast(str) == "Savings"), "created_at", None),
        ("cards", bank.credit_cards, "created_at", "expiry_date"),
        ("loans", bank.loans, "start_date", "end_date"),
        ("papers", bank.investments, "purchase_date", "redeemed_on"),
    ):
        held = rows.filter(pl.col(begun).cast(pl.Date) < on)
        held = held if ended is None else held.filter(~(pl.col(ended) < on).fill_null(False))
        found = found.join(held.group_by("customer_id").agg(pl.len().alias(name)), on="customer_id", how="left")
    for name, first, last in (("now", 0, 1), ("lately", 1, 3), ("before", 3, 6)):
        since, until = (moment.dt.offset_by(f"-{number}mo") for number in (last, first))
        rows = bank.transactions.filter((pl.col("transaction_date") >= since) & (pl.col("transaction_date") < until))
        credit = pl.col("amount").filter(pl.col("direction").cast(str) == "Credit").sum().cast(float)
        sums = rows.group_by("account_id").agg(
            pl.len().alias(f"n {name}"),
            credit.alias(f"in {name}"),
            pl.col("balance_after").last().cast(float).alias(f"b {name}"),
        )
        found = found.join(sums, on="account_id", how="left")
    return found.fill_null(0).with_columns(fall=pl.col("n now") / (pl.col("n before") / 3 + 0.5))


def test_behaviour_tells_who_will_leave_and_products_hardly_do(bank: Any, holders: pl.DataFrame) -> None:
    known = pl.concat([_known(bank, holders, cut) for cut in CUTS])
    leaves, groups = known["leaves"].to_numpy(), known["customer_id"].rank("dense").to_numpy()
    behaviour = [name for name in known.columns if " " in name or name == "fall"]

    def told(columns: list[str]) -> float:
        model = HistGradientBoostingClassifier(max_iter=40, max_depth=3, learning_rate=0.1, random_state=1)
        table = known.select(columns).to_numpy().astype(float)
        chance = cross_val_predict(model, table, leaves, groups=groups, cv=GroupKFold(3), method="predict_proba")
        return float(roc_auc_score(leaves, chance[:, 1]))

    assert leaves.sum() > 30
    assert told(["limit", "savings", "cards", "loans", "papers"]) <= 0.74
    assert 0.62 <= told(behaviour) <= 0.94
