"""Writing: a file appears whole or not at all, and equal bytes are not written again."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lastro.engine.errors import BuildError
from lastro.engine.files.atomic import discard, take_place, written_beside
from lastro.engine.records.digests import hasher

_OPENING, _BETWEEN = b"[\n", b",\n"
_CHUNK = 1 << 20  # bytes read at a time where others have written

Bytes = bytes | memoryview


class Block(NamedTuple):
    """Lines of records in parts, made when asked for; how many records, and of how many rows of the driving table."""

    parts: Iterable[Bytes]
    records: int
    rows: int


class Placed(NamedTuple):
    """A block in the file: its number, where it begins and ends, its records, and the rows that it was made of."""

    number: int
    begins: int
    ends: int
    records: int
    rows: int


class Prepared(NamedTuple):
    """A block whose bytes are there, before it is known where it begins."""

    number: int
    parts: list[Bytes]
    records: int
    rows: int

    def end(self, begins: int) -> int:
        """Where the block ends if it begins at a byte."""
        return begins + sum(map(len, self.pieces(begins)))

    def pieces(self, begins: int) -> Iterator[Bytes]:
        """The block's bytes, with what stands between its parts and before it."""
        for number, part in enumerate(self.parts):
            if number or begins > len(_OPENING):
                yield _BETWEEN
            yield part


class Output:
    """A file that is being written, block by block, by one process or by several."""

    def __init__(self, path: Path, stream: BinaryIO, digested: bool = True) -> None:
        self.path, self.stream, self.digested = path, stream, digested
        self.end = 0  # of what this process knows to be written, and digested if it is at all
        self.records = 0
        self.digest = hasher()

    @staticmethod
    @contextmanager
    def opened(path: str) -> Iterator[Output]:
        """A file that another process has begun."""
        with open(path, "r+b") as stream:
            yield Output(Path(path), stream)

    def begin(self) -> None:
        """Write what stands before the first record."""
        self.add(_OPENING)

    def finish(self) -> None:
        """Write what stands behind the last record."""
        self.add(b"\n]\n" if self.records else b"]\n")

    def whole(self, path: Path) -> Whole:
        """The finished file, beside its place."""
        return Whole(path, self.digest.hexdigest(), self.end, self.records)

    def append(self, number: int, block: Block) -> Placed:
        """Write a block behind what is there."""
        begins = self.end
        for part in block.parts:
            if self.end > len(_OPENING):
                self.add(_BETWEEN)
            self.add(part)
        self.records += block.records
        return Placed(number, begins, self.end, block.records, block.rows)

    def add(self, content: Bytes) -> None:
        """Write something behind what is there."""
        self.stream.write(content)
        if self.digested:
            self.digest.update(content)
        self.end += len(content)

    @staticmethod
    def prepared(number: int, block: Block) -> Prepared:
        """A block with all its bytes."""
        return Prepared(number, list(block.parts), block.records, block.rows)

    def put(self, block: Prepared, begins: int) -> Placed:
        """Write a block where it belongs, whatever is written before it meanwhile."""
        self.stream.seek(begins)
        self.stream.writelines(block.pieces(begins))
        self.stream.flush()
        return Placed(block.number, begins, self.stream.tell(), block.records, block.rows)

    def take_over(self, placed: Iterable[Placed]) -> None:
        """Go on behind blocks that several processes have put."""
        found = list(placed)
        ends = max(each.ends for each in found)
        self.records += sum(each.records for each in found)
        self.stream.seek(self.end)
        while self.end < ends:
            content = self.stream.read(min(_CHUNK, ends - self.end))
            if not content:
                raise BuildError(f"{self.path} ends before its last block: something else has changed it")
            self.digest.update(content)
            self.end += len(content)


class Written(NamedTuple):
    """What was written: digest, bytes, records, and whether the file differs from the one before."""

    digest: str
    size: int
    records: int
    changed: bool


class Whole(NamedTuple):
    """A whole file that stands beside its place: digest, bytes, records."""

    path: Path  # its place
    digest: str
    size: int
    records: int

    def place(self, before_rename: Callable[[str], None]) -> Written:
        """Let it take its place, unless equal bytes stand there.

        before_rename is told the digest before the file takes its final name.
        """
        changed = False

        def differs(beside: str) -> bool:
            nonlocal changed
            changed = not (self.path.exists() and filecmp.cmp(beside, self.path, shallow=False))
            before_rename(self.digest)
            return changed

        take_place(self.path, accept=differs)
        return Written(self.digest, self.size, self.records, changed)

    def discard(self) -> None:
        """Remove it."""
        discard(self.path)


@contextmanager
def array(path: Path) -> Iterator[Output]:
    """A JSON array of records that is being written beside a path; it stays there, whole, when all went well."""
    refuse_odd_target(path)
    with written_beside(path) as stream:
        output = Output(Path(stream.name), stream)
        output.begin()
        stream.flush()
        yield output
        output.finish()


def write_array(path: Path, fill: Callable[[Output], None], before_rename: Callable[[str], None]) -> Written:
    """Write blocks of records as one JSON array, beside and then under the final name.

    fill puts the blocks into the file. before_rename is told the digest when everything is written, before the file
    takes its final name.
    """
    with array(path) as output:
        fill(output)
    return output.whole(path).place(before_rename)


def refuse_odd_target(path: Path) -> None:
    """Raise BuildError where something other than a regular file stands in the place of an output."""
    if path.is_symlink():
        raise BuildError(f"{path} is a link; remove it, since the build writes through no link")
    if path.exists() and not path.is_file():
        raise BuildError(f"{path} is not a regular file; remove it, and the build puts the dataset there")
