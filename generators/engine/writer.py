"""Writing: a file appears whole or not at all, and equal bytes are not written again."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from engine.digests import hasher
from engine.errors import BuildError


class Block(NamedTuple):
    """Lines of records in parts, made when asked for; how many records, and of how many rows of the driving table."""

    parts: Iterable[bytes | memoryview]
    records: int
    rows: int


def write_array(
    path: Path, blocks: Iterable[Block], before_rename: Callable[[str], None]
) -> tuple[str, int, int, bool]:
    """Write blocks of records (each with their number) as one JSON array, beside and then under the final name.

    before_rename is told the digest when everything is written, before the file takes its final name.
    Returns digest, bytes, records, and whether the file changed.
    """
    refuse_odd_target(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        digest, size, records = _write(beside, blocks)
        changed = not (path.exists() and filecmp.cmp(beside, path, shallow=False))
        before_rename(digest)
        if changed:
            os.replace(beside, path)
        return digest, size, records, changed
    except OSError as error:
        raise BuildError(f"{path} could not be written: {error.strerror or error}; the earlier file is kept") from error
    finally:
        beside.unlink(missing_ok=True)


def refuse_odd_target(path: Path) -> None:
    """Raise BuildError where something other than a regular file stands in the place of an output."""
    if path.is_symlink():
        raise BuildError(f"{path} is a link; remove it, since the build writes through no link")
    if path.exists() and not path.is_file():
        raise BuildError(f"{path} is not a regular file; remove it, and the build puts the dataset there")


def _write(beside: Path, blocks: Iterable[Block]) -> tuple[str, int, int]:
    digest, size, records = hasher(), 0, 0
    with beside.open("wb") as stream:

        def put(content: bytes | memoryview) -> None:
            nonlocal size
            stream.write(content)
            digest.update(content)
            size += len(content)

        put(b"[\n")
        for block in blocks:
            for lines in block.parts:
                put(b",\n" if size > 2 else b"")
                put(lines)
            records += block.records
        put(b"\n]\n" if records else b"]\n")
    return digest.hexdigest(), size, records
