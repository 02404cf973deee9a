"""P2: what cash machines give a day and a night."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from .reading import Record, cents
from .report import Report

A_DAY, A_NIGHT = 3_000_00, 300_00  # cents an account
NIGHT_BEGINS, NIGHT_ENDS = "20", "06"  # hours


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
