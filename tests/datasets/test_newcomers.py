"""Newcomers: customers go on joining after base_date, and move nobody who was there before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import builds
import lastro
from finished_bank import finished
from generated import customers, misplaced, records
from lastro.bank.relations.newcomers import brought_by, is_newcomer, place_of
from lastro.checks.run import check
from lastro.engine.build.join import driver_blocks, sorted_driver
from lastro.engine.random.keys import HAND_MADE, NULL_KEY
from lastro.engine.rewind.changes import Granularity, all_changes
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import positions

LATER = {"as_of": "2027-12-31"}
BANK = {"customers": "300", "history_start": "2026-10-15", "as_of": "2027-01-31"}


def ids(rows: Any) -> list[int]:
    found: list[int] = rows.customer_id.tolist()
    return found


def test_a_newcomer_stands_behind_who_brings_it_and_has_a_number_above_all_others() -> None:
    ordinals = np.arange(9, dtype=np.uint64)
    assert brought_by(ordinals).tolist() == (50_000_000 + np.arange(9)).tolist()
    assert (place_of(brought_by(ordinals)) == ordinals).all()
    others = np.append(ordinals, HAND_MADE + np.uint64(50_000_001))
    assert (place_of(others) == others).all()
    assert not is_newcomer(others).any()


def test_the_last_newcomers_of_all_have_numbers_that_nobody_else_has() -> None:
    bank = lastro.open(customers="50000000", history_start="2027-06-10", as_of="2027-06-15")
    blocks = [bank._chain.block(first, ["customers", "accounts", "credit_cards"]) for first in (5_999_000, 49_999_000)]
    for dataset, column in (("customers", "cpf"), ("accounts", "account_number"), ("credit_cards", "card_number")):
        found = [text for block in blocks for text in block[dataset].columns[column] if text]
        assert len(set(found)) == len(found) > 1000, dataset
    assert [is_newcomer(block["customers"].customer_id).sum() > 50 for block in blocks] == [True, False]


def test_nobody_new_is_there_by_base_date() -> None:
    assert not is_newcomer(customers().customer_id).any()


def test_customers_join_in_each_month_after_base_date_about_as_often_as_before() -> None:
    rows = customers(10_000, **LATER)
    joined = rows.created_at[is_newcomer(rows.customer_id)] // DAY
    months = np.bincount((joined - day("2026-11-01")) * 14 // (day("2028-01-01") - day("2026-11-01")), minlength=14)
    before = (customers(10_000).created_at >= day("2025-11-01") * DAY).sum() / 12
    assert joined.min() > day("2026-10-31")
    assert (months > 0.6 * before).all()
    assert 0.8 * before < months[:4].mean() < 1.15 * before


def test_a_later_as_of_adds_customers_and_moves_none() -> None:
    earlier, later = customers(as_of="2027-03-31"), customers(**LATER)
    kept = np.isin(later.customer_id, earlier.customer_id)
    assert np.flatnonzero(~kept).size > 50
    assert (later.created_at[~kept] > earlier.created_at.max()).all()
    left = later.take(kept)
    for name in ("customer_id", "birth_date", "created_at", "monthly_income", "postal_code"):
        assert list(left.columns[name]) == list(earlier.columns[name]), name


def test_a_bank_of_more_customers_has_the_same_newcomers_among_the_first() -> None:
    few, many = ids(customers(1000, **LATER)), ids(customers(2000, **LATER))
    assert many[: len(few)] == few


def test_newcomers_do_not_depend_on_the_block_they_are_made_in() -> None:
    whole, part = ids(customers(1000, **LATER)), ids(customers(40, 700, **LATER))
    start = whole.index(part[0])
    assert len(part) > 40
    assert whole[start : start + len(part)] == part


def test_newcomers_are_of_age_when_they_join_and_have_numbers_of_their_own() -> None:
    rows = customers(10_000, **LATER)
    new = is_newcomer(rows.customer_id)
    people = new & (rows.customer_type == 0)
    age = (rows.created_at[people] // DAY - rows.birth_date[people]) / 365.2425
    assert 17.99 < age.min() < 18.5
    for column in ("email", "cpf", "cnpj"):
        texts = [text for text in rows.columns[column] if text]
        assert len(texts) == len(set(texts)), column
    assert [misplaced(record) for record in records(rows.take(np.flatnonzero(new)[:300]))] == [[]] * 300


def test_some_newcomers_come_home_to_a_household_that_was_one_before_and_its_rows_stay() -> None:
    rows = customers(1000, **LATER)
    new, here = is_newcomer(rows.customer_id), rows.household_id != NULL_KEY
    bringer = positions(place_of(rows.customer_id), rows.customer_id)
    home = np.flatnonzero(new & here)
    assert 0.03 < len(home) / new.sum() < 0.4
    assert (rows.household_id[home] == rows.household_id[bringer[home]]).all()
    for name in ("address", "postal_code", "city"):
        texts = np.array(list(rows.columns[name]))
        assert (texts[home] == texts[bringer[home]]).all(), name
    head = positions(rows.household_id[home], rows.customer_id)
    known = head >= 0
    gap = (rows.birth_date[home] - rows.birth_date[head])[known] / 365.2425
    assert gap.min() > 18
    before = customers(1000)
    assert (before.household_id == rows.household_id[~new]).all()


def test_newcomers_work_for_companies_of_the_bank_and_share_with_who_lives_with_them() -> None:
    bank = lastro.open(customers=1000, history_start="2027-03-01", as_of="2027-06-30")
    newer = bank.customers.filter(pl.col("created_at") > pl.lit("2026-11-01").str.to_datetime())
    owner = bank.accounts.select("account_id", "customer_id")
    inside = bank.transactions.filter(pl.col("counterparty_account_id").is_not_null())
    inside = inside.join(owner, on="account_id").join(
        owner.rename({"account_id": "counterparty_account_id", "customer_id": "other_id"}), on="counterparty_account_id"
    )
    theirs = inside.filter(pl.col("customer_id").is_in(newer["customer_id"].implode()))
    wages = theirs.filter((pl.col("category").cast(str) == "Salary") & (pl.col("direction").cast(str) == "Credit"))
    assert len(wages) > 0
    firms = bank.customers.filter(pl.col("customer_type").cast(str) == "Business")["customer_id"]
    assert wages["other_id"].is_in(firms.implode()).all()
    homes = bank.customers.select("customer_id", "household_id").drop_nulls()
    pairs = theirs.join(homes, on="customer_id").join(
        homes.rename({"customer_id": "other_id", "household_id": "their_home"}), on="other_id"
    )
    assert len(pairs.filter(pl.col("household_id") == pl.col("their_home"))) > 2


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return finished(tmp_path_factory.mktemp("last"), **BANK)


def test_a_bank_with_newcomers_breaks_no_rule(built: Any) -> None:
    folder = built.path("customers").parent
    found = check(folder, builds.NAMES, day_of("history_start"), day_of("as_of"), "valid")
    assert [line for line in found.lines() if line["violations"]] == []


def day_of(name: str) -> Any:
    return pl.Series([BANK[name]]).str.to_date()[0]


def test_an_earlier_day_without_the_later_newcomers_comes_out_of_the_last(built: Any, tmp_path: Path) -> None:
    builds.make(tmp_path, **{**BANK, "as_of": "2026-12-17"})
    (tmp_path / "rewound").mkdir()
    write_snapshot(built, day("2026-12-17"), tmp_path / "rewound")
    files = [(tmp_path / f"{name}.json", tmp_path / "rewound" / f"{name}.json") for name in built.names]
    assert [one.name for one, other in files if one.read_bytes() != other.read_bytes()] == []


def test_a_feed_inserts_a_newcomer_on_the_day_of_joining_behind_who_stood_there(built: Any) -> None:
    first, last = day("2026-12-01"), day("2027-01-31")
    (found,) = (
        changes for name, changes in all_changes(built.block(0), first, last, Granularity()) if name == "customers"
    )
    new = found.changes.new
    rows = built.block(0).rows("customers")
    joined = rows.created_at // DAY
    wanted = np.flatnonzero((joined >= first) & (joined <= last))
    assert len(wanted) > 5
    assert sorted(found.changes.row[new].tolist()) == wanted.tolist()
    assert (found.changes.day[new] == joined[found.changes.row[new]]).all()
    assert is_newcomer(rows.customer_id[wanted]).all()


def test_customers_in_another_order_are_brought_back_into_that_of_the_blocks() -> None:
    rows = customers(1000, **LATER)
    mixed = rows.take(np.random.default_rng(1).permutation(len(rows)))
    (back,) = sorted_driver(iter([mixed]))
    assert ids(back) == ids(rows)
    blocks = driver_blocks("customers", iter([customers(3000, **LATER)]), 500, 1000)
    assert [ids(block)[0] for block in blocks] == [0, 1000, 2000]


def test_newcomers_pay_customers_and_are_paid_by_them() -> None:
    bank = lastro.open(customers=1000, history_start="2027-03-01", as_of="2027-04-30")
    newer = bank.customers.filter(pl.col("created_at") > pl.lit("2026-11-01").str.to_datetime())
    theirs = bank.accounts.filter(pl.col("customer_id").is_in(newer["customer_id"].implode()))["account_id"].implode()
    inside = bank.transactions.filter(
        pl.col("counterparty_account_id").is_not_null() & (pl.col("category") == "Transfer")
    )
    assert len(newer) > 50
    for mine, others in (("account_id", "counterparty_account_id"), ("counterparty_account_id", "account_id")):
        met = inside.filter(
            pl.col(mine).is_in(theirs) & ~pl.col(others).is_in(theirs) & (pl.col("direction") == "Debit")
        )
        assert len(met) > 2, mine
