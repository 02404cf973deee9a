"""The sky: planets, their moons and nights, built in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lastro.engine.build.build import BuildResult, BuildSpec, build
from lastro.engine.rows.run import Run

UPSTREAM = {"planets": (), "moons": ("planets",), "nights": ("planets", "moons")}
SETTINGS = {"bank.seed": 1, "bank.as_of": "2026-10-31"}


def spec(name: str, folder: Path, rows: int = 450, gone: int = -1, **options: Any) -> BuildSpec:
    """The spec of one of the three; gone: a planet whose generation fails."""
    run = Run(name, SETTINGS | {"sky.gone": gone}, {})
    return BuildSpec(name, UPSTREAM[name], None if UPSTREAM[name] else rows, run, folder, **{"cohort": 100, **options})


def make(folder: Path, *names: str, say: Callable[[str], None] = print, **options: Any) -> list[BuildResult]:
    """Build some of the three, all if none are named; each knows the offsets of those before it."""
    made: dict[str, BuildResult] = {}
    for name in names or UPSTREAM:
        offsets = {each: found.offsets for each, found in made.items() if found.offsets}
        made[name] = build(spec(name, folder, offsets=offsets, **options), lambda _: None, say)
    return list(made.values())


def records(path: Path) -> list[dict[str, Any]]:
    """The records of a file, by Python's own reader."""
    found: list[dict[str, Any]] = json.loads(path.read_bytes())
    return found


def write(path: Path, rows: list[dict[str, Any]], **style: Any) -> None:
    """Write records in some other layout."""
    path.write_text(json.dumps(rows, ensure_ascii=False, **style), encoding="utf-8")
