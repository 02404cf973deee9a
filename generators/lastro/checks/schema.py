"""Schema: every value is what the declaration of its column says: type, allowed values, null, pattern, range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from lastro.checks.batch import Batch
from lastro.checks.report import Report
from lastro.engine.arrays import Flags
from lastro.engine.rows.columns import Column
from lastro.engine.rows.tables import NULL, NULL_CODE

_LARGEST = 10_000_000_000_000  # of what unit ever; beyond it, JSON numbers lose cents
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"  # version 4 and variant of RFC 9562


def sound(batch: Batch, report: Report) -> Batch:
    """Check a batch; only records that further rules can reckon with are given back."""
    broken = np.zeros(len(batch), dtype=np.bool_)
    for column in batch.columns.values():
        for rule in (null, unknown_value, no_date, out_of_reach):
            broken |= _blame(report, batch, rule(batch, column))
        for rule in (decimals, pattern, uuid, range_left):
            _blame(report, batch, rule(batch, column))
    return batch.take(~broken) if broken.any() else batch


def _blame(report: Report, batch: Batch, found: Iterator[tuple[str, Flags]]) -> Flags:
    broken = np.zeros(len(batch), dtype=np.bool_)
    for sentence, wrong in found:
        report.blame("schema", batch.dataset, sentence, batch.rows[wrong])
        broken |= wrong
    return broken


Broken = Iterator[tuple[str, Flags]]


def null(batch: Batch, column: Column) -> Broken:
    """Null only where the declaration allows it."""
    if not column.nullable:
        yield f"{column.name} is null", ~batch.present(column.name)


def unknown_value(batch: Batch, column: Column) -> Broken:
    """A choice has one of its values."""
    if column.type == "choice":
        yield (
            f"{column.name} is none of its allowed values",
            batch.present(column.name) & (batch[column.name] == NULL_CODE),
        )


def no_date(batch: Batch, column: Column) -> Broken:
    """Dates and moments are written as ISO 8601 has them, and exist."""
    if column.type in ("date", "moment"):
        form = "2026-03-14" if column.type == "date" else "2026-03-14T09:26:53"
        yield (
            f"{column.name} is not written like {form}",
            batch.present(column.name) & (batch[column.name] == NULL),
        )


def out_of_reach(batch: Batch, column: Column) -> Broken:
    """Numbers are no larger than JSON can hold to the cent."""
    if column.type in ("money", "decimal", "integer"):
        yield f"{column.name} is beyond ten trillion", _true(batch.text(column.name).abs() > _LARGEST)


def decimals(batch: Batch, column: Column) -> Broken:
    """No more decimals than declared: the nearest number with so many is the very same number."""
    if column.type in ("money", "decimal"):
        # numpy divides, so that the quotient is the very number that such a text is read as; polars multiplies
        written, unit = batch.text(column.name).fill_null(0).to_numpy(), 10**column.places
        yield f"{column.name} has more than {column.places} decimals", np.rint(written * unit) / unit != written


def pattern(batch: Batch, column: Column) -> Broken:
    """Texts have the declared pattern, from end to end."""
    if column.pattern:
        plain = column.pattern.replace(r"\d", "[0-9]")  # polars takes other scripts' digits too
        matches = batch.text(column.name).str.contains(f"^(?:{plain})$")
        yield f"{column.name} is not written as declared", _true(~matches)


def uuid(batch: Batch, column: Column) -> Broken:
    """Identifiers of what has no dataset of its own are version-4 uuids; keys and references are told by I1."""
    if column.type == "uuid":
        yield f"{column.name} is no version-4 uuid in lower case", no_uuid(batch, column.name)


def range_left(batch: Batch, column: Column) -> Broken:
    """Numbers lie within the declared limits."""
    written = batch.text(column.name)
    if column.minimum is not None:
        yield f"{column.name} is below {column.minimum:g}", _true(written < column.minimum)
    if column.maximum is not None:
        yield f"{column.name} is above {column.maximum:g}", _true(written > column.maximum)


def no_uuid(batch: Batch, name: str) -> Flags:
    """Which texts of a column are no version-4 uuids."""
    return _true(~batch.text(name).str.contains(_UUID))


def _true(wrong: pl.Series) -> Flags:
    """What is true, null counting as false."""
    found: Flags = wrong.fill_null(False).to_numpy()
    return found
