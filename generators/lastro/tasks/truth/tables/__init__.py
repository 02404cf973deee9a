"""The tables of the truth, one module each, declared as the datasets are."""

from __future__ import annotations

from lastro.engine.rows.columns import Row, declare_elsewhere, row_class

NAMES = ("cases", "case_members", "fraud_labels", "activity_labels", "reports", "alerts")
declare_elsewhere({name: f"{__name__}.{name}" for name in NAMES})


def rows() -> dict[str, type[Row]]:
    """The row classes of the truth, by table, in the order in which they refer to one another."""
    return {name: row_class(name) for name in NAMES}
