"""Answers: what was done to the bank, one entry a corruption, in the order in which the files have them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, NamedTuple

from lastro.engine.errors import BuildError
from lastro.engine.records.digests import hasher
from lastro.tasks.dirty.registry import Kind

LOG, MANIFEST, TAILS = "log.ndjson", "manifest.json", "tails"
_FIRST_LINE = 2  # of the first record: the bracket, or the names of the columns, stand before it


class Where(NamedTuple):
    """Which record an entry speaks of; row: in the dirty file from 0, in the clean one for a record that is gone."""

    row: int | None
    key: str | None
    column: str | list[str] | None = None

    @property
    def line(self) -> int | None:
        """The number of its line, from 1."""
        return None if self.row is None else self.row + _FIRST_LINE


@dataclass
class Log:
    """The log of answers, written as corruptions happen."""

    stream: IO[str]

    def write(
        self, kind: Kind, dataset: str, where: Where, before: Any, after: Any, episode: str | None = None
    ) -> None:
        """Write one entry; before and after are JSON texts (lists of them for two columns), null, or what was done."""
        first = where.column[0] if isinstance(where.column, list) else where.column
        told = {
            "id": _id(kind.name, dataset, where.key, first),
            "kind": kind.name,
            "family": kind.family,
            "dataset": dataset,
            "row": where.row,
            "line": where.line,
            "key": where.key,
            "column": where.column,
            "before": before,
            "after": after,
            "caught_by": kind.caught(dataset, first or ""),
            "episode": episode,
        }
        self.stream.write(f"{json.dumps(told, ensure_ascii=False)}\n")


def _id(*parts: str | None) -> str:
    """The same corruption has the same id at every level."""
    return blake2b("\x1f".join(part or "" for part in parts).encode(), digest_size=8).hexdigest()


def entries(key: Path) -> Iterator[dict[str, Any]]:
    """The entries of a log in their order; raises BuildError where there is none."""
    try:
        with (key / LOG).open(encoding="utf-8") as stream:
            yield from map(json.loads, stream)
    except OSError:
        raise BuildError(f"{key / LOG} is not there; `doit dirty` makes it") from None


def manifest(key: Path) -> Mapping[str, Any]:
    """What a twin was made of and came to; raises BuildError where there is none."""
    try:
        found: Mapping[str, Any] = json.loads((key / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BuildError(f"{key / MANIFEST} is not there; `doit dirty` makes it") from None
    return found


def digest_of(path: Path) -> str:
    """The XXH3 digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, hasher).hexdigest()
