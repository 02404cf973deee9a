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
    with written_beside(path) as stream:
        yield stream
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    take_place(path, accept)
    if durable:
        _flush_folder(os.path.dirname(path))


def beside(path: str | Path) -> str:
    """Under which name a file is written before it takes its place."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.{os.getpid()}.tmp")


@contextmanager
def written_beside(path: str | Path) -> Iterator[BinaryIO]:
    """A stream into a file beside another, which stays there when all went well and goes when not."""
    try:
        with _told(path):
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(beside(path), "w+b") as stream:
                yield stream
    except BaseException:
        discard(path)
        raise


def take_place(path: str | Path, accept: Callable[[str], bool] = lambda _: True) -> None:
    """Let the whole file beside another take its place, if it is accepted; nothing stays beside."""
    try:
        with _told(path):
            if accept(beside(path)):
                os.replace(beside(path), path)
    finally:
        discard(path)


def discard(path: str | Path) -> None:
    """Remove what was written beside a file, if there is anything."""
    with suppress(OSError):
        os.unlink(beside(path))


@contextmanager
def _told(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(f"{path} could not be written: {error.strerror or error}; the earlier file is kept") from error


def _flush_folder(folder: str) -> None:
    """Make a rename last through a power cut: an output must never be newer on the disk than its record."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
