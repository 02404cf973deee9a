"""The data contract: valid by the schema that the standard publishes, and it says what the declarations say."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft201909Validator
from open_data_contract_standard.model import OpenDataContractStandard
from yaml import safe_load

from builds import NAMES
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.contract.odcs import VERSION, contract
from projects import ROOT

pytestmark = pytest.mark.long


@cache
def text() -> str:
    return contract({name: row_class(name) for name in NAMES})


def properties() -> dict[str, dict[str, Any]]:
    return {f"{o['name']}.{p['name']}": p for o in safe_load(text())["schema"] for p in o["properties"]}


def published() -> Draft201909Validator:
    source = files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8")
    return Draft201909Validator(json.loads(source))


def test_the_published_schema_of_the_standard_accepts_it() -> None:
    assert [error.message for error in published().iter_errors(safe_load(text()))] == []


def test_the_published_schema_refuses_a_property_that_the_standard_has_not() -> None:
    spoilt = safe_load(text())
    spoilt["schema"][0]["properties"][0]["personal"] = True
    assert not published().is_valid(spoilt)


def test_the_package_of_the_standard_reads_every_dataset_and_column() -> None:
    found = OpenDataContractStandard.from_string(text())
    assert found.apiVersion == "v3.2.0"
    named = {each.name: [p.name for p in each.properties] for each in found.schema_}
    assert named == {name: list(columns_of(row_class(name))) for name in NAMES}


def test_it_says_of_each_column_what_its_declaration_says() -> None:
    for name in NAMES:
        for column in columns_of(row_class(name)).values():
            found = properties()[f"{name}.{column.name}"]
            assert found["required"] is not column.nullable
            assert found.get("unique", False) is column.unique
            assert found.get("primaryKey", False) is (column.type == "key")
            assert (found.get("classification") == "personal") is column.personal
            assert [each["value"] for each in found.get("enum", [])] == list(column.values)


def test_references_lead_to_keys() -> None:
    assert properties()["accounts.branch_id"]["relationships"] == [{"type": "foreignKey", "to": "branches.branch_id"}]
    for each in properties().values():
        for relationship in each.get("relationships", []):
            assert properties()[relationship["to"]]["primaryKey"]


def test_moments_are_said_to_be_of_brasilia() -> None:
    options = properties()["transactions.transaction_date"]["logicalTypeOptions"]
    assert options == {"timezone": False, "defaultTimezone": "America/Sao_Paulo"}


def test_its_version_is_that_of_the_newest_changes() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == VERSION
