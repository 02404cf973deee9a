"""S1 to S3 and I6: every value is what the declaration of its column says: type, form, null, allowed values, limits."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.flags import true_of
from lastro.checks.result.check_result import Promise
from lastro.checks.rule_registry import EVERY_COLUMN, Broken, every_column
from lastro.engine.arrays import Flags
from lastro.engine.files.json_types import LARGEST
from lastro.engine.rows.columns import Column
from lastro.engine.rows.tables import NULL, NULL_CODE

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"  # version 4 and variant of RFC 9562


def unsound(bank: Bank, batch: Batch) -> Flags:
    """Check a batch; which of its records further rules cannot reckon with."""
    broken = np.zeros(len(batch), dtype=np.bool_)
    for column in batch.columns.values():
        for check in EVERY_COLUMN:
            for name, sentence, wrong in check.function(batch, column):
                bank.blame_in(batch, Promise(check.rule.code, batch.dataset, name, sentence, check.note), wrong)
                if check.unsound:
                    broken |= wrong
    return broken


@every_column("S2", unsound=True)
def null(batch: Batch, column: Column) -> Broken:
    """Null only where the declaration allows it."""
    if not column.nullable:
        yield column.name, f"{column.name} is null", ~batch.present(column.name)


@every_column("I6", unsound=True)
def unknown_value(batch: Batch, column: Column) -> Broken:
    """A choice has one of its values."""
    if column.type == "choice":
        wrong = batch.present(column.name) & (batch[column.name] == NULL_CODE)
        yield column.name, f"{column.name} is none of its allowed values", wrong


@every_column("S2", unsound=True)
def no_date(batch: Batch, column: Column) -> Broken:
    """Dates and moments are written as ISO 8601 has them, and exist."""
    if column.type in ("date", "moment"):
        form = "2026-03-14" if column.type == "date" else "2026-03-14T09:26:53"
        wrong = batch.present(column.name) & (batch[column.name] == NULL)
        yield column.name, f"{column.name} is not written like {form}", wrong


@every_column("S3", unsound=True)
def out_of_reach(batch: Batch, column: Column) -> Broken:
    """Numbers are no larger than JSON can hold to the cent."""
    if column.type in ("money", "decimal", "integer"):
        wrong = true_of(batch.text(column.name).abs() > LARGEST)
        yield column.name, f"{column.name} is beyond ten trillion", wrong


@every_column("S2")
def decimals(batch: Batch, column: Column) -> Broken:
    """No more decimals than declared: the nearest number with so many is the very same number."""
    if column.type in ("money", "decimal"):
        # numpy divides, so that the quotient is the very number that such a text is read as; polars multiplies
        written, unit = batch.text(column.name).fill_null(0).to_numpy(), 10**column.decimals
        wrong = np.rint(written * unit) / unit != written
        yield column.name, f"{column.name} has more than {column.decimals} decimals", wrong


@every_column("S2")
def pattern(batch: Batch, column: Column) -> Broken:
    """Texts have the declared pattern, from end to end."""
    if column.pattern:
        plain = column.pattern.replace(r"\d", "[0-9]")  # polars takes other scripts' digits too
        matches = batch.text(column.name).str.contains(f"^(?:{plain})$")
        yield column.name, f"{column.name} is not written as declared", true_of(~matches)


@every_column("S2", note=True)
def uuid(batch: Batch, column: Column) -> Broken:
    """Identifiers of what has no dataset of its own are version-4 uuids; keys and references are I1's."""
    if column.type == "uuid":
        yield column.name, f"{column.name} is no version-4 uuid in lower case", no_uuid(batch, column.name)


@every_column("S3")
def limits(batch: Batch, column: Column) -> Broken:
    """Numbers lie within the declared limits."""
    written = batch.text(column.name)
    if column.minimum is not None:
        yield column.name, f"{column.name} is below {column.minimum:,.15g}", true_of(written < column.minimum)
    if column.maximum is not None:
        yield column.name, f"{column.name} is above {column.maximum:,.15g}", true_of(written > column.maximum)


def no_uuid(batch: Batch, name: str) -> Flags:
    """Which texts of a column are no version-4 uuids."""
    return true_of(~batch.text(name).str.contains(_UUID))
