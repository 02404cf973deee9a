"""M1 to M4 and the sum over all accounts: every cent is somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from .bank import Bank
from .bank_days import day_of
from .reading import Record, cents, reais

MAY_OWE = ("Checking", "Business")
TOPUP = "Cobertura de saldo"
ADJUSTMENT = "Ajuste de saldo"


@dataclass(slots=True)
class Standing:
    """Where an account stands while its postings are read."""

    balance: int
    floor: int
    moment: str = ""
    number: int = 0


class Ledger:
    """M1 to M3 and the sum: running balances of all accounts."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.report = bank, bank.report
        self.postings = self.topups = self.outside = self.inside = 0
        self.standings = {
            key: Standing(cents(row["opening_balance"]), -cents(row["overdraft_limit"]))
            for key, row in bank.rows("accounts")
        }

    def see(self, posting: Record) -> None:
        """Check one posting against the one before it in its account."""
        self.postings += 1
        amount = cents(posting["amount"])
        signed = amount if posting["direction"] == "Credit" else -amount
        if posting["transfer_id"] is None:
            self.outside += signed
        else:
            self.inside += signed
        if amount <= 0:
            self._blame("M1", posting, f"its amount {posting['amount']} is not positive")
        description = posting["description"]
        if description.startswith(TOPUP):
            self.topups += 1
        elif description.startswith(ADJUSTMENT):
            self.report.blame(
                "H3", "transactions", posting["transaction_id"], f"{ADJUSTMENT}: a generated bank has none", note=True
            )
        standing = self.standings.get(posting["account_id"])
        if standing is not None:
            self._follow(standing, posting, signed)

    def _follow(self, standing: Standing, posting: Record, signed: int) -> None:
        moment, after = posting["transaction_date"], cents(posting["balance_after"])
        expected = standing.balance + signed
        if moment < standing.moment:
            self._blame("M1", posting, f"at {moment}, but it follows one at {standing.moment}")
        if after != expected:
            self._blame("M1", posting, f"balance_after {reais(after)} should be {reais(expected)}")
        if after < standing.floor:
            self._blame("M3", posting, f"balance_after {reais(after)} lies below {reais(standing.floor)}")
        number = posting["posting_number"]
        if number != standing.number + 1:
            self._blame("M1", posting, f"posting_number {number} should be {standing.number + 1}")
        standing.balance, standing.moment, standing.number = after, moment, number

    def _blame(self, rule: str, posting: Record, sentence: str) -> None:
        self.report.blame(rule, "transactions", posting["transaction_id"], sentence)

    def finish(self) -> None:
        """Compare the last balances with the accounts, and their sum with what came and went."""
        self.report.checked.update({"M1": self.postings, "M3": self.postings, "H3": self.postings})
        opening = closing = 0
        for key, account in self.bank.rows("accounts"):
            self._close(key, account)
            opening += cents(account["opening_balance"])
            closing += cents(account["balance"])
        self._sum(closing - opening)
        share = self.topups / self.postings if self.postings else 0.0
        self.report.topup_share = share
        self.report.figures["top-ups"] = f"{self.topups:,} of {self.postings:,} postings ({share:.2%})"

    def _close(self, key: str, account: Record) -> None:
        expect = self.report.on("M2", "accounts", key)
        balance, last = cents(account["balance"]), self.standings[key].balance
        expect(balance == last, f"balance {reais(balance)}, but its postings lead to {reais(last)}")
        opening, limit = cents(account["opening_balance"]), cents(account["overdraft_limit"])
        young = day_of(account["created_at"]) >= self.bank.history_start
        expect(opening == 0 or not young, f"opened within the history with {reais(opening)}")
        expect = self.report.on("M3", "accounts", key)
        owes = account["account_type"] in MAY_OWE
        expect(limit >= 0, "its overdraft limit is negative")
        expect(limit == 0 or owes, f"a {account['account_type']} account has an overdraft limit")
        expect(opening >= -limit, f"it opens with {reais(opening)}, below its limit")

    def _sum(self, change: int) -> None:
        expect = self.report.on("SUM", "accounts", "all accounts")
        expect(self.inside == 0, f"transfers inside the bank make {reais(self.inside)} of money")
        sentence = f"all balances change by {reais(change)}, but {reais(self.outside)} came from outside"
        expect(change == self.outside, sentence)
        self.report.figures["change of all balances"] = f"{reais(change)} BRL"


class Transfers:
    """M4: the two legs of transfers inside the bank."""

    def __init__(self, bank: Bank) -> None:
        self.report = bank.report
        self.waiting: dict[str, Record] = {}
        self.met: set[int] = set()

    def see(self, posting: Record) -> None:
        """Check one posting, and its transfer when both legs are there."""
        transfer, other = posting["transfer_id"], posting["counterparty_account_id"]
        if transfer is None:
            if other is not None:
                self._blame(posting, "the other side banks here, but it has no transfer_id")
            return
        if other == posting["account_id"]:
            self._blame(posting, "the account pays itself")
        first = self.waiting.pop(transfer, None)
        if first is not None:
            self.met.add(hash(transfer))
            self._pair(first, posting)
        elif hash(transfer) in self.met:
            self._blame(posting, f"transfer {transfer} has a third leg")
        else:
            self.waiting[transfer] = posting

    def _pair(self, first: Record, second: Record) -> None:
        for column in ("amount", "transaction_date", "end_to_end_id", "payment_method"):
            if first[column] != second[column]:
                self._both(first, second, f"the two legs have not the same {column}")
        if first["direction"] == second["direction"]:
            self._both(first, second, f"both legs are a {first['direction']}")
        for leg, other in ((first, second), (second, first)):
            if leg["counterparty_account_id"] != other["account_id"]:
                self._blame(leg, "it does not name the other leg's account")
            if leg["transaction_type"] != "Transfer":
                self._blame(leg, f"a leg of a transfer is a {leg['transaction_type']}")

    def _both(self, first: Record, second: Record, sentence: str) -> None:
        self._blame(first, sentence)
        self._blame(second, sentence)

    def _blame(self, posting: Record, sentence: str) -> None:
        self.report.blame("M4", "transactions", posting["transaction_id"], sentence)

    def finish(self) -> None:
        """Blame the legs that wait for another still."""
        self.report.checked["M4"] += len(self.met) + len(self.waiting)
        for posting in self.waiting.values():
            self._blame(posting, "the other leg of its transfer is missing")


class Reversals:
    """M9: what is given back was paid before, from the same account, the other way, and at least so much."""

    def __init__(self, bank: Bank) -> None:
        self.report = bank.report
        self.account = ""
        self.paid: dict[str, Record] = {}  # of the account that is being read

    def see(self, posting: Record) -> None:
        """Check one posting; those of an account stand together."""
        if posting["account_id"] != self.account:
            self.account, self.paid = posting["account_id"], {}
        self.paid[posting["transaction_id"]] = posting
        named = posting["reverses_transaction_id"]
        if named is None:
            return
        expect = self.report.on("M9", "transactions", posting["transaction_id"])
        earlier = self.paid.get(named)
        if earlier is None:
            expect(False, "it gives back nothing that this account had posted before")
            return
        expect(earlier["direction"] != posting["direction"], "it goes the same way as what it gives back")
        expect(cents(earlier["amount"]) >= cents(posting["amount"]), "it gives back more than there was")
        expect(earlier["transaction_date"] <= posting["transaction_date"], "it comes before what it gives back")

    def finish(self) -> None:
        """Nothing is left to look at."""
