"""M5: instalments that were given back for want of funds are debited again, and name their loan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from .bank import Bank
from .bank_days import day_of
from .reading import Record

WITHIN = timedelta(days=14)


def debits_again(posting: Record) -> bool:
    """Whether a posting debits an instalment again."""
    again = posting["category"] == "Refund" and posting["direction"] == "Debit"
    return again and posting["payment_method"] == "Direct Debit"


@dataclass
class Retries:
    """The instalments of the account that is being read, and those given back that wait to be debited again."""

    bank: Bank
    account: str = ""
    loans: dict[str, str] = field(default_factory=dict)  # by the instalment's transaction
    waiting: list[tuple[str, Record]] = field(default_factory=list)  # loan, what was given back

    def see(self, posting: Record) -> None:
        """Note or check one posting; those of an account stand together."""
        if posting["account_id"] != self.account:
            self.finish()
            self.account, self.loans, self.waiting = posting["account_id"], {}, []
        if posting["category"] == "Loan":
            self.loans[posting["transaction_id"]] = posting["loan_id"]
        elif posting["reverses_transaction_id"] in self.loans:
            self.waiting.append((self.loans[posting["reverses_transaction_id"]], posting))
        elif debits_again(posting):
            self._match(posting)

    def _match(self, posting: Record) -> None:
        expect = self.bank.report.on("M5", "transactions", posting["transaction_id"])
        if not expect(posting["loan_id"] is not None, "it debits an instalment again, but names no loan"):
            return
        sought = posting["loan_id"], posting["amount"]
        back = next((each for each in self.waiting if (each[0], each[1]["amount"]) == sought), None)
        if expect(back is not None, "no instalment of its loan and amount was given back before") and back is not None:
            self.waiting.remove(back)
            days = day_of(posting["transaction_date"]) - day_of(back[1]["transaction_date"])
            expect(days <= WITHIN, f"it is debited again {days} after it was given back")

    def finish(self) -> None:
        """What was given back long before the end has been debited again, where the account is still open."""
        account = self.bank.row("accounts", self.account)
        for _, posting in self.waiting:
            late = day_of(posting["transaction_date"]) + WITHIN <= self.bank.as_of
            if account is not None and account["closed_at"] is None and late:
                expect = self.bank.report.on("M5", "transactions", posting["transaction_id"])
                expect(False, "the instalment that was given back is not debited again")
