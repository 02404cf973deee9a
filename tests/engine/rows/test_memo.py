"""Memo: a pure function is called once for the same rows and equal arguments, and anew for any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from lastro.engine import Row, Run, Table, col, table
from lastro.engine.rows.memo import once_a_block

RUN = Run("customers", {"bank.seed": 1, "bank.as_of": "2026-10-31"}, {})


class Stone(Row):
    stone_id = col.key("Identifier")


@dataclass(frozen=True)
class Weights:
    grams: Any


def stones() -> Table[Stone]:
    return table(Stone, stone_id=np.arange(3, dtype=np.uint64))


@pytest.fixture
def calls() -> list[Any]:
    return []


def weighed(calls: list[Any]) -> Any:
    @once_a_block
    def weigh(run: Run, rows: Table[Stone], weights: Any) -> int:
        calls.append(weights)
        return len(calls)

    return weigh


@pytest.mark.parametrize(
    "weights",
    [lambda: np.arange(3), lambda: Weights(np.arange(3)), lambda: {"grams": np.arange(3)}, lambda: (np.arange(3),)],
)
def test_equal_arguments_are_found(calls: list[Any], weights: Any) -> None:
    weigh, rows = weighed(calls), stones()
    assert [weigh(RUN, rows, weights()), weigh(RUN, rows, weights())] == [1, 1]


@pytest.mark.parametrize("other", [np.arange(1, 4), np.arange(4), Weights(np.arange(3)), None])
def test_other_arguments_are_not(calls: list[Any], other: Any) -> None:
    weigh, rows = weighed(calls), stones()
    assert [weigh(RUN, rows, np.arange(3)), weigh(RUN, rows, other)] == [1, 2]


def test_equal_rows_that_were_read_apart_have_nothing_in_common(calls: list[Any]) -> None:
    weigh = weighed(calls)
    assert [weigh(RUN, stones(), 1), weigh(RUN, stones(), 1)] == [1, 2]


@pytest.mark.parametrize(
    ("settings", "answer"),
    [({"bank.seed": 1, "bank.as_of": "2026-10-31", "ledger.fee": 5}, 1), ({"bank.seed": 2}, 2)],
    ids=["another dataset of the bank", "another bank"],
)
def test_runs_agree_where_both_know_something(calls: list[Any], settings: dict[str, Any], answer: int) -> None:
    weigh, rows, weights = weighed(calls), stones(), np.arange(3)
    assert weigh(RUN, rows, weights) == 1
    assert weigh(Run("accounts", settings, {}), rows, weights) == answer
