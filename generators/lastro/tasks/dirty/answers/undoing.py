"""Undoing: the clean files made again of the dirty ones and the answers, last corruption first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.dirty.answers.log import TAILS, digest_of, entries, manifest
from lastro.tasks.dirty.delivering import FEED, undo_deliveries
from lastro.tasks.dirty.files.file_faults import way
from lastro.tasks.dirty.files.lines import Line
from lastro.tasks.dirty.files.output import records
from lastro.tasks.dirty.registry import kinds

Entry = dict[str, Any]


def undo(dirty: Path, key: Path, into: Path) -> dict[str, bool]:
    """Write the clean files into a folder that is there; returns for each dataset whether it equals the clean file.

    Raises BuildError where a file of the twin is not as it was made, since the answers then speak of other lines.
    """
    told = manifest(key)
    form = told["form"]
    spoilt = {entry["dataset"]: entry["kind"] for entry in entries(key) if entry["family"] == "file"}
    grouped = groupby((entry for entry in entries(key) if not _of_file(entry)), lambda entry: entry["dataset"])
    group = next(grouped, None)
    equal = {}
    for dataset, digests in told["datasets"].items():
        path = dirty / f"{dataset}.{form}"
        _require_as_made(path, digests["dirty"]["digest"])
        here: Iterator[Entry] = iter(())
        if group and group[0] == dataset:
            here = group[1]
        whole = _whole(path, key / TAILS / path.name, spoilt.get(dataset), into)
        _write(into / f"{dataset}.json", _clean(records(whole, dataset, form), here, dataset))
        if whole != path:
            whole.unlink()
        if group and group[0] == dataset:
            group = next(grouped, None)
        equal[dataset] = digest_of(into / f"{dataset}.json") == digests["clean"]["digest"]
    if (dirty / FEED).is_dir():
        undo_deliveries(dirty, key, into)
    return equal


def _of_file(entry: Entry) -> bool:
    return entry["row"] is None


def _require_as_made(path: Path, digest: str | None) -> None:
    if (digest_of(path) if path.exists() else None) != digest:
        raise BuildError(
            f"{path} is not as `doit dirty` made it, so the answers do not fit; `doit dirty` makes it anew"
        )


def _whole(path: Path, tail: Path, kind: str | None, into: Path) -> Path:
    """A file without the fault of the whole file."""
    if kind is None:
        return path
    made = into / f".{path.name}"
    way(kinds()[kind].name).undo(path, tail, made)
    return made


def _clean(dirty: Iterator[bytes], told: Iterator[Entry], dataset: str) -> Iterator[bytes]:
    """The clean records; dirty: those of the twin, told: the entries of the dataset in the order of the log."""
    order = list(columns_of(row_class(dataset)))
    entry, clean, row = next(told, None), 0, 0
    while True:
        if entry and _is_lost(entry) and entry["row"] == clean:
            yield entry["before"].encode()
            clean, entry = clean + 1, next(told, None)
            continue
        line = next(dirty, None)
        if line is None:
            break
        here: list[Entry] = []
        while entry and not _is_lost(entry) and entry["row"] == row:
            here.append(entry)
            entry = next(told, None)
        row += 1
        if not any(_is_put_in(each) for each in here):
            yield _undone(line, here, order)
            clean += 1


def _is_lost(entry: Entry) -> bool:
    return entry["column"] is None and entry["after"] is None


def _is_put_in(entry: Entry) -> bool:
    return entry["column"] is None and entry["before"] is None


def _undone(line: bytes, here: list[Entry], order: list[str]) -> bytes:
    """A record before its entries, the last one undone first."""
    for entry in reversed(here):
        if entry["column"] is None:
            line = entry["before"].encode()
        else:
            columns = entry["column"] if isinstance(entry["column"], list) else [entry["column"]]
            before = entry["before"] if isinstance(entry["before"], list) else [entry["before"]]
            line = _with_cells(line, dict(zip(columns, before, strict=True)), order)
    return line


def _with_cells(line: bytes, before: Mapping[str, str], order: list[str]) -> bytes:
    found = Line(line)
    (name, text), *_ = before.items()
    if name not in found.texts:
        return found.with_cell_back(name, text, order)
    return found.with_cells(before)


def _write(path: Path, lines: Iterator[bytes]) -> None:
    with path.open("wb", buffering=1 << 20) as stream:
        stream.write(b"[\n")
        rows = 0
        for line in lines:
            stream.write(b",\n" if rows else b"")
            stream.write(line)
            rows += 1
        stream.write(b"\n]\n" if rows else b"]\n")
