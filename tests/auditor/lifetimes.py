"""T1: nothing happens before it can, or after it has ended; nobody joins under age."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from .bank import Bank
from .bank_days import day_of
from .columns import KEYS
from .reading import Record, cents
from .report import Expect

ADULT = relativedelta(years=18)
OLDEST = relativedelta(years=110)
# When something of a customer began, and the dates that must not lie before it.
CONTRACTS = {
    "loans": ("start_date", ("updated_at",)),
    "credit_cards": ("created_at", ("updated_at",)),
    "investments": ("purchase_date", ("redeemed_on", "last_activity_date", "updated_at")),
    "compliance": ("review_date", ("updated_at",)),
}


def check_lifetimes(bank: Bank) -> None:
    """Check everything but the streams of postings and digital events."""
    joined = [customer["created_at"] for _, customer in bank.rows("customers")]
    last = day_of(max((moment for moment in joined if moment <= bank.end), default=bank.end))
    for key, customer in bank.rows("customers"):
        expect = bank.report.on("T1", "customers", key)
        _updated(customer, expect)
        _born(customer, last, expect)
    for key, branch in bank.rows("branches"):
        _updated(branch, bank.report.on("T1", "branches", key))
    for key, account in bank.rows("accounts"):
        _account(bank, account, bank.report.on("T1", "accounts", key))
    for dataset in CONTRACTS:
        for key, contract in bank.rows(dataset):
            _contract(bank, dataset, contract, bank.report.on("T1", dataset, key))


def _updated(record: Record, expect: Expect) -> None:
    created, updated = record["created_at"], record["updated_at"]
    expect(created <= updated, f"updated_at {updated} lies before created_at {created}")


def _born(customer: Record, last: date, expect: Expect) -> None:
    """last: the last day on which anybody joined."""
    joined = day_of(customer["created_at"])
    born, registered = customer["birth_date"], customer["registered_on"]
    if customer["customer_type"] == "Individual":
        expect(registered is None, "a person has a date of registration")
        if expect(born is not None, "a person has no birth date"):
            expect(day_of(born) + ADULT <= joined, f"born on {born}, joined under age on {joined}")
            expect(day_of(born) + OLDEST >= last, f"born on {born}, older than anybody on {last}")
        return
    expect(born is None, "a business has a birth date")
    if expect(registered is not None, "a business has no date of registration"):
        expect(day_of(registered) <= joined, f"registered on {registered}, after it joined on {joined}")


def _account(bank: Bank, account: Record, expect: Expect) -> None:
    _updated(account, expect)
    created, closed = account["created_at"], account["closed_at"]
    for upstream, column in (("customers", "customer_id"), ("branches", "branch_id")):
        owner = bank.row(upstream, account[column])
        if owner is not None:
            expect(owner["created_at"] <= created, f"opened at {created}, before its row of {upstream}")
    expect((closed is not None) == (account["status"] == "Closed"), "closed_at and status do not agree")
    if closed is not None:
        expect(created <= closed, f"closed_at {closed} lies before the account's opening")
        expect(cents(account["balance"]) == 0, f"closed with a balance of {account['balance']}")


def _contract(bank: Bank, dataset: str, contract: Record, expect: Expect) -> None:
    column, later = CONTRACTS[dataset]
    start, customer = contract[column], bank.row("customers", contract["customer_id"])
    account = bank.row("accounts", contract.get("account_id"))
    for owner, name in ((customer, "customer"), (account, "account")):
        if owner is not None:
            expect(_not_before(start, owner["created_at"]), f"{column} {start} lies before the {name}")
    if account is not None and account["closed_at"] is not None:
        expect(start[:10] <= account["closed_at"][:10], f"{column} {start} lies after the account's closing")
    for name in later:
        expect(contract[name] is None or start <= contract[name], f"{name} lies before {column}")


def _not_before(start: str, created: str) -> bool:
    """A date is compared as a date, a moment as a moment."""
    return start >= created[: len(start)]


class Lifetimes:
    """Checks that postings or digital events lie within the lives of account or customer."""

    def __init__(self, bank: Bank, dataset: str, upstream: str, column: str, moment: str) -> None:
        self.report, self.dataset, self.seen = bank.report, dataset, 0
        self.column, self.moment = column, moment
        self.lives: dict[str, tuple[str, str]] = {}
        first = f"{bank.history_start}T00:00:00" if dataset == "transactions" else ""
        for key, row in bank.rows(upstream):
            last = row.get("closed_at") or "9999-12-31T23:59:59"  # that nothing lies after as_of, clean.py sees
            self.lives[key] = (max(first, row["created_at"]), last)

    def see(self, record: Record) -> None:
        """Check one record."""
        self.seen += 1
        life = self.lives.get(record[self.column])
        if life is None or life[0] <= record[self.moment] <= life[1]:
            return
        sentence = f"{self.moment} {record[self.moment]} lies outside {life[0]} to {life[1]}"
        self.report.blame("T1", self.dataset, record[KEYS[self.dataset]], sentence)

    def finish(self) -> None:
        """Report how many records were seen."""
        self.report.checked["T1"] += self.seen
