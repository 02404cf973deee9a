"""Settlements: what contracts post to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bank.desk import Desk
from bank.postings import Postings


@dataclass(frozen=True)
class Contracts:
    """The loans, cards and investments of a block's customers, computed or read from the files."""

    loans: Any
    cards: Any
    investments: Any


def settlements(desk: Desk, contracts: Contracts) -> list[Postings]:
    return []
