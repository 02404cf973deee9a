"""Reading the files of a bank, a record a line, with every number kept exact."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Reader = Callable[[str], Iterable[Record]]


class UnreadableError(Exception):
    """A file that is not a JSON array with one record a line."""


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")


_TEXT = json.encoder.encode_basestring
_OTHER = json.JSONEncoder(ensure_ascii=False).encode
_decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant).decode


def lines(path: Path) -> Iterator[str]:
    """The records of a file as text, without the comma that parts them."""
    with path.open(encoding="utf-8", newline="\n") as file:
        if file.readline() != "[\n":
            raise UnreadableError(f"{path.name}: the first line is not [")
        follows = True  # whether a comma has promised another record
        for number, line in enumerate(file, start=2):
            text = line.rstrip("\n")
            if text == "]":
                break
            if not follows:
                raise UnreadableError(f"{path.name}, line {number - 1}: a comma is missing")
            follows = text.endswith(",")
            yield text[:-1] if follows else text
        else:
            raise UnreadableError(f"{path.name}: the last line is not ]")


def records(path: Path) -> Iterator[Record]:
    """The records of a file, decimals as Decimal."""
    for number, line in enumerate(lines(path), start=2):
        try:
            yield _decode(line)
        except ValueError as error:
            raise UnreadableError(f"{path.name}, line {number}: {error}") from error


def folder_reader(folder: Path) -> Reader:
    """A reader of the files in a folder."""
    return lambda dataset: records(folder / f"{dataset}.json")


def read_folder(folder: Path) -> dict[str, list[Record]]:
    """The whole folder in memory; meant for small banks."""
    from .columns import DATASETS

    return {dataset: list(records(folder / f"{dataset}.json")) for dataset in DATASETS}


def write_folder(bank: dict[str, list[Record]], folder: Path) -> None:
    """Write records the way they are read: one a line, two decimals at most."""
    folder.mkdir(parents=True, exist_ok=True)
    for dataset, rows in bank.items():
        body = ",\n".join(_encode(row) for row in rows)
        text = f"[\n{body}\n]\n" if rows else "[\n]\n"
        (folder / f"{dataset}.json").write_text(text, encoding="utf-8")


def _encode(row: Record) -> str:
    pairs = [f"{_TEXT(name)}:{_value(value)}" for name, value in row.items()]
    return "{" + ",".join(pairs) + "}"


def _value(value: Any) -> str:
    if type(value) is str:
        return _TEXT(value)
    return str(value) if isinstance(value, Decimal) else _OTHER(value)


def cents(value: Decimal | int | None) -> int:
    """Money as integer cents; what is null counts as nothing."""
    return 0 if value is None else int(value * 100)


def reais(amount: int) -> str:
    """Cents as they are written: -12345 is -123.45."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"
