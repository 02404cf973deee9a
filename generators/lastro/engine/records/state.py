"""State: small JSON files of the build's own, each written whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from lastro.engine.files.atomic import atomic


def load(path: str) -> Any:
    """What a state file holds; None where there is none, or none that can be read."""
    try:
        with open(path, encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError, RecursionError):
        return None


def save(path: str, value: Any) -> None:
    """Write a state file, flushed to disk before whatever is written next."""
    with atomic(path, durable=True) as stream:
        stream.write(json.dumps(value, indent=1).encode())


def remove(path: str) -> None:
    """Remove a state file, if it is there."""
    with suppress(OSError):
        os.unlink(path)
