"""The dbt sources as text: what they ask of each column, without dbt (test_tools.py has dbt itself)."""

from __future__ import annotations

from functools import cache
from typing import Any

from yaml import safe_load

from builds import NAMES
from lastro.engine.rows.columns import row_class
from lastro.tasks.contract.dbt import sources


@cache
def columns() -> dict[str, dict[str, Any]]:
    (source,) = safe_load(sources({name: row_class(name) for name in NAMES}))["sources"]
    return {f"{table['name']}.{column['name']}": column for table in source["tables"] for column in table["columns"]}


def test_a_key_is_not_null_and_unique() -> None:
    assert columns()["loans.loan_id"]["data_tests"] == ["not_null", "unique"]


def test_a_choice_has_its_accepted_values() -> None:
    accepted = {"accepted_values": {"arguments": {"values": ["Checking", "Savings", "Investment", "Business"]}}}
    assert columns()["accounts.account_type"]["data_tests"] == ["not_null", accepted]


def test_a_reference_leads_to_the_key_of_its_table() -> None:
    relationship = {"to": "source('lastro', 'branches')", "field": "branch_id"}
    assert columns()["accounts.branch_id"]["data_tests"] == ["not_null", {"relationships": {"arguments": relationship}}]


def test_a_column_that_may_be_anything_has_no_test() -> None:
    assert "data_tests" not in columns()["investments.rate"]


def test_personal_data_and_present_state_are_marked() -> None:
    assert columns()["customers.cpf"]["config"]["meta"] == {"personal_data": True}
    assert columns()["accounts.balance"]["config"]["meta"] == {"present_state": True, "unit": "BRL"}
