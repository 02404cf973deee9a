"""Typed frames: rows as polars frames with dates, moments, exact decimals and enumerations, out of memory or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Array
from lastro.engine.files.codec import Codec
from lastro.engine.rows.coded import plain
from lastro.engine.rows.columns import DIGITS, Column, Row, columns_of
from lastro.engine.rows.tables import NULL, NULL_CODE, Table


def typed_schema(row: type[Row]) -> pl.Schema:
    """The polars types of a dataset's columns: what its values are, whatever JSON can say of them."""
    return pl.Schema({name: _type(column) for name, column in columns_of(row).items()})


def typed_table(codec: Codec, table: Table[Any], only: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of a table in memory; equal to typed(...) of what its file holds.

    only: the columns that are wanted, in their order; all where none are named.
    """
    return pl.DataFrame({name: _series(codec, codec.columns[name], table) for name in only or codec.columns})


def typed(frame: pl.DataFrame, row: type[Row]) -> pl.DataFrame:
    """A frame as it stands in a file, with the types that its columns declare."""
    return frame.with_columns(_PARSERS[c.type](c) for c in columns_of(row).values() if c.type in _PARSERS)


def exact(column: Column) -> pl.Expr:
    """Money or another decimal, exact to its places."""
    return pl.col(column.name).cast(_type(column))


def _type(column: Column) -> Any:
    if column.decimals:
        return pl.Decimal(DIGITS, column.decimals)
    if column.type == "choice":
        return pl.Enum(column.values)
    return _TYPES.get(column.type, pl.String)


_TYPES: dict[str, Any] = {
    "integer": pl.Int64,
    "flag": pl.Boolean,
    "date": pl.Date(),
    "moment": pl.Datetime("us"),
}
_PARSERS: dict[str, Callable[[Column], pl.Expr]] = {
    "money": exact,
    "decimal": exact,
    "choice": lambda column: pl.col(column.name).cast(_type(column)),
    "date": lambda column: pl.col(column.name).str.to_date("%Y-%m-%d"),
    "moment": lambda column: pl.col(column.name).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us"),
}


def _series(codec: Codec, column: Column, table: Table[Any]) -> pl.Series:
    values = table.columns[column.name]
    if column.type in _NUMBERS:
        return _NUMBERS[column.type](column, values).alias(column.name)
    return plain(codec.written(column.name, values, {})).alias(column.name)


def _decimal(column: Column, values: Array) -> pl.Series:
    found: pl.Series = (_whole(column, values) / 10**column.decimals).cast(_type(column))
    return found


def _choice(column: Column, codes: Array) -> pl.Series:
    words = pl.Series([*column.values, None], dtype=_type(column))
    found: pl.Series = words.gather(np.where(codes == NULL_CODE, len(column.values), codes))
    return found


def _whole(_: Column, values: Array) -> pl.Series:
    found = pl.Series(values)
    return found.set(found == NULL, None) if (values == NULL).any() else found


_NUMBERS: dict[str, Callable[[Column, Array], pl.Series]] = {
    "money": _decimal,
    "decimal": _decimal,
    "choice": _choice,
    "integer": _whole,
    "date": lambda column, days: _whole(column, days).cast(pl.Date),
    "moment": lambda column, seconds: (_whole(column, seconds) * 1_000_000).cast(_type(column)),
}
