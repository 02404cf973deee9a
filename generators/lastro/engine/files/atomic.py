"""Atomic files: written beside under another name, renamed when they are whole; if not, the earlier file stays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lastro.engine.errors import BuildError


@contextmanager
def atomic(
    path: str | Path, *, durable: bool = False, accept: Callable[[str], bool] = lambda _: True
) -> Iterator[BinaryIO]:
    """A stream of bytes that take the place of a file, and make its folder, when all went well.

    durable: flushed to disk, name included, before whatever is written next. accept: asked with the name of the whole
    file beside whether it is to take the place. Raises BuildError where the file could not be written.
    """
    folder, name = os.path.split(path)
    beside = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        os.makedirs(folder or ".", exist_ok=True)
        with open(beside, "w+b") as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        if accept(beside):
            os.replace(beside, path)
        if durable:
            _flush_folder(folder)
    except OSError as error:
        raise BuildError(f"{path} could not be written: {error.strerror or error}; the earlier file is kept") from error
    finally:
        with suppress(OSError):
            os.unlink(beside)


def _flush_folder(folder: str) -> None:
    """Make a rename last through a power cut: an output must never be newer on the disk than its record."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
