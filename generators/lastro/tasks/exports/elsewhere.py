"""Elsewhere: an export into any folder, which is written once and not kept up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doit import get_initial_workdir

from lastro.engine.errors import BuildError
from lastro.tasks.exports.place import remove_tree
from lastro.tasks.options import option

INTO = option("into", "write into this folder instead, where the bank itself need not be writable")


def target(folder: str, name: str) -> Path:
    """Where an export comes to lie in a folder that was named from where doit was called; raises BuildError."""
    found = Path(get_initial_workdir() or ".", folder, name)
    if os.path.lexists(found):
        raise BuildError(f"{found} is there already, and nothing is overwritten: remove it, or name another folder")
    return found


@contextmanager
def written(found: Path) -> Iterator[Path]:
    """A path beside, which takes the target's name if all goes well; raises BuildError."""
    beside = found.with_name(f".{found.name}.{os.getpid()}.tmp")
    try:
        found.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.rename(found)
    except OSError as error:
        raise BuildError(f"{found} could not be written: {error.strerror or error}") from error
    finally:
        remove_tree(str(beside))
