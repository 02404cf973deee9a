"""Branches: the bank's offices."""

from __future__ import annotations

import re

import numpy as np
import phonenumbers

from branches import MOST, shared_out
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day
from root_bank import AS_OF_END, records, reference, some_branches, some_customers, states


def test_the_first_branches_are_in_the_biggest_cities() -> None:
    assert [branch["city"] for branch in records(some_branches())[:3]] == ["São Paulo", "Rio de Janeiro", "São Paulo"]
    assert len({branch["city"] for branch in records(some_branches())}) > 20


def test_more_branches_leave_the_first_ones_as_they_are() -> None:
    assert records(some_branches(count=120))[:50] == records(some_branches())


def test_names_and_codes_are_unique_however_many_there_are() -> None:
    network = some_branches(count=MOST)
    for column in ("branch_name", "branch_code"):
        assert network.columns[column].n_unique() == MOST


def test_texts_match_the_patterns_that_their_columns_declare() -> None:
    for name, column in columns_of(some_branches().row).items():
        if column.pattern:
            assert all(re.fullmatch(column.pattern, branch[name]) for branch in records(some_branches()))


def test_every_telephone_is_a_fixed_line_of_the_state() -> None:
    ddd = {(r["city"], r["uf"]): r["ddd"] for r in reference("cities")}
    for branch in records(some_branches()):
        number = phonenumbers.parse(branch["phone_number"], "BR")
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
        assert branch["phone_number"][4:6] == ddd[branch["city"], branch["state"]]


def test_the_postal_code_lies_in_the_state_and_in_capitals_in_the_capitals_range() -> None:
    for branch in records(some_branches(count=400)):
        areas = ["state"] + ["capital"] * (branch["city"] == states()[branch["state"]]["capital"])
        for area in areas:
            own = [r for r in reference("cep_ranges") if r["uf"] == branch["state"] and r["area"] == area]
            assert any(r["first"] <= branch["postal_code"] <= r["last"] for r in own)


def test_branches_open_on_business_days_before_the_first_customer() -> None:
    first = some_customers().created_at.min()
    for branch in records(some_branches()):
        assert branch["created_at"] < first
        assert np.datetime64(int(branch["created_at"] // DAY), "D").item().weekday() < 5
        assert branch["created_at"] <= branch["updated_at"] <= AS_OF_END


def test_an_earlier_as_of_has_the_same_branches() -> None:
    earlier = records(some_branches(bank_as_of="2024-03-31"))
    for then, now in zip(earlier, records(some_branches()), strict=True):
        assert {**then, "updated_at": 0} == {**now, "updated_at": 0}
        assert then["updated_at"] < day("2024-04-01") * DAY


def test_the_address_names_the_neighbourhood_of_the_branch() -> None:
    for branch in records(some_branches()):
        neighbourhood = branch["branch_name"].removeprefix("Agência ").split(" - ")[0]
        assert branch["address"].endswith(f" - {neighbourhood}")


def test_seats_go_where_most_people_are() -> None:
    city, number = shared_out(np.array([100.0, 60.0, 30.0]), 6)
    assert city.tolist() == [0, 1, 0, 0, 1, 2]
    assert number.tolist() == [0, 0, 1, 2, 1, 0]
