"""Questions: views of a database that answer the ten questions, the same text in every dialect."""

from __future__ import annotations

from collections.abc import Mapping

from engine.columns import Row
from tasks.ddl import Dialect


def names(dialect: Dialect) -> list[str]:
    return []


def views(rows: Mapping[str, type[Row]], dialect: Dialect) -> list[str]:
    return []
