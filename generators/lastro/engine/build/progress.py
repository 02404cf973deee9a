"""Progress: a bar on a terminal for builds that take longer than a second; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NoReturn

from tqdm import tqdm

from lastro.engine.build.plan import Plan
from lastro.engine.files.writer import Placed

_SAMPLE = 1 << 20  # bytes from which the number of lines of a file is estimated


def bar(title: str, rows: int | None) -> tqdm[NoReturn]:
    """A bar over so many rows; silent where the error output is no terminal."""
    return tqdm(total=rows, desc=title, unit=" rows", delay=1.0, leave=False, disable=not sys.stderr.isatty())


def shown(plan: Plan, blocks: Iterator[Placed]) -> Iterator[Placed]:
    """The blocks as they come, with a bar over the rows of the driving table."""
    with bar(plan.name, plan.rows or _lines(plan)) as progress:
        for block in blocks:
            yield block
            progress.update(block.rows)


def _lines(plan: Plan) -> int | None:
    """About how many records the driving file has, by the length of its first lines."""
    if not plan.upstream or not plan.path(plan.upstream[0]).is_file():
        return None
    with plan.path(plan.upstream[0]).open("rb") as stream:
        sample = stream.read(_SAMPLE)
        size = stream.seek(0, 2)
    return round(sample.count(b"\n") * size / max(len(sample), 1))
