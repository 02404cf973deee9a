"""File faults: a whole file made over line by line, and the way back; lines that have none stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_WAYS: dict[str, Way] = {}

LineWise = Callable[[bytes, int], bytes]  # a line with its break, and its number from 0
AllLines = Callable[[Iterator[bytes]], Iterator[bytes]]
WholeFile = Callable[[Path, Path, Path], None]  # the file at fault, what was kept of it, where it is to be whole


@dataclass
class Way:
    """How a kind makes a file over, and how that is undone: line by line, over all lines, or with what was cut off."""

    name: str
    forth: LineWise | None = None
    back: LineWise | None = None
    forth_all: AllLines | None = None
    back_all: AllLines | None = None
    back_file: WholeFile | None = None

    def __post_init__(self) -> None:
        _WAYS[self.name] = self

    def there(self, path: Path, tail: Path) -> str | None:
        """Make a file over, or return None where that would leave it as it is.

        tail: where it is kept which lines have no way back and stay as they are.
        """
        beside, kept, struck = path.with_suffix(".tmp"), list[int](), list[int]()
        with path.open("rb") as stream, beside.open("wb") as made:
            made.writelines(self.forth_all(stream) if self.forth_all else self._lines(stream, kept, struck))
        if not (self.forth_all or struck):
            beside.unlink()
            return None
        beside.replace(path)
        if kept:
            tail.write_text(json.dumps(kept), encoding="utf-8")
        return "made over" if not kept else f"made over but for {len(kept)} lines"

    def _lines(self, stream: Iterator[bytes], kept: list[int], struck: list[int]) -> Iterator[bytes]:
        """The lines made over; notes the numbers of those that have no way back, and of the first that changes."""
        assert self.forth is not None
        assert self.back is not None
        for number, line in enumerate(stream):
            try:
                made = self.forth(line, number)
                fine = self.back(made, number) == line
            except ValueError:
                fine = False
            if not fine:
                kept.append(number)
            elif not struck and made != line:
                struck.append(number)
            yield made if fine else line

    def undo(self, path: Path, tail: Path, into: Path) -> None:
        """Write the file as it was before."""
        if self.back_file:
            self.back_file(path, tail, into)
            return
        kept = set(json.loads(tail.read_text(encoding="utf-8"))) if tail.exists() else set[int]()
        with path.open("rb") as stream, into.open("wb") as made:
            made.writelines(self.back_all(stream) if self.back_all else self._back(stream, kept))

    def _back(self, stream: Iterator[bytes], kept: set[int]) -> Iterator[bytes]:
        assert self.back is not None
        for number, line in enumerate(stream):
            yield line if number in kept else self.back(line, number)


def way(name: str) -> Way:
    """The way of a kind."""
    return _WAYS[name]
