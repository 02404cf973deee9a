"""The truth of a bank as frames for the leak tests."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lastro.engine.rows.columns import columns_of
from lastro.tasks.truth.tables import rows


def truth_of(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of the truth in a folder; days and moments as such."""
    return {name: _read(folder / f"{name}.json", row) for name, row in rows().items()}


def _read(path: Path, row: type) -> pl.DataFrame:
    columns = columns_of(row)
    types = {"date": pl.String, "moment": pl.String, "money": pl.Float64, "integer": pl.Int64, "flag": pl.Boolean}
    schema = {name: types.get(column.type, pl.String) for name, column in columns.items()}
    found = pl.read_json(path.read_bytes(), schema=schema)
    return found.with_columns(
        pl.col([n for n, c in columns.items() if c.type == "date"]).str.to_date(),
        pl.col([n for n, c in columns.items() if c.type == "moment"]).str.to_datetime(),
    )


def labels_of(truth: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every labelled posting with its case's kind and care."""
    of_case = truth["cases"].select("case_id", "kind", "sophistication")
    return truth["fraud_labels"].join(of_case, on="case_id", maintain_order="left")
