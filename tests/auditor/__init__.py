"""An independent auditor of the bank: reads its JSON files and recomputes the rules."""

from .audit import audit, audit_records
from .columns import STATE_COLUMNS
from .history import compare_edit, compare_growth, compare_history
from .report import Report, Violation

__all__ = [
    "STATE_COLUMNS",
    "Report",
    "Violation",
    "audit",
    "audit_records",
    "compare_edit",
    "compare_growth",
    "compare_history",
]
