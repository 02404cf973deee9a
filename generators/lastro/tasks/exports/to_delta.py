"""Delta Lake: one table a dataset, with change data feed; a version for each as_of, or each day (`--from`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lastro.engine.rows.columns import row_class
from lastro.tasks.exports.delta.versions import Versions
from lastro.tasks.exports.frames import typed_frames
from lastro.tasks.exports.lineage import Lineage, present


def write(files: Mapping[str, Path], into: Path, *, first: str = "") -> int:
    """Bring a folder of Delta tables up to date; returns the number of records in them.

    A bank that has grown gets a version with the rows that came or changed, any other a version that replaces all rows.
    first: give the days from this one on a version each, and one to the evening before, unless the tables are there.
    """
    into.mkdir(exist_ok=True)
    bank = present(files)
    tables = [Versions(into / dataset, row_class(dataset)) for dataset in files]
    if first:
        from lastro.tasks.exports.delta.days import write_days

        write_days(tables, bank, first, into)
    else:
        for table, path in zip(tables, files.values(), strict=True):
            _bring_up(table, path, bank)
    return sum(table.records() for table in tables)


def _bring_up(table: Versions, path: Path, bank: Lineage) -> None:
    if table.bank is None or not bank.grew_out_of(table.bank):
        table.replace(typed_frames(path, table.row), bank)
    elif table.bank != bank:
        table.add(typed_frames(path, table.row, table.bank.as_of), bank)
