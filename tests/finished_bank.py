"""Finished banks for the tests of rewinding: built in this process, with where their blocks begin."""

from __future__ import annotations

from pathlib import Path

import builds
from lastro.engine.rewind.finished import Finished


def finished(folder: Path, block: int | None = None, **given: str) -> Finished:
    """Build a bank into a folder and hand it over as its last build left it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = builds.make(folder, block=block, **given)
    runs = {name: builds.spec(name, folder, **given).run for name in builds.datasets()}
    return Finished(folder, runs, {name: found.offsets for name, found in made.items() if found.offsets})
