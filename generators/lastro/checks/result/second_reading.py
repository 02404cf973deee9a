"""The second reading of files in which something is wrong: it gives keys to what is known by its position only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from lastro.checks.files.reading import parts
from lastro.checks.files.records import Part
from lastro.checks.result.check_result import ALL_RECORDS, CheckResult, Finding, Promise
from lastro.checks.result.offenders import Offenders
from lastro.engine.rows.columns import Row, key_of, row_class

Sought = tuple[int, Finding | Promise]  # a position, and what is known of it


def read_again(files: Mapping[str, Path], result: CheckResult, offenders: Offenders | None) -> None:
    """Name the first offender of each finding, and write the offenders that were put by."""
    for dataset in result.datasets:
        here = [each for each in result.findings.values() if each.promise.dataset == dataset]
        firsts: list[Sought] = sorted(((each.row, each) for each in here), key=itemgetter(0))
        later: Iterator[Sought] = offenders.sorted(dataset) if offenders else iter(())
        sought = merge(firsts, later, key=itemgetter(0))
        _find(files[dataset], row_class(dataset), sought, offenders)


def _find(path: Path, row: type[Row], sought: Iterator[Sought], offenders: Offenders | None) -> None:
    """Read as far as there is something to be found."""
    found, done, files = next(sought, None), 0, parts(path, row)
    part: Part | None = None
    while found:
        position, known = found
        while position != ALL_RECORDS and position >= done:
            part = next(files)
            done += part.seen
        key, value = _record(part, row, position, known) if part and position != ALL_RECORDS else ("all records", None)
        if isinstance(known, Finding):
            known.key = key or f"record {position + 1}"
        elif offenders:
            offenders.write(known, key, position, value)
        found = next(sought, None)


def _record(part: Part, row: type[Row], position: int, known: Finding | Promise) -> tuple[str | None, Any]:
    """The key of a record, and its value in the column of a promise."""
    at = int(np.searchsorted(part.rows, position))
    if at == len(part.rows) or part.rows[at] != position:
        return next(each.key for each in part.found if each.row == position), None
    column = known.column if isinstance(known, Promise) else ""
    return part.frame[key_of(row).name][at], part.frame[column][at] if column else None
