"""P2: what cash machines give a day and a night. P4: what devices send by Pix that are not registered."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from .bank import Bank
from .reading import Record, cents
from .report import Report

A_DAY, A_NIGHT = 3_000_00, 300_00  # cents an account
NIGHT_BEGINS, NIGHT_ENDS = "20", "06"  # hours
LIMITED_SINCE = "2024-11-01"
EACH, PER_DAY = 200_00, 1_000_00  # cents by Pix


class Withdrawals:
    """Checks the withdrawals at machines, one after another."""

    def __init__(self, report: Report) -> None:
        self.report, self.seen = report, 0
        self.taken: defaultdict[tuple[str, str], int] = defaultdict(int)

    def see(self, posting: Record) -> None:
        """Check one posting."""
        if (posting["category"], posting["direction"], posting["channel"]) != ("Cash", "Debit", "ATM"):
            return
        self.seen += 1
        moment, hour = datetime.fromisoformat(posting["transaction_date"]), posting["transaction_date"][11:13]
        self._take(posting, f"day {moment:%Y-%m-%d}", A_DAY)
        if hour >= NIGHT_BEGINS or hour < NIGHT_ENDS:
            self._take(posting, f"night {moment - timedelta(hours=6):%Y-%m-%d}", A_NIGHT)

    def _take(self, posting: Record, period: str, limit: int) -> None:
        period_of = posting["account_id"], period
        self.taken[period_of] += cents(posting["amount"])
        if self.taken[period_of] > limit:
            self.report.blame("P2", "transactions", posting["transaction_id"], f"beyond the limit of {period}")

    def finish(self) -> None:
        """Report how many withdrawals were seen."""
        self.report.checked["P2"] += self.seen


class UnregisteredDevices:
    """Checks what each customer sends by Pix on each device, once all is read."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.owners: dict[str, str] = {}  # the customers whose Pix they are
        self.cents: dict[str, int] = {}
        self.sent: defaultdict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
        self.registered: dict[tuple[str, str], str] = {}

    def see(self, posting: Record) -> None:
        """Note a Pix that leaves an account."""
        if posting["payment_method"] != "Pix" or posting["direction"] != "Debit":
            return
        account = self.bank.row("accounts", posting["account_id"])
        if account is not None:
            self.owners[posting["transaction_id"]] = account["customer_id"]
            self.cents[posting["transaction_id"]] = cents(posting["amount"])

    def finish(self) -> None:
        """Nothing is known before the digital events are read."""

    def see_event(self, event: Record) -> None:
        """Note on what device a Pix is sent, and that one is registered."""
        customer, device, moment = event["customer_id"], event["device_id"], event["timestamp"]
        if event["activity_type"] == "Device Registration":
            self.registered[customer, device] = min(moment, self.registered.get((customer, device), moment))
        if event["transaction_id"] is not None and self.owners.get(event["transaction_id"]) == customer:
            self.sent[customer, device, event["device_type"]].append((moment, event["transaction_id"]))

    def compare(self) -> None:
        """Blame what goes beyond the limits, but on as many devices as may be older than the history."""
        self.bank.report.checked["P4"] += len(self.cents)
        beyond = []
        for (customer, device, kind), sent in self.sent.items():
            too_much = self._too_much(sorted(sent), self.registered.get((customer, device)))
            if too_much:
                beyond.append((too_much[0][0], customer, device, kind, [key for _, key in too_much]))
        used: Counter[tuple[str, str]] = Counter()
        for _, customer, device, kind, keys in sorted(beyond):
            if self.bank.row("customers", customer) is None:
                continue  # nobody can tell; blamed as a reference
            known = (customer, device) not in self.registered and used[customer, kind] < self._older(customer, kind)
            used[customer, kind] += known
            for key in () if known else keys:
                self.bank.report.blame("P4", "transactions", key, "more than a device sends that is not registered")

    def _too_much(self, sent: list[tuple[str, str]], registered: str | None) -> list[tuple[str, str]]:
        """What goes beyond the limits of a device before it was registered."""
        if sent[0][0] < LIMITED_SINCE:
            return []
        totals: Counter[str] = Counter()
        found = []
        for moment, key in sent:
            if registered is None or moment < registered:
                totals[moment[:10]] += self.cents[key]
                if self.cents[key] > EACH or totals[moment[:10]] > PER_DAY:
                    found.append((moment, key))
        return found

    def _older(self, customer: str, kind: str) -> int:
        """How many devices of a kind a customer may have brought along into the history."""
        row = self.bank.row("customers", customer)
        if row is None or row["created_at"] >= str(self.bank.history_start):
            return 0
        return 2 if kind == "Desktop" and row["customer_type"] == "Business" else 1
