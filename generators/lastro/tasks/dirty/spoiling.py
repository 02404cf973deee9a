"""Spoiling: one dataset copied line by line, with what strikes it put in, and every fault told to the answers."""

from __future__ import annotations

import heapq
import itertools
from pathlib import Path

from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.dirty.answers.log import Log, Where
from lastro.tasks.dirty.cell import Frame
from lastro.tasks.dirty.drift import Drift
from lastro.tasks.dirty.files.blocks import Block, blocks
from lastro.tasks.dirty.files.lines import Line, Texts
from lastro.tasks.dirty.files.output import Output
from lastro.tasks.dirty.recipe import Recipe
from lastro.tasks.dirty.registry import NEIGHBOURS
from lastro.tasks.dirty.strikes import Hit, Strike, Striker, key_text


class Spoiling:
    """One dataset on its way into the twin."""

    def __init__(self, dataset: str, frame: Frame, recipe: Recipe, drift: Drift | None, log: Log) -> None:
        self.dataset, self.log, self.drift = dataset, log, drift
        self.striker = Striker(dataset, columns_of(row_class(dataset)), frame, recipe)
        self._waiting: list[tuple[int, int, bytes, Hit, str]] = []  # copies, by the clean row that they come before
        self._number = itertools.count()

    def write(self, path: Path, output: Output) -> int:
        """Copy a file; returns the number of clean records."""
        rows = 0
        for block in blocks(path):
            self._block(block, output)
            rows = block.first + len(block)
        self._put_in(output, None)
        return rows

    def _block(self, block: Block, output: Output) -> None:
        known = _Known(self.striker, block)
        struck = iter(range(len(block)) if self.drift else sorted(known.strikes))
        done, at = 0, next(struck, None)
        while stops := [each for each in (at, known.swapped, self._due(block)) if each is not None]:
            stop = min(stops)
            if stop > done:
                output.add(block.between(done, stop), stop - done)
                done = stop
            self._put_in(output, block.first + stop)
            if stop in (at, known.swapped):
                at = next(struck, None) if stop == at else at
                self._record(block, stop, known, output)
                done = stop + 1
        if done < len(block):
            output.add(block.between(done, len(block)), len(block) - done)

    def _due(self, block: Block) -> int | None:
        """Where in the block the next copy comes in."""
        if not self._waiting or self._waiting[0][0] >= block.first + len(block):
            return None
        return max(0, self._waiting[0][0] - block.first)

    def _record(self, block: Block, at: int, known: _Known, output: Output) -> None:
        """Write a record with what has struck it."""
        line = known.line(at)
        cells = known.taken_by_neighbour(at) or known.cells(at, line, self._untouched(line))
        if cells and cells[0].outcome:
            self._row(block, at, line, cells[0], output)
            return
        patched = self._patched(line, cells, output.rows)
        output.add(self._drifted(patched, line, output.rows))

    def _patched(self, line: Line, cells: list[Hit], row: int) -> Line:
        """A record with new texts in its cells."""
        patches: Texts = {}
        for hit in cells:
            patches |= hit.patches
            where = Where(row, key_text(line, self.striker.key), hit.column)
            before, after = [line.texts[name] for name in hit.patches], list(hit.patches.values())
            if len(after) > 1:
                where = where._replace(column=list(hit.patches))
                self.log.write(hit.chance.kind, self.dataset, where, before, after, hit.episode)
            else:
                self.log.write(hit.chance.kind, self.dataset, where, before[0], after[0], hit.episode)
        return Line(line.with_cells(patches)) if patches else line

    def _row(self, block: Block, at: int, line: Line, hit: Hit, output: Output) -> None:
        """A record that is lost, or stands a second time."""
        assert hit.outcome is not None
        key = key_text(line, self.striker.key)
        if hit.outcome.lost:
            where = Where(block.first + at, key)
            self.log.write(hit.chance.kind, self.dataset, where, line.content.decode(), None, hit.episode)
            return
        output.add(self._drifted(line, line, output.rows))
        for distance, copy in hit.outcome.put:
            put = self.drift.of(Line(copy)) if self.drift else copy
            heapq.heappush(self._waiting, (block.first + at + distance, next(self._number), put, hit, key))

    def _put_in(self, output: Output, row: int | None) -> None:
        """Write the copies that come before a clean row; all of them where none is named."""
        while self._waiting and (row is None or self._waiting[0][0] <= row):
            _, _, copy, hit, key = heapq.heappop(self._waiting)
            self.log.write(hit.chance.kind, self.dataset, Where(output.rows, key), None, copy.decode(), hit.episode)
            output.add(copy)

    def _drifted(self, line: Line, clean: Line, row: int) -> bytes:
        """A record in the schema of its day."""
        if self.drift is None or not self.drift.is_after(clean):
            return line.content
        after = self.drift.of(line)
        if after != line.content:
            where = Where(row, key_text(clean, self.striker.key))
            self.log.write(self.drift.kind, self.dataset, where, line.content.decode(), after.decode())
            self.drift.count += 1
        return after

    def _untouched(self, line: Line) -> str:
        """The column that no cell of a record may be struck in, since the drift changes it."""
        return self.drift.column if self.drift and self.drift.is_after(line) else ""


class _Known:
    """The strikes of a block, and what they have come to; a swap takes the next record too."""

    def __init__(self, striker: Striker, block: Block) -> None:
        self.striker, self.block = striker, block
        self.strikes: dict[int, list[Strike]] = striker.strikes(block)
        self.swapped: int | None = None  # the record that a swap has reached into
        self._swap: list[Hit] = []
        self._hits: dict[int, list[Hit]] = {}
        self._lines: dict[int, Line] = {}

    def line(self, at: int) -> Line:
        """A record, whose cells are read once whoever asks for them."""
        if at not in self._lines:
            self._lines[at] = Line(self.block.line(at))
        return self._lines[at]

    def taken_by_neighbour(self, at: int) -> list[Hit]:
        """What the record before has done to this one, whose own strikes give way to it."""
        if at != self.swapped:
            return []
        taken, self.swapped, self._swap = self._swap, None, []
        for hit in self._of(at):
            hit.chance.figures["yielded"] += 1
        return taken

    def cells(self, at: int, line: Line, untouched: str) -> list[Hit]:
        """The strikes that reach a record: one on a row, or one each on different cells; the lowest rank first."""
        found: list[Hit] = []
        taken: set[str] = {untouched}
        for hit in self._of(at):
            free = not taken & hit.patches.keys() and not (found and (hit.outcome or found[0].outcome))
            if free and hit.chance.kind.scope == NEIGHBOURS:
                free = self._reach(at, line, hit)
            if free:
                found.append(hit)
                taken |= hit.patches.keys()
            hit.chance.figures["count" if free else "yielded"] += 1
        return found

    def _of(self, at: int) -> list[Hit]:
        if at not in self._hits:
            self._hits[at] = self.striker.hits(self.block, at, self.line(at), self.strikes.get(at, ()))
        return self._hits[at]

    def _reach(self, at: int, line: Line, hit: Hit) -> bool:
        """Have a swap reach into the next record, unless something has struck that first."""
        if self.swapped is not None or any(other.rank < hit.rank for other in self._of(at + 1)):
            return False
        self.swapped = at + 1
        self._swap = [hit._replace(patches={hit.column: line.texts[hit.column]})]
        return True
