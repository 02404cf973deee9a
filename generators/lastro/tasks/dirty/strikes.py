"""Strikes: which records of a block are struck by which kinds, and which of two strikes on one cell goes first.

A strike is a pure function of seed, kind, dataset and key. Its rank says at how low a level it already happens; the
lower rank goes first, so that every corruption of a level is one of the next higher level too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from lastro.engine.arrays import Flags
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columns import Column, key_of, owner_of, row_class
from lastro.tasks.dirty.cell import Cell, Frame, Outcome
from lastro.tasks.dirty.files.blocks import Block
from lastro.tasks.dirty.files.lines import Line, Texts, quoted
from lastro.tasks.dirty.files.sheet import fits
from lastro.tasks.dirty.kinds.missing import ABSENT
from lastro.tasks.dirty.luck import Luck, share
from lastro.tasks.dirty.mechanisms import Mechanism, mechanism
from lastro.tasks.dirty.recipe import Recipe
from lastro.tasks.dirty.registry import CELL, IN_RECORDS, NEIGHBOURS, PAIR, PARQUET, ROW, Kind

_BITS = 1 << 64


@dataclass
class Chance:
    """One kind in one dataset: how often it strikes and where, and what has come of it so far."""

    kind: Kind
    dataset: str
    rate: float
    columns: tuple[Column, ...]
    mechanism: Mechanism
    figures: Counter[str] = field(default_factory=Counter)  # eligible, count, yielded, unfit


class Strike(NamedTuple):
    """A kind strikes a record, before it is known what comes of it; share: the drawn number from 0 to below 1."""

    chance: Chance
    share: float
    bits: int


class Hit(NamedTuple):
    """What a strike does: new texts in cells of the record, or with a row; lower ranks go first."""

    rank: float
    chance: Chance
    column: str  # "" for a row
    patches: Texts
    outcome: Outcome | None = None
    episode: str | None = None


class Striker:
    """Strikes in one dataset."""

    def __init__(self, dataset: str, columns: Mapping[str, Column], frame: Frame, recipe: Recipe) -> None:
        self.dataset, self.frame, self.form = dataset, frame, recipe.form
        row = row_class(dataset)
        owner = owner_of(row)
        self.key, self.owner = key_of(row).name, owner.name if owner else ""
        self.chances = [
            Chance(kind, dataset, recipe.rates[kind.name], found, mechanism(kind.name, dataset, frame, columns))
            for kind in recipe.kinds(*IN_RECORDS)
            if (found := kind.columns(dataset, list(columns.values())))
        ]

    def strikes(self, block: Block) -> dict[int, list[Strike]]:
        """The strikes of a block by the position of the record in it."""
        draws = Draws(self.frame.seed, f"dirty {self.dataset}", block.keys(self.key))
        found: dict[int, list[Strike]] = {}
        for chance in self.chances:
            bits = draws.bits(chance.kind.name)
            limit = min(1.0, chance.rate * chance.mechanism.most)
            struck = np.flatnonzero(bits <= np.uint64(min(_BITS - 1, int(limit * _BITS))))
            last = block.last_of(self.key, self.owner) if chance.kind.ends else None
            chance.figures["eligible"] += _eligible(chance.kind, block, last)
            if last is not None:
                struck = struck[last[struck]]
            luck = draws.at(struck).bits(f"{chance.kind.name} luck")
            for at, drawn, lucky in zip(struck.tolist(), bits[struck].tolist(), luck.tolist(), strict=True):
                found.setdefault(at, []).append(Strike(chance, share(drawn), lucky))
        return found

    def hits(self, block: Block, at: int, line: Line, strikes: Sequence[Strike]) -> list[Hit]:
        """What the strikes on a record come to, the lowest rank first; line: the record."""
        found = [hit for strike in strikes if (hit := self._hit(block, at, line, strike))]
        if not found or not line.is_regular:  # a line that a person has written otherwise stays as it is
            return []
        return sorted(found, key=lambda hit: (hit.rank, hit.chance.kind.name))

    def _hit(self, block: Block, at: int, line: Line, strike: Strike) -> Hit | None:
        """What a strike comes to: the first of the kind's columns, from a drawn one on, whose value can take it."""
        chance, near = strike.chance, _Near(block, at)
        first = Luck(strike.bits).below(len(chance.columns))
        for number in range(len(chance.columns)):
            column = chance.columns[(first + number) % len(chance.columns)]
            if column.name not in line.values:
                continue
            luck = Luck(strike.bits, column.name)
            cell = Cell(self.dataset, column, line, luck, self.frame, near)
            weight, episode = chance.mechanism.weight(cell)
            if strike.share >= chance.rate * weight:
                return None
            rank = strike.share / (chance.rate * weight)
            made = chance.kind.make(cell)
            if made is None:
                continue
            if chance.kind.scope == ROW:
                return Hit(rank, chance, "", {}, made, episode)
            patches = self._patches(chance.kind, cell, made)
            if patches:
                return Hit(rank, chance, column.name, patches, None, episode)
        chance.figures["unfit"] += chance.kind.needs is None  # else the record was not eligible
        return None

    def _patches(self, kind: Kind, cell: Cell, made: str) -> Texts:
        """The new texts of the cells that a kind strikes; none where nothing changes, or where the form has no room."""
        name = cell.column.name
        if kind.scope == PAIR:
            found: Texts = {name: cell.line.texts[made], made: cell.text}
        else:
            found = {name: None if made == ABSENT else made}
        fitting = self.form != PARQUET or (kind.scope in (CELL, NEIGHBOURS) and fits(cell.column, made))
        return found if fitting and found[name] != cell.text else {}


def _eligible(kind: Kind, block: Block, last: Flags | None) -> int:
    """How many records of a block a kind could have struck; last: which of them are the last of their owner."""
    if last is not None:
        return int(last.sum())
    return block.matching(kind.needs) if kind.needs else len(block)


class _Near:
    """The records of a block around one of them, read when they are asked for."""

    def __init__(self, block: Block, at: int) -> None:
        self.block, self.at = block, at

    def __call__(self, step: int) -> Mapping[str, Any]:
        """The record so many rows further; empty beyond the block."""
        there = self.at + step < len(self.block)
        return Line(self.block.line(self.at + step)).values if there else {}


def key_text(line: Line, column: str) -> str:
    """The key of a record, as the answers name it."""
    return str(line.values.get(column, quoted(None)))
