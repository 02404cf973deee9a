"""Every way to break a bank: `MUTATIONS` holds (rule, dataset, name, spoil), for any valid bank.

`spoil` takes the ten datasets as `reading.read_folder` gives them, changes them in place, and returns
the id that the auditor must name under the rule; it raises NoCandidateError where nothing suits.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    mutations_cards,
    mutations_contracts,
    mutations_customs,
    mutations_loans,
    mutations_money,
    mutations_people,
    mutations_texts,
)
from .reading import Record
from .spoiling import TABLE, Mutation, NoCandidateError

THEMES = (
    mutations_people,
    mutations_texts,
    mutations_money,
    mutations_contracts,
    mutations_loans,
    mutations_cards,
    mutations_customs,
)  # importing each fills the table
MUTATIONS: list[Mutation] = list(TABLE)

__all__ = ["MUTATIONS", "THEMES", "Mutation", "NoCandidateError", "copy_of"]


def copy_of(bank: Mapping[str, list[Record]]) -> dict[str, list[Record]]:
    """A copy that a mutation may spoil."""
    return {dataset: [dict(row) for row in rows] for dataset, rows in bank.items()}
