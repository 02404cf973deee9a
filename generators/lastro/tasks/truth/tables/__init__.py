"""The tables of the truth, one module each, declared as the datasets are."""

from __future__ import annotations

from lastro.engine.rows.columns import Row, row_class

NAMES = ("cases", "case_members", "fraud_labels", "activity_labels", "reports", "alerts")


def rows() -> dict[str, type[Row]]:
    """The row classes of the truth, by table, in the order in which they refer to one another."""
    return {name: row_class(f"{__name__}.{name}") for name in NAMES}
