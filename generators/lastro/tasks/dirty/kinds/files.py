"""Files: whole files that are cut, gone, or in another encoding or layout, each with the way back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from lastro.tasks.dirty.files.file_faults import Way, way
from lastro.tasks.dirty.luck import Luck
from lastro.tasks.dirty.registry import CSV, FILE, JSON, kind

_MARK = b"\xef\xbb\xbf"  # U+FEFF in UTF-8
_TEXTS = (JSON, CSV)
_LAST_THIRD = 3


@kind("file", FILE, caught_by="reading", usual=0, forms=_TEXTS)
def cut_in_record(path: Path, tail: Path, luck: Luck) -> str | None:
    """The file ends in the middle of a record."""
    at = _line_end(path, luck)
    return _cut(path, tail, at - 20, b"") if at > 40 else None


@kind("file", FILE, caught_by="record", usual=0, forms=_TEXTS)
def cut_at_record(path: Path, tail: Path, luck: Luck) -> str | None:
    """The last records are missing, and the file ends as if they had never been there."""
    at = _line_end(path, luck)
    if at <= 40:
        return None
    json_ends = path.suffix == ".json"
    return _cut(path, tail, at - 2 if json_ends else at, b"\n]\n" if json_ends else b"")


@kind("file", FILE, caught_by="reading", usual=0)
def empty_file(path: Path, tail: Path, luck: Luck) -> str | None:
    """The file is there, and holds nothing."""
    os.rename(path, tail)
    path.touch()
    return "emptied"


@kind("file", FILE, caught_by="reading", usual=0)
def missing_file(path: Path, tail: Path, luck: Luck) -> str | None:
    """The file is not there."""
    os.rename(path, tail)
    return "left out"


@kind("file", FILE, caught_by="reading", usual=0, forms=_TEXTS)
def byte_order_mark(path: Path, tail: Path, luck: Luck) -> str | None:
    """A byte order mark stands before the first letter."""
    return way("byte_order_mark").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=_TEXTS)
def latin_1(path: Path, tail: Path, luck: Luck) -> str | None:
    """Letters with accents are bytes of Latin-1."""
    return way("latin_1").there(path, tail)


@kind("file", FILE, caught_by="record", usual=0, forms=_TEXTS)
def carriage_returns(path: Path, tail: Path, luck: Luck) -> str | None:
    """Lines end as in Windows, with CR and LF."""
    return way("carriage_returns").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=(JSON,))
def one_object_a_line(path: Path, tail: Path, luck: Luck) -> str | None:
    """The file is NDJSON: no brackets, no commas between records."""
    return way("one_object_a_line").there(path, tail)


def _line_end(path: Path, luck: Luck) -> int:
    """Behind some line of the last third of a file."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(size - 1 - luck.below(max(1, size // _LAST_THIRD)))
        stream.seek(max(0, stream.tell() - 2_000))
        stream.readline()
        first = stream.tell()
        stream.readline()
        return stream.tell() if stream.tell() < size - 4 else first


def _cut(path: Path, tail: Path, at: int, ending: bytes) -> str:
    with path.open("r+b") as stream:
        stream.seek(at)
        with tail.open("wb") as kept:
            shutil.copyfileobj(stream, kept)
        stream.truncate(at)
        stream.seek(at)
        stream.write(ending)
    return f"cut after {at} bytes"


def _uncut(path: Path, tail: Path, into: Path, ending: int = 0) -> None:
    shutil.copyfile(path, into)
    with into.open("r+b") as stream, tail.open("rb") as kept:
        stream.truncate(path.stat().st_size - ending)
        stream.seek(0, os.SEEK_END)
        shutil.copyfileobj(kept, stream)


def _whole_tail(path: Path, tail: Path, into: Path) -> None:
    shutil.copyfile(tail, into)


def _marked(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield _MARK
    yield from lines


def _unmarked(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield next(lines).removeprefix(_MARK)
    yield from lines


def _unlisted(lines: Iterator[bytes]) -> Iterator[bytes]:
    next(lines)
    for line in lines:
        if line != b"]\n":
            yield line.removesuffix(b"\n").removesuffix(b",") + b"\n"


def _listed(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield b"[\n"
    before = b""
    for line in lines:
        if before:
            yield before.removesuffix(b"\n") + b",\n"
        before = line
    yield before
    yield b"]\n"


Way("cut_in_record", back_file=_uncut)
Way("cut_at_record", back_file=lambda path, tail, into: _uncut(path, tail, into, 3 if path.suffix == ".json" else 0))
Way("empty_file", back_file=_whole_tail)
Way("missing_file", back_file=_whole_tail)
Way("byte_order_mark", forth_all=_marked, back_all=_unmarked)
Way("one_object_a_line", forth_all=_unlisted, back_all=_listed)
Way("carriage_returns", forth=lambda line, _: line[:-1] + b"\r\n", back=lambda line, _: line[:-2] + b"\n")
Way("latin_1", forth=lambda line, _: line.decode().encode("latin-1"),
    back=lambda line, _: line.decode("latin-1").encode())  # fmt: skip
