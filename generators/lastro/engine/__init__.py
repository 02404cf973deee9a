"""The engine: how any dataset is made. It knows nothing of banks.

What dataset modules use is offered here and loaded at first use, so that dodo.py can import the light parts
of the engine without numpy and polars.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lastro.engine.rows.columns import Row, col
    from lastro.engine.rows.run import Run
    from lastro.engine.rows.tables import Lookup, Table, table

__all__ = ["Lookup", "Row", "Run", "Table", "col", "table"]

_HOMES = {
    "Row": "lastro.engine.rows.columns",
    "col": "lastro.engine.rows.columns",
    "Run": "lastro.engine.rows.run",
    "Lookup": "lastro.engine.rows.tables",
    "Table": "lastro.engine.rows.tables",
    "table": "lastro.engine.rows.tables",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
