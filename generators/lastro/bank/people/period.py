"""The period of the bank's history: from history_start to as_of."""

from __future__ import annotations

from lastro.engine import Run


def history_start(run: Run) -> int:
    """The first day of the history of transactions (days since 1970-01-01)."""
    return run.day("bank.history_start")
