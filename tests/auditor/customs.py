"""B1: reviews of new customers, products that fit, devices and sessions of one customer."""

from __future__ import annotations

from datetime import timedelta

from .bank import Bank
from .reading import Record
from .report import Report

DAYS = timedelta(days=10)
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
    """Checks digital events, one after another: devices and sessions are of one customer."""

    def __init__(self, report: Report) -> None:
        self.report, self.seen = report, 0
        self.owners: dict[str, str] = {}

    def see(self, event: Record) -> None:
        """Check one event."""
        self.seen += 1
        session, device = event["session_id"], event["device_id"]
        if (session is None) is not (event["activity_type"] == "login_failed"):
            self._blame(event, f"{event['activity_type']} in session {session}")
        for one, owner in ((device, event["customer_id"]), (session, event["customer_id"])):
            if one is not None and self.owners.setdefault(one, owner) != owner:
                self._blame(event, f"{one} belongs to another")

    def finish(self) -> None:
        """Report how many events were seen."""
        self.report.checked["B1"] += self.seen

    def _blame(self, event: Record, sentence: str) -> None:
        self.report.blame("B1", "digital_activity", event["activity_id"], sentence)
