"""Branches: the bank's offices."""

from __future__ import annotations

import re

import numpy as np
import phonenumbers
import polars as pl

from branches import MOST, shared_out
from builds import datasets
from generated import AS_OF_END, branches, customers, misplaced, records, run_of
from lastro.bank.settings import SETTINGS
from lastro.brazil.markets import Markets
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day


def test_each_branch_stands_in_the_home_market_of_the_hundred_of_its_number() -> None:
    markets = Markets(run_of())
    network = branches(count=100)
    places = markets.places.find(network.city, network.state)
    assert markets.of[places].tolist() == markets.of_hundreds(np.arange(100, dtype=np.uint64)).tolist()


def test_the_first_branch_of_a_market_stands_in_its_largest_city() -> None:
    markets, seen = Markets(run_of()), set()
    for city, state in zip(branches().city, branches().state, strict=True):
        (place,) = markets.places.find(pl.Series([city]), pl.Series([state]))
        if (market := markets.of[place]) not in seen:
            assert markets.places.people[place] == markets.places.people[markets.of == market].max()
        seen.add(market)
    assert len(seen) > 30


def test_branches_do_not_follow_customers() -> None:
    assert "customers" not in datasets()["branches"].upstream
    assert "bank.customers" not in datasets()["branches"].settings


def test_more_branches_leave_the_first_ones_as_they_are() -> None:
    assert records(branches(count=120))[:50] == records(branches())


def test_names_and_codes_are_unique_however_many_there_are() -> None:
    network = branches(count=MOST)
    for column in ("branch_name", "branch_code"):
        assert network.columns[column].n_unique() == MOST


def test_the_setting_allows_as_many_as_there_are_codes() -> None:
    assert SETTINGS.types["bank.branches"].high == MOST
    assert branches(count=MOST).columns["branch_code"].min() >= "1000"


def test_texts_match_the_patterns_that_their_columns_declare() -> None:
    for name, column in columns_of(branches().row).items():
        if column.pattern:
            assert all(re.fullmatch(column.pattern, branch[name]) for branch in records(branches()))


def test_code_telephone_and_postal_code_are_the_citys() -> None:
    for branch in records(branches(count=2000)):
        assert misplaced(branch) == []


def test_every_telephone_is_a_fixed_line() -> None:
    for branch in records(branches()):
        number = phonenumbers.parse(branch["phone_number"], "BR")
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE


def test_branches_open_on_business_days_before_the_first_customer() -> None:
    first = customers().created_at.min()
    for branch in records(branches()):
        assert branch["created_at"] < first
        assert np.datetime64(int(branch["created_at"] // DAY), "D").item().weekday() < 5
        assert branch["created_at"] <= branch["updated_at"] <= AS_OF_END


def test_an_earlier_as_of_has_the_same_branches() -> None:
    earlier = records(branches(as_of="2024-03-31"))
    for then, now in zip(earlier, records(branches()), strict=True):
        assert {**then, "updated_at": 0} == {**now, "updated_at": 0}
        assert then["updated_at"] < day("2024-04-01") * DAY


def test_the_address_names_the_neighbourhood_of_the_branch() -> None:
    for branch in records(branches()):
        neighbourhood = branch["branch_name"].removeprefix("Agência ").split(" - ")[0]
        assert branch["address"].endswith(f" - {neighbourhood}")


def test_seats_go_where_most_people_are() -> None:
    city, number = shared_out(np.array([100.0, 60.0, 30.0]), 6)
    assert city.tolist() == [0, 1, 0, 0, 1, 2]
    assert number.tolist() == [0, 0, 1, 2, 1, 0]
