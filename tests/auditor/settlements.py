"""The postings that settle a contract, kept by contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from .bank_days import day_of
from .loan_retries import debits_again
from .reading import Record, cents
from .report import Report

CATEGORIES = {
    "loan_id": ("M5", "Loan"),
    "card_id": ("M6", "Card Bill"),
    "investment_id": ("M7", "Investment"),
}


BESIDE = ("IOF",)  # may name a contract and settles none of it
CHARGES = {"loan_id": ("Fee", "Interest")}  # what a contract may cost besides


class Settlement(NamedTuple):
    """One posting, as far as contracts care."""

    transaction_id: str
    account_id: str
    day: date
    moment: str
    direction: str
    category: str
    amount: int
    description: str


class Settlements:
    """Collects the postings of each contract."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found: dict[str, dict[str, list[Settlement]]] = {name: defaultdict(list) for name in CATEGORIES}
        self.columns = [(name, *rule, self.found[name]) for name, rule in CATEGORIES.items()]

    def see(self, posting: Record) -> None:
        """Keep the posting if it names a contract."""
        category = posting["category"]
        if category in BESIDE or debits_again(posting):
            return
        for column, rule, own, found in self.columns:
            contract = posting[column]
            if contract is not None:
                found[contract].append(_settlement(posting))
            charged = contract is not None and category in CHARGES.get(column, ())
            if (contract is not None) != (category == own or charged):
                sentence = f"category {category}, but {column} is {contract}"
                self.report.blame(rule, "transactions", posting["transaction_id"], sentence)

    def finish(self) -> None:
        """Nothing to add: the contracts' own rules count."""

    def of(self, column: str, contract: str) -> list[Settlement]:
        """The postings of a contract in file order."""
        return self.found[column].get(contract, [])


def _settlement(posting: Record) -> Settlement:
    return Settlement(
        posting["transaction_id"],
        posting["account_id"],
        day_of(posting["transaction_date"]),
        posting["transaction_date"],
        posting["direction"],
        posting["category"],
        cents(posting["amount"]),
        posting["description"],
    )


def check_account(report: Report, rule: str, contract: Record, postings: Iterable[Settlement]) -> None:
    """Every posting of a contract is on the contract's account."""
    for posting in postings:
        expect = report.on(rule, "transactions", posting.transaction_id)
        expect(posting.account_id == contract["account_id"], "it is not on the contract's account")
