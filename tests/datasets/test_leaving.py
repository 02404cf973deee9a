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
from lastro.bank.people.path.leaving import NEVER, WINDING, chances, leaving, leaving_on, pay_moved, use_left
from lastro.bank.people.path.path import path_of
from lastro.bank.people.path.troubles import in_debt
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


def test_who_uses_the_account_little_leaves_sooner() -> None:
    who = traits(run_of(), customers(10_000))
    since = np.full(len(who), day("2020-01-01") * DAY)
    stays = np.where(who.leaver, leaving(who.draws, since) - since, NEVER) / DAY
    low = who.draws.uniform("activity") < 0.5
    assert np.median(stays[who.leaver & low]) < 0.85 * np.median(stays[who.leaver & ~low])


@pytest.mark.parametrize("seed", [20261031, 7])
def test_who_is_in_debt_or_has_pay_sent_on_leaves_oftener_in_the_months_after(seed: int) -> None:
    """Told by the path of the month in which the winding down begins at the earliest; leavers only."""
    who, months = traits(run_of(seed=seed), customers(10_000, seed=seed)), Span(2024 * 12, 24)
    who = who.take(np.flatnonzero(who.leaver))
    path, moved = path_of(who, months), pay_moved(who.draws, months)
    left = use_left(who.draws, np.full(len(who), NEVER), months) < 0.8
    for reason, times in ((path.hardship > 0.6, 1.2), (moved, 1.8), (left, 1.6)):
        gone = np.zeros((2, 2))
        for column in (0, 6, 12, 18):
            start = day(f"{2024 + (column + 1) // 12}-{(column + 1) % 12 + 1:02}-01") * DAY
            soon = leaving(who.draws, np.full(len(who), start)) < start + 210 * DAY
            for told in (0, 1):
                gone[told] += [soon[reason[:, column] == told].sum(), (reason[:, column] == told).sum()]
        usual, oftener = gone[:, 0] / gone[:, 1]
        assert oftener > times * usual, (usual, oftener)


def test_the_chance_of_leaving_reads_the_months_before_and_none_after() -> None:
    draws = traits(run_of(), customers(2000)).draws
    first = np.full(len(draws), 2024 * 12)
    moved, debt = pay_moved(draws, Span(2024 * 12 - 1, 2)), in_debt(draws, first - 1, 2)
    now = chances(draws, first)[:, 0]
    same = chances(draws, first - 1)[:, 1]
    assert (now == same).all()
    begun = ~moved[:, 0] & moved[:, 1] & (debt[:, 0] == debt[:, 1])
    assert begun.any()
    later = chances(draws, first)[:, 1]
    assert (later[begun] > now[begun]).all()  # a month after pay has moved, not in it


def test_debts_that_bear_upon_leaving_are_those_of_the_path() -> None:
    who, months = traits(run_of(), customers(2000)), Span(2025 * 12, 24)
    debts = in_debt(who.draws, np.full(len(who), months.first), months.count)
    assert 0.02 < debts.mean() < 0.1
    assert (path_of(who, months).hardship[debts] > 0.2).all()


def test_the_use_is_usual_first_then_falls_for_months_until_the_closing() -> None:
    who, months = traits(run_of(), customers(2000)), Span(2019 * 12, 200)
    leaves = leaving_on(who.draws, np.full(len(who), day("2019-01-01") * DAY))
    left, stays = (use_left(who.draws, each, months) for each in (leaves, np.full(len(who), NEVER)))
    winding = left / stays
    assert (np.diff(winding, axis=1) <= 1e-12).all()
    assert (winding[~who.leaver] == 1).all()
    falling = ((winding < 1) & (winding > 0.07)).sum(axis=1)[who.leaver & (leaves < day("2034-01-01") * DAY)]
    assert 1 <= np.median(falling) <= WINDING[1]
    assert 0.9 < stays.mean() < 1
    back = (stays[:, :-1] < 0.9) & (stays[:, 1:] == 1)
    assert back.any(axis=1).sum() > 100  # most who drift away come back


def test_a_closing_is_the_same_whatever_day_before_it_is_asked_from() -> None:
    who = traits(run_of(), customers(2000))
    since = np.full(len(who), day("2020-01-01") * DAY)
    first = leaving(who.draws, since)
    some = np.flatnonzero(first < NEVER)
    assert (leaving(who.draws.at(some), first[some] - 1) == first[some]).all()
    half = since[some] + (first[some] - since[some]) // 2
    assert (leaving(who.draws.at(some), half) == first[some]).all()
    assert (leaving(who.draws.at(some), first[some]) > first[some]).all()


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
    assert sum(counts.get(m, 0) for m in (0, 1)) / 2 < 0.75 * sum(counts[m] for m in (5, 6, 7, 8)) / 4


def test_pay_is_sent_on_by_some_who_stay_and_by_more_who_leave(bank: Any, holders: pl.DataFrame) -> None:
    sent = bank.transactions.filter(pl.col("description").str.starts_with("Portabilidade"))
    first = sent.group_by("account_id").agg(pl.col("transaction_date").min().alias("sent_on"))
    paid = bank.transactions.filter(pl.col("category").cast(str) == "Salary")
    before = paid.join(first, on="account_id").filter(
        pl.col("transaction_date") < pl.col("sent_on").dt.offset_by("-7d")
    )
    moved = holders.join(before.select("account_id").unique(), on="account_id")  # paid here, and nothing sent on first
    gone = moved.filter(pl.col("closed_at").is_not_null())
    assert len(moved) > len(gone) > 0


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
