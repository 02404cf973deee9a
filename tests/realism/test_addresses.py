"""Every customer and branch has the CEP, DDD and IBGE code of its city, and most customers a branch in their market."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from generated import branches, customers, reference, run_of
from lastro.brazil.markets import Markets

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[str, ...]]]
SEEDS = (20261031, 7)


def located(seed: int, dataset: str) -> pl.DataFrame:
    """10,000 customers or 2,000 branches beside what the table of municipalities says of their cities."""
    made = customers(count=10_000, seed=seed) if dataset == "customers" else branches(2000, seed=seed)
    records = pl.DataFrame(made.columns).select("city", "state", "ibge_code", "postal_code", "phone_number")
    known = pl.DataFrame(reference("municipalities")).rename({"uf": "state", "ibge_code": "own"})
    return records.join(known, on=["city", "state"], how="left", validate="m:1")


@pytest.mark.parametrize("dataset", ["customers", "branches"])
@pytest.mark.parametrize("seed", SEEDS)
def test_code_ddd_and_cep_are_those_of_the_city(seed: int, dataset: str) -> None:
    places = located(seed, dataset)
    ranges = places.with_row_index().with_columns(pl.col("ceps").str.split(" ")).explode("ceps")
    first, last = (ranges["ceps"].str.slice(start, 9) for start in (0, 11))
    inside = ranges.filter((first <= ranges["postal_code"]) & (ranges["postal_code"] <= last))["index"]
    assert inside.to_list() == list(range(len(places)))
    assert (places["phone_number"].str.slice(4, 2) == places["ddd"]).all()
    assert (places["ibge_code"].cast(pl.String) == places["own"]).all()


def test_postings_and_digital_events_name_cities_of_the_table(rows: Rows) -> None:
    known = {(row["city"], row["uf"]) for row in reference("municipalities")}
    for dataset in ("transactions", "digital_activity"):
        seen = rows(f"SELECT DISTINCT city, state FROM {dataset} WHERE city IS NOT NULL")
        assert len(seen) > 100
        assert set(seen) <= known


def test_most_customers_have_a_branch_in_their_home_market(rows: Rows) -> None:
    """Two thousand customers have twenty markets, and each of the first fifty has a branch."""
    markets = Markets(run_of())
    found = rows(
        "SELECT c.city, c.state, b.city AS office, b.state AS office_state "
        "FROM accounts a JOIN customers c USING (customer_id) JOIN branches b USING (branch_id)"
    )
    pairs = pl.DataFrame(found, schema=["city", "state", "office", "office_state"], orient="row")
    home = markets.of[markets.places.find(pairs["city"], pairs["state"])]
    office = markets.of[markets.places.find(pairs["office"], pairs["office_state"])]
    assert 0.8 < (home == office).mean() < 0.95
    assert (pairs["state"] == pairs["office_state"]).mean() > 0.9


def test_no_branch_is_without_accounts_and_none_has_half_of_them(number: Find) -> None:
    accounts = "SELECT count(account_id) AS n FROM branches LEFT JOIN accounts USING (branch_id) GROUP BY branch_id"
    assert number(f"SELECT count(*) FROM ({accounts}) WHERE n = 0") <= 10
    assert number(f"SELECT max(n) / sum(n) FROM ({accounts})") < 0.3
