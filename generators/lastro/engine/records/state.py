"""State: small JSON files of the build's own, each written whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from lastro.engine.errors import BuildError


def load(path: str) -> Any:
    """What a state file holds; None where there is none, or none that can be read."""
    try:
        with open(path, encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError, RecursionError):
        return None


def save(path: str, value: Any) -> None:
    """Write a state file beside and rename it, flushed to disk before whatever is written next."""
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "w", encoding="utf-8") as stream:
            json.dump(value, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
        _flush_folder(os.path.dirname(path))
    except OSError as error:
        remove(beside)
        raise BuildError(f"{path} could not be written: {error.strerror or error}") from error


def remove(path: str) -> None:
    """Remove a state file, if it is there."""
    with suppress(OSError):
        os.unlink(path)


def _flush_folder(folder: str) -> None:
    """Make a rename last through a power cut: an output must never be newer on the disk than its record."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
