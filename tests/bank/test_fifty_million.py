"""Fifty million customers: blocks from far apart, up to the very last one, are valid and share no identifier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lastro
from builds import NAMES
from lastro.bank.people.event_keys import FAMILIES
from lastro.checks.run import check
from lastro.engine.build.chain import Tables
from lastro.engine.files.typed import typed_table

GIVEN = {"customers": "50000000", "history_start": "2026-09-15"}
# The first and the last; around 2.25 and 22.5 million, where account numbers grow longer; 14,062,500, where cards begin
# with other digits; and 2**24 and 2 * 2**24, where keys of events say other families.
FIRSTS = [0, 2_249_000, 2_250_000, 14_062_000, 14_063_000, 16_777_000, 22_500_000, 33_554_000, 49_999_000]
IDENTIFIERS = {
    "customers": ["customer_id", "cpf", "cnpj", "email"],
    "accounts": ["account_id", "account_number"],
    "loans": ["loan_id"],
    "credit_cards": ["card_id", "card_number"],
    "investments": ["investment_id"],
    "transactions": ["transaction_id"],
    "compliance": ["compliance_id"],
    "digital_activity": ["activity_id"],
    "card_transactions": ["card_transaction_id"],
}


@cache
def bank() -> Any:
    """All of them, of whom nobody is made before being asked for."""
    return lastro.open(**GIVEN)


@cache
def block(first: int) -> Tables:
    """A thousand customers and all that is theirs."""
    made: Tables = bank()._chain.block(first, [name for name in NAMES if name != "branches"])
    return made


def values(dataset: str, column: str) -> Iterator[list[Any]]:
    """A column's values in each of the blocks."""
    codec = bank()._chain.specs[dataset].codecs[dataset]
    for first in FIRSTS:
        found = typed_table(codec, block(first)[dataset], [column])[column]
        yield [value for value in found if value not in (None, "")]


@pytest.mark.parametrize(("dataset", "column"), [(d, c) for d, columns in IDENTIFIERS.items() for c in columns])
def test_identifiers_of_far_apart_blocks_are_all_different(dataset: str, column: str) -> None:
    found = [value for part in values(dataset, column) for value in part]
    assert len(found) > 100
    assert len(set(found)) == len(found)


def test_numbers_grow_longer_only_where_the_shorter_ones_are_used_up() -> None:
    lengths = [{len(number) for number in part} for part in values("accounts", "account_number")]
    assert lengths == [{9}, {9}, *[{10}] * 4, *[{11}] * 3]


def test_the_last_block_of_all_breaks_no_rule(tmp_path: Path) -> None:
    chain = bank()._chain
    tables = {**block(FIRSTS[-1]), "branches": next(chain.blocks(["branches"]))["branches"]}
    for name, made in tables.items():
        parts = list(chain.specs[name].codecs[name].lines(made, {}))
        (tmp_path / f"{name}.json").write_bytes(b"[\n" + b",\n".join(parts) + b"\n]\n")
    found = check(tmp_path, NAMES, date(2026, 9, 15), date(2026, 10, 31), "valid")
    assert [line for line in found.lines() if line["violations"] or line["notes"]] == []


def test_every_kind_of_event_has_numbers_left_for_families_of_later_customers() -> None:
    assert all(4 * len(families) <= 64 for families in FAMILIES.values())
