"""Deaths: people die by age and sex; what they did ends, contracts are settled, and heirs get what is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import builds
import lastro
from finished_bank import finished
from generated import contracts, customers, died, owners, run_of
from lastro.bank.people.path.death import ESTATE, HEARD_AFTER, NO_DEATH, heard_on
from lastro.bank.people.traits import traits
from lastro.bank.relations.households import households, is_woman
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

LONG = {"history_start": "2021-01-01"}
START, END = day("2021-01-01"), day("2026-10-31")
CLOSED_FOR_HEIRS = "Encerramento de conta por falecimento"
# Shares dying a year by age at the beginning of the history, near those of the life table in brazil/ages/mortality.py
BANDS = {(18, 40): (0.0008, 0.0025), (40, 60): (0.003, 0.009), (60, 75): (0.014, 0.030), (75, 101): (0.045, 0.095)}


def _lived(of: Any) -> tuple[Any, Any]:
    """Years that people have lived as customers, and whether they died in them."""
    who, people = traits(run_of(**LONG), of), of
    since = np.maximum(people.created_at // DAY, START)
    return np.maximum(np.minimum(who.died, END) - since, 0) / 365.25, ~who.business & (who.died <= END)


def test_as_many_die_a_year_as_in_the_country_and_more_the_older_they_are() -> None:
    people = customers(10_000, **LONG)
    who = traits(run_of(**LONG), people)
    years, dead = _lived(people)
    assert 0.005 < dead.sum() / years[~who.business].sum() < 0.009
    for (young, old), (low, high) in BANDS.items():
        some = ~who.business & (who.age >= young) & (who.age < old)
        assert low < dead[some].sum() / years[some].sum() < high, (young, old)


def test_men_die_sooner_than_women_and_firms_never() -> None:
    people, run = customers(10_000, **LONG), run_of(**LONG)
    who = traits(run, people)
    women = is_woman(run, households(run, people.customer_id), who.draws)
    years, dead = _lived(people)
    shares = [dead[some].sum() / years[some].sum() for some in (~who.business & ~women, ~who.business & women)]
    assert shares[0] > 1.2 * shares[1]
    assert (who.died[who.business] == NO_DEATH).all()


def test_nobody_dies_before_joining_and_accounts_are_closed_three_to_ten_months_later() -> None:
    people, accounts = owners(10_000, **LONG)
    who = traits(run_of(**LONG), people)
    assert (who.died > np.maximum(people.created_at // DAY, START)).all()
    ends, closed = who.died[accounts.owner], accounts.closed_at
    assert (accounts.created_at < ends * DAY).all()
    gone = (closed != NULL) & (ends * DAY < closed)
    after = closed[gone] // DAY - ends[gone]
    assert gone.sum() > 150
    assert after.min() >= HEARD_AFTER[0] + ESTATE[0]
    assert after.max() <= HEARD_AFTER[1] + ESTATE[1] + 7
    assert (closed[ends < END - HEARD_AFTER[1] - ESTATE[1] - 7] != NULL).all()


@pytest.mark.parametrize("dataset", ["loans", "credit_cards", "investments"])
def test_nothing_is_granted_to_the_dead(dataset: str) -> None:
    rows = contracts(dataset, 1000, **LONG)
    begun = {"loans": "start_date", "credit_cards": "created_at", "investments": "purchase_date"}[dataset]
    days = rows.columns[begun] // DAY if begun == "created_at" else rows.columns[begun]
    assert (days < died(rows, owners(1000, **LONG)[0], **LONG)).all()


def test_cards_of_the_dead_are_cancelled_papers_redeemed_and_loans_settled_or_in_arrears() -> None:
    people = owners(1000, **LONG)[0]
    known = END - HEARD_AFTER[1] - ESTATE[1] - 7
    papers = contracts("investments", 1000, **LONG)
    assert (papers.redeemed_on[died(papers, people, **LONG) < known] != NULL).all()
    cards = contracts("credit_cards", 1000, **LONG)
    heard = heard_on(run_of(**LONG).draws("customers", cards.customer_id), died(cards, people, **LONG))
    status = cards.columns["status"][heard <= END]
    assert len(status) > 5
    assert np.isin(status, [2, 3]).all()  # expired or cancelled
    loans = contracts("loans", 1000, **LONG)
    gone = died(loans, people, **LONG) < known
    assert ((loans.outstanding_balance == 0) | (loans.days_past_due > 0))[gone].all()


@pytest.fixture(scope="module")
def bank() -> Any:
    return lastro.open(customers=300, branches=5, **LONG)


@pytest.fixture(scope="module")
def dead(bank: Any) -> pl.DataFrame:
    """Customers who have died, with the day; not those who had left before."""
    who = traits(run_of(**LONG), customers(300, **LONG))
    days = pl.Series(who.died.astype(np.int32)).cast(pl.Date)
    found = pl.DataFrame({"customer_id": bank.customers["customer_id"], "died": days})
    return found.filter(pl.col("died") <= pl.lit("2026-10-31").str.to_date())


def test_nothing_is_done_by_hand_after_death(bank: Any, dead: pl.DataFrame) -> None:
    mine = bank.accounts.join(dead, on="customer_id").select("account_id", "died", "customer_id")
    after = pl.col("transaction_date").dt.date() >= pl.col("died")
    rows = bank.transactions.join(mine, on="account_id").filter(after)
    assert rows["customer_id"].n_unique() >= 3
    assert set(rows["channel"].cast(str)) == {"System"}
    seen = bank.digital_activity.join(dead, on="customer_id")
    assert len(seen) > 100
    assert (seen["timestamp"].dt.date() < seen["died"]).all()


def test_direct_debits_go_on_until_the_bank_hears_of_it(bank: Any, dead: pl.DataFrame) -> None:
    mine = bank.accounts.join(dead, on="customer_id").select("account_id", "died")
    rows = bank.transactions.join(mine, on="account_id")
    rows = rows.filter(pl.col("description").str.starts_with("Débito automático - "))
    late = (rows["transaction_date"].dt.date() - rows["died"]).dt.total_days()
    assert 0 <= late.max() < HEARD_AFTER[1]


def test_heirs_get_what_is_left_to_the_cent(bank: Any, dead: pl.DataFrame) -> None:
    """The last posting of an account closed for heirs pays out all that stood there, to somebody else."""
    mine = bank.accounts.join(dead, on="customer_id").filter(pl.col("closed_at").dt.date() > pl.col("died"))
    rows = bank.transactions.join(mine.select("account_id", "customer_id"), on="account_id")
    rows = rows.sort("account_id", "posting_number")
    signed = pl.when(pl.col("direction").cast(str) == "Credit").then(pl.col("amount")).otherwise(-pl.col("amount"))
    before = (pl.col("balance_after") - signed).alias("before")
    last = rows.with_columns(before).group_by("account_id", maintain_order=True).last()
    paid = last.filter(pl.col("description").str.starts_with(CLOSED_FOR_HEIRS))
    assert len(paid) >= 3
    assert (paid["amount"] == paid["before"].abs()).all()
    assert (last["balance_after"] == 0).all()
    names = paid.join(bank.customers.select("customer_id", "name"), on="customer_id")
    assert (names["counterparty_name"] != names["name"]).all()


SMALL = {"customers": "150", "branches": "3", "history_start": "2025-01-01"}


@pytest.fixture(scope="module")
def days() -> list[str]:
    """Six days about a death and the closing that follows it, of the first who died early enough in a small bank."""
    given = {"history_start": SMALL["history_start"]}
    people, accounts = owners(150, **given)
    ends = traits(run_of(**given), people).died[accounts.owner]
    some = np.flatnonzero((accounts.closed_at != NULL) & (accounts.closed_at > ends * DAY))[0]
    death, closing = int(ends[some]), int(accounts.closed_at[some]) // DAY
    about = (death - 1, death, death + HEARD_AFTER[1], closing - 1, closing, closing + 1)
    return [str(np.datetime64(each, "D")) for each in about]


@pytest.mark.long
def test_no_earlier_day_knows_of_a_death_and_each_comes_out_of_the_last(days: list[str], tmp_path: Path) -> None:
    last = finished(tmp_path / "last", **SMALL)
    for iso in days:
        built, rewound = tmp_path / f"built {iso}", tmp_path / f"rewound {iso}"
        built.mkdir()
        rewound.mkdir()
        builds.make(built, **SMALL, as_of=iso)
        write_snapshot(last, day(iso), rewound)
        for name in last.names:
            assert (rewound / f"{name}.json").read_bytes() == (built / f"{name}.json").read_bytes(), (iso, name)
