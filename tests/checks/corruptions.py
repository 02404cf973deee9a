"""Single corruptions: those that a rule catches (the auditor's mutations), and those that no rule can, with the reason.

`python -m checks.corruptions`, in tests/, writes the table of docs/corruptions.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from auditor.mutations import MUTATIONS
from auditor.spoiling import Spoiler, field

PAGE = Path(__file__).resolve().parents[2] / "docs/corruptions.md"
_HEADING = """\
# Corruptions

<!-- Written by `python -m checks.corruptions` in tests/: change the mutations of tests/auditor, not this page. -->

What happens to data, one thing at a time, on a bank of 130 customers, and what `doit check` says: the
[rule](rules.md) that names the record. "Note" marks what is not as generated, but what a person may well have written.
Each line is a test.
"""


class Unseen(NamedTuple):
    """A corruption that no rule can see in one bank, and why."""

    dataset: str
    name: str
    spoil: Spoiler
    reason: str


def _other_day(was: str) -> str:
    """Day and month in each other's place."""
    return f"{was[:5]}{was[8:]}-{was[5:7]}"


def _swappable(row: dict[str, object]) -> bool:
    born = str(row["birth_date"] or "")
    return born[8:] <= "12" and born[5:7] != born[8:] and "1960" < born < "1990"


UNSEEN = [
    Unseen("customers", "a letter lost in an address", field("customers", "address", lambda was: was[:5] + was[6:]),
           "streets and their spellings are no closed list"),
    Unseen("customers", "an address cut short", field("customers", "address", lambda was: was[:12].strip()),
           "a short address is one, too"),
    Unseen("customers", "day and month of a birth swapped", field("customers", "birth_date", _other_day, _swappable),
           "it is as good a day; only the birth certificate knows"),
    Unseen("customers", "an income of twelve times as much",
           field("customers", "monthly_income", lambda was: was * 12, lambda row: row["monthly_income"] < 5000),
           "some people earn it; only the distribution of many tells"),
    Unseen("customers", "another occupation", field("customers", "occupation", "Astrônomo"),
           "occupations and incomes fit on average only"),
    Unseen("customers", "another number in the same area",
           field("customers", "phone_number", lambda was: was[:-4] + "1234"), "a telephone number has no check digit"),
    Unseen("transactions", "a letter lost in a description",
           field("transactions", "description", lambda was: was[:-1], lambda row: row["category"] == "Groceries"),
           "names of merchants are free text"),
    Unseen("transactions", "another merchant's name",
           field("transactions", "counterparty_name", "Padaria Aurora", lambda row: row["category"] == "Groceries"),
           "nothing else names the merchant"),
    Unseen("transactions", "a restaurant among groceries",
           field("transactions", "category", "Restaurants", lambda row: row["category"] == "Groceries"),
           "both are bought in the same ways"),
    Unseen("credit_cards", "a limit ten times as high",
           field("credit_cards", "credit_limit", lambda was: was * 10,
                 lambda row: row["current_balance"] == 0 and row["credit_limit"] < 20_000),
           "it lies in the declared range, and the debt below it"),
    Unseen("compliance", "another comment", field("compliance", "comments", "Sem ressalvas."), "its words are free"),
    Unseen("compliance", "a politically exposed person more",
           field("compliance", "is_pep", lambda was: not was), "only the official list knows"),
    Unseen("compliance", "another rating", field("compliance", "risk_rating", "High"), "an analyst's judgement"),
    Unseen("digital_activity", "another address of the network",
           field("digital_activity", "ip_address", "100.64.9.9"), "devices change their networks"),
]  # fmt: skip


def page() -> str:
    """The whole page."""
    caught = [f"| {each.dataset} | {_sentence(each.name)} | {each.rule}{' (note)' * each.note} |" for each in MUTATIONS
              if each.rule != "SUM"]  # fmt: skip
    unseen = [f"| {each.dataset} | {_sentence(each.name)} | {each.reason} |" for each in UNSEEN]
    return "\n".join(
        [
            _HEADING,
            f"## Caught: {len(caught)}", "", "| dataset | what is done | caught by |", "|---|---|---|", *caught, "",
            f"## Seen by no rule: {len(unseen)}", "", "| dataset | what is done | why |", "|---|---|---|", *unseen, "",
        ]
    )  # fmt: skip


def _sentence(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
