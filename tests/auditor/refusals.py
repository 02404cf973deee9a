"""K1: restricted accounts: why, what may still be posted to them, and that nothing is granted on them."""

from __future__ import annotations

from .bank import Bank
from .reading import Record

GRANTED = {"loans": "start_date", "credit_cards": "created_at", "investments": "purchase_date"}
STILL = ("Interest", "IOF")
CLOSING, TAKEN_BACK = "Encerramento de conta", "Devolução de Pix"


class Restricted:
    """Checks the postings, one after another, and then accounts and contracts."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.seen = bank, 0
        self.since = {key: row["restricted_on"] for key, row in bank.rows("accounts") if row["restricted_on"]}

    def see(self, posting: Record) -> None:
        """Check one posting."""
        self.seen += 1
        since = self.since.get(posting["account_id"])
        if since is None or posting["transaction_date"][:10] < since or posting["category"] in STILL:
            return
        if not posting["description"].startswith((CLOSING, TAKEN_BACK)):
            key, sentence = posting["transaction_id"], f"its account is restricted since {since}"
            self.bank.report.blame("K1", "transactions", key, sentence)

    def finish(self) -> None:
        """Check accounts and contracts."""
        report = self.bank.report
        report.checked["K1"] += self.seen
        refused = {
            review["customer_id"]
            for _, review in self.bank.rows("compliance")
            if review["compliance_type"] == "AML"
            or (review["compliance_type"] == "KYC" and review["status"] == "Rejected")
        }
        for key, account in self.bank.rows("accounts"):
            reason = account["restricted_on"] is None or account["customer_id"] in refused
            report.on("K1", "accounts", key)(reason, "restricted, but its owner was neither refused nor suspected")
        for dataset, column in GRANTED.items():
            for key, contract in self.bank.rows(dataset):
                since = self.since.get(contract["account_id"])
                granted = since is not None and contract[column][:10] >= since
                report.on("K1", dataset, key)(not granted, f"granted on an account restricted since {since}")
