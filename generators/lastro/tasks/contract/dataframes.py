"""Schemas for those who read the files into data frames of polars, pandas and Spark: no type is left to be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import DIGITS, Column, Row, columns_of
from lastro.tasks.meanings import meaning

_POLARS_HEADING = '''\
"""Schemas of {of} for polars: `polars.read_json(path, schema=SCHEMAS["{first}"])`.

Written by `doit contract` from the declarations of the columns.
"""

import polars as pl

SCHEMAS = {{
'''
_PANDAS = {
    "money": "float64",
    "decimal": "float64",
    "flag": "bool",
    "choice": "category",
    "date": "datetime64[us]",
    "moment": "datetime64[us]",
}  # all else is text, but for whole numbers
_SPARK = {"integer": "long", "flag": "boolean", "date": "date", "moment": "timestamp_ntz"}


def polars_schemas(rows: Mapping[str, type[Row]], of: str) -> str:
    """A Python module with `SCHEMAS`: the type of each column by table and name, as the Parquet files have them; of:
    what they are the tables of, for its heading."""
    heading = _POLARS_HEADING.format(of=of, first=next(iter(rows)))
    return "".join([heading, *(_polars_schema(name, row) for name, row in rows.items()), "}\n"])


def _polars_schema(name: str, row: type[Row]) -> str:
    columns = "".join(f'        "{column}": pl.{kind!r},\n' for column, kind in typed_schema(row).items())
    return f'    "{name}": {{\n{columns}    }},\n'


def pandas_dtype(row: type[Row]) -> dict[str, str]:
    """The `dtype` of pandas.read_json: all columns by name."""
    return {name: _pandas_type(column) for name, column in columns_of(row).items()}


def _pandas_type(column: Column) -> str:
    if column.type == "integer":
        return "Int64" if column.nullable else "int64"  # int64 of numpy knows no null
    return _PANDAS.get(column.type, "str")


def spark_schema(row: type[Row]) -> dict[str, Any]:
    """Spark's StructType as JSON: `StructType.fromJson` of Python, `DataType.fromJson` of Scala."""
    return {"type": "struct", "fields": [_spark_field(column) for column in columns_of(row).values()]}


def _spark_field(column: Column) -> dict[str, Any]:
    exact = f"decimal({DIGITS},{column.decimals})" if column.decimals else "string"
    return {
        "name": column.name,
        "type": _SPARK.get(column.type, exact),
        "nullable": column.nullable,
        "metadata": {"comment": meaning(column)},
    }
