"""YAML: what is written is read back by PyYAML as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from yaml import safe_load

from lastro.tasks.contract.yaml import yaml

TEXTS = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"), max_codepoint=0xFFFF), max_size=8
)
SCALARS = some.none() | some.booleans() | some.integers(-(10**12), 10**12) | TEXTS
RECORDS = some.dictionaries(TEXTS, SCALARS | some.lists(SCALARS, max_size=3), max_size=3)


@given(some.dictionaries(TEXTS, SCALARS | RECORDS | some.lists(RECORDS, max_size=3), min_size=1, max_size=3))
def test_any_value_is_read_back_as_it_was(value: dict[str, Any]) -> None:
    assert safe_load(yaml(value, "a heading\nof two lines")) == value


@pytest.mark.parametrize(
    "text", ["no", "Null", "y", "1", "1.0", "2026-03-14", "a: b", "- a", "# a", " a ", "", "~", "*a"]
)
def test_a_text_stays_a_text(text: str) -> None:
    assert safe_load(yaml({text: [text, {text: text}]})) == {text: [text, {text: text}]}


def test_lists_of_records_are_set_in_the_usual_block_style() -> None:
    value = {"tables": [{"name": "loans", "columns": [{"name": "loan_id"}, "x"]}], "none": []}
    assert yaml(value).splitlines() == [
        "tables:",
        "  - name: loans",
        "    columns:",
        "      - name: loan_id",
        "      - x",
        "none: []",
    ]
