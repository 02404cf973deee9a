"""Progress: one line on a terminal, of the dataset that is built and of the whole run; nothing anywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from typing import NoReturn

from tqdm import tqdm

from lastro.engine.build.course import COURSE
from lastro.engine.build.spec import BuildSpec
from lastro.engine.files.writer import Placed

_SAMPLE = 1 << 20  # bytes from which the number of lines of a file is estimated


def bar(title: str, rows: int | None) -> tqdm[NoReturn]:
    """A bar over so many rows; silent where the error output is no terminal."""
    return tqdm(total=rows, desc=title, unit=" rows", delay=1.0, leave=False, disable=not sys.stderr.isatty())


def shown(spec: BuildSpec, blocks: Iterator[Placed]) -> Iterator[Placed]:
    """The blocks as they come, with a line that says how far the build is."""
    if not sys.stderr.isatty():
        yield from blocks
        return
    reached = _Reached(spec.name, spec.rows or _lines(spec))
    with _line(_said([spec.name], [reached])) as line:
        for block in blocks:
            yield block
            reached.add(block)
            line.set_description_str(_said([spec.name], [reached]), refresh=False)
            line.update()


def shown_together(
    names: Sequence[str], count: int, blocks: Iterator[tuple[str, Placed]]
) -> Iterator[tuple[str, Placed]]:
    """The same for datasets that are made together, in so many blocks each."""
    if not sys.stderr.isatty():
        yield from blocks
        return
    reached = {name: _Reached(name, count) for name in names}
    with _line(_said(names, reached.values())) as line:
        for name, block in blocks:
            yield name, block
            reached[name].add(block._replace(rows=1))
            line.set_description_str(_said(names, reached.values()), refresh=False)
            line.update()


def _line(said: str) -> tqdm[NoReturn]:
    """A line that says what it is told, ten times a second at most, and goes when all is done."""
    return tqdm(desc=said, bar_format="{desc}", miniters=1, leave=False)


class _Reached:
    """How far a dataset is; blocks that other processes have written before the last one known are reckoned in."""

    def __init__(self, name: str, of_rows: int | None) -> None:
        self.name, self.of_rows = name, of_rows
        self.known = self.rows = self.size = self.end = 0
        COURSE.reach(name, 0.0)

    def add(self, block: Placed) -> None:
        self.known += block.records
        self.rows += block.rows
        self.size += block.ends - block.begins
        self.end = max(self.end, block.ends)
        COURSE.reach(self.name, self._reckoned(self.rows) / self.of_rows if self.of_rows else 0.0)

    def _reckoned(self, known: int) -> float:
        """Rows or records of the whole file up to where it is known to reach, from those of the known blocks."""
        return known * max(self.end / self.size, 1.0) if self.size else known

    @property
    def records(self) -> float:
        return self._reckoned(self.known)


def _said(names: Sequence[str], reached: Collection[_Reached]) -> str:
    """As `[7/9] transactions 412,000 records, 85 MB, 31 s left of all`, no longer than the terminal is wide.

    Of several datasets, the first is named, and how many more there are.
    """
    more = f" and {len(names) - 1} more" if names[1:] else ""
    records, size = sum(each.records for each in reached), sum(each.end for each in reached)
    said = (
        f"{COURSE.step(names[0])}{names[0]}{more} {round(records, -3 if records > 1e4 else 0):,.0f} records, "
        f"{size / 1e6:,.0f} MB, {_time(COURSE.left())} left of all"
    )
    width = os.get_terminal_size(sys.stderr.fileno()).columns
    return said[: width - 1] if width else said


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _lines(spec: BuildSpec) -> int | None:
    """About how many records the driving file has, by the length of its first lines."""
    if not spec.upstream or not spec.path(spec.upstream[0]).is_file():
        return None
    with spec.path(spec.upstream[0]).open("rb") as stream:
        sample = stream.read(_SAMPLE)
        size = stream.seek(0, 2)
    return round(sample.count(b"\n") * size / max(len(sample), 1))
