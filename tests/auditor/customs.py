"""B1: reviews of new customers, products that fit, devices of one household, sessions of one customer."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta

from .bank import Bank
from .reading import Record

DAYS, HALF_AN_HOUR = timedelta(days=10), timedelta(minutes=30)
FOLLOWS = {"Tesouro Selic": "Selic", "Tesouro IPCA+": "IPCA", "Tesouro Prefixado": "Prefixado"}


def check_customs(bank: Bank) -> None:
    """Check everything but digital events."""
    reviewed = {review["customer_id"] for _, review in bank.rows("compliance") if review["compliance_type"] == "KYC"}
    latest = str(bank.as_of - DAYS)
    for key, customer in bank.rows("customers"):
        known = customer["created_at"][:10] >= latest or key in reviewed
        bank.report.on("B1", "customers", key)(known, "never under a KYC review")
    for dataset, column in (("accounts", "account_type"), ("loans", "loan_type")):
        for key, row in bank.rows(dataset):
            owner = bank.row("customers", row["customer_id"])
            fits = owner is None or (owner["customer_type"] == "Business") is (row[column] == "Business")
            fits = fits or row[column] == "Investment"
            bank.report.on("B1", dataset, key)(fits, f"{row[column]} does not fit its customer")
    for key, paper in bank.rows("investments"):
        expect = bank.report.on("B1", "investments", key)
        for problem in _product(paper):
            expect(False, problem)


def _product(paper: Record) -> list[str]:
    product = paper["product"]
    prefixes = {"Ações": "Stocks", "FII": "Real Estate Funds"}
    kind = prefixes.get(product.split()[0], "Fixed Income")
    found = [] if kind == paper["investment_type"] else [f"{product} is no {paper['investment_type']}"]
    if "indexer" not in paper:
        return found
    for name in ("indexer", "rate", "maturity_date"):
        if (paper[name] is not None) is not (kind == "Fixed Income"):
            found.append(f"{name} {paper[name]} does not fit {product}")
    if product in FOLLOWS and paper["indexer"] != FOLLOWS[product]:
        found.append(f"{product} does not follow {paper['indexer']}")
    return found


class Devices:
    """Checks digital events, one after another: devices are of one household, sessions of one customer."""

    def __init__(self, bank: Bank) -> None:
        self.report, self.seen = bank.report, 0
        self.homes = {
            key: row["household_id"]
            if row["customer_type"] == "Individual"
            else "a company"  # accountants share theirs
            for key, row in bank.rows("customers")
            if row["household_id"] or row["customer_type"] == "Business"
        }
        self.owners: dict[str, str] = {}

    def see(self, event: Record) -> None:
        """Check one event."""
        self.seen += 1
        session, device = event["session_id"], event["device_id"]
        if (session is None) is not (event["activity_type"] == "login_failed"):
            self._blame(event, f"{event['activity_type']} in session {session}")
        home = self.homes.get(event["customer_id"], event["customer_id"])
        for one, owner in ((device, home), (session, event["customer_id"])):
            if one is not None and self.owners.setdefault(one, owner) != owner:
                self._blame(event, f"{one} belongs to another")

    def finish(self) -> None:
        """Report how many events were seen."""
        self.report.checked["B1"] += self.seen

    def _blame(self, event: Record, sentence: str) -> None:
        self.report.blame("B1", "digital_activity", event["activity_id"], sentence)


class Logins:
    """T5: whoever pays by app or site has logged in within the half hour before."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.paid: dict[str, list[tuple[datetime, str]]] = defaultdict(list)  # moments and postings by customer
        self.logins: dict[str, list[datetime]] = defaultdict(list)

    def see(self, posting: Record) -> None:
        """Note a posting that a customer made on a screen of the bank."""
        made = posting["channel"] in ("Mobile", "Web") and posting["direction"] == "Debit"
        if (
            made
            and posting["transaction_type"] in ("Transfer", "Payment")
            and posting["payment_method"] != "Debit Card"
        ):
            account = self.bank.row("accounts", posting["account_id"])
            if account is not None:
                moment = datetime.fromisoformat(posting["transaction_date"])
                self.paid[account["customer_id"]].append((moment, posting["transaction_id"]))

    def see_event(self, event: Record) -> None:
        """Note a login."""
        if event["activity_type"] == "Login":
            self.logins[event["customer_id"]].append(datetime.fromisoformat(event["timestamp"]))

    def finish(self) -> None:
        """Nothing is known before the digital events are read."""

    def compare(self) -> None:
        """Look for the login before each payment."""
        for customer, paid in self.paid.items():
            logins = sorted(self.logins[customer])
            for moment, key in paid:
                before = bisect_right(logins, moment)
                known = before > 0 and moment - logins[before - 1] <= HALF_AN_HOUR
                self.bank.report.on("T5", "transactions", key)(known, "nobody had logged in by then")
