"""The period of a bank whose settings are not known, history_start to as_of, inferred from its files.

as_of is the last day on which anything is said to have happened (a posting, a digital event, an update, a review);
history_start is the first day of the month of the first posting. `--as-of` and `--history-start` say it where a small
bank slept on its last day or began in mid-month.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from lastro.checks.batch import Batch
from lastro.checks.files.reading import parts
from lastro.engine.rows.columns import row_class
from lastro.engine.rows.tables import NULL

MOMENTS = {
    "customers": "updated_at", "accounts": "updated_at", "credit_cards": "updated_at", "compliance": "review_date",
    "transactions": "transaction_date", "digital_activity": "timestamp",
}  # fmt: skip
_TODAY_OF_NOBODY = 20_000  # of files without any moment: any day will do


def inferred(folder: Path) -> tuple[date, date]:
    """history_start and as_of, as the files suggest them."""
    spans = {dataset: _span(folder, dataset, column) for dataset, column in MOMENTS.items()}
    last = max((end for _, end in filter(None, spans.values())), default=_TODAY_OF_NOBODY)
    first = (spans["transactions"] or (last, last))[0]
    return _date(first).replace(day=1), _date(last)


def _span(folder: Path, dataset: str, column: str) -> tuple[int, int] | None:
    """The first and the last day in a column."""
    ends: list[int] = []
    row = row_class(dataset)
    for part in parts(folder / f"{dataset}.json", row):
        days = Batch(row, part.frame, part.rows).day(column)
        known = days[days != NULL]
        ends += [int(known.min()), int(known.max())] if len(known) else []
    return (min(ends), max(ends)) if ends else None


def _date(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days)
