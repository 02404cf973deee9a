"""Sheets: what goes wrong with CSV: separators, quotes, lines that are no records, rows of uneven length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lastro.tasks.dirty.files.file_faults import Way, way
from lastro.tasks.dirty.files.sheet import field_of, fields
from lastro.tasks.dirty.luck import Luck
from lastro.tasks.dirty.registry import CSV, FILE, kind

_PREAMBLE = "Banco Lastro S.A. - extração\nGerado em 31/10/2026;Página 1\n\n".encode()
_FOOTNOTE = b"Total de registros: conferir\n"
_EVERY = 97  # of so many lines, one is uneven


@kind("file", FILE, caught_by="reading", usual=0, forms=(CSV,))
def semicolons(path: Path, tail: Path, luck: Luck) -> str | None:
    """Semicolons stand between the fields, not commas."""
    return way("semicolons").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=(CSV,))
def apostrophes(path: Path, tail: Path, luck: Luck) -> str | None:
    """Texts with commas stand between apostrophes, not quotes."""
    return way("apostrophes").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=(CSV,))
def preamble(path: Path, tail: Path, luck: Luck) -> str | None:
    """Lines about the file stand before the names of the columns."""
    return way("preamble").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=(CSV,))
def footnote(path: Path, tail: Path, luck: Luck) -> str | None:
    """A line about the file stands behind the last record."""
    return way("footnote").there(path, tail)


@kind("file", FILE, caught_by="reading", usual=0, forms=(CSV,))
def ragged_rows(path: Path, tail: Path, luck: Luck) -> str | None:
    """Some rows have a field too many."""
    return way("ragged_rows").there(path, tail)


def _with_semicolons(line: bytes, _: int) -> bytes:
    found = fields(line.decode()[:-1])
    return (";".join("" if field is None else field_of(field, ";") for field in found) + "\n").encode()


def _with_commas(line: bytes, _: int) -> bytes:
    """The way back: what stands in quotes for its semicolon is told from what needs them for a comma."""
    swapped = line.decode()[:-1].translate(_OTHER)
    found = [None if field is None else field.translate(_OTHER) for field in fields(swapped)]
    return (",".join("" if field is None else field_of(field) for field in found) + "\n").encode()


_OTHER = str.maketrans(",;", ";,")
_QUOTES = bytes.maketrans(b"\"'", b"'\"")


def _before(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield _PREAMBLE
    yield from lines


def _without_first(lines: Iterator[bytes]) -> Iterator[bytes]:
    for _ in range(_PREAMBLE.count(b"\n")):
        next(lines)
    yield from lines


def _behind(lines: Iterator[bytes]) -> Iterator[bytes]:
    yield from lines
    yield _FOOTNOTE


def _without_last(lines: Iterator[bytes]) -> Iterator[bytes]:
    before = next(lines)
    for line in lines:
        yield before
        before = line


Way("semicolons", forth=_with_semicolons, back=_with_commas)
Way("apostrophes", forth=lambda line, _: line.translate(_QUOTES), back=lambda line, _: line.translate(_QUOTES))
Way("preamble", forth_all=_before, back_all=_without_first)
Way("footnote", forth_all=_behind, back_all=_without_last)
Way("ragged_rows", forth=lambda line, number: line if number % _EVERY else line[:-1] + b",\n",
    back=lambda line, number: line if number % _EVERY else line[:-2] + b"\n")  # fmt: skip
