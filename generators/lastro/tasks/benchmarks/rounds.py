"""Rounds: several ways to write a bank's worth of data, in turn, five times over, and the median of each.

Taking turns lets whatever else the machine does fall on all of them alike.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from lastro.engine import paths
from lastro.tasks.benchmarks.builds import TIMED_BANK

ROUNDS = 5
TPCH_SCALE = "0.65"  # of TPC-H: about as many bytes of CSV as the nine datasets of 10,000 customers have of JSON
_SOURCES = (paths.GENERATORS, "data/reference", "dodo.py", paths.BANK, paths.REQUIREMENTS)


class Turn(NamedTuple):
    """One turn: seconds that passed, CPU seconds of all its processes, megabytes that were written."""

    wall: float
    cpu: float
    size: float


@dataclass(frozen=True)
class Way:
    """A way to write data: its name, the command that does it in an empty folder, and where the files lie then."""

    name: str
    command: Callable[[Path], list[str]]
    where: str = "out"


def rounds(folder: Path, count: int = ROUNDS) -> list[dict[str, object]]:
    """The medians of all ways that can be measured here, in a folder in memory."""
    found: dict[str, list[Turn]] = {}
    for number in range(count):
        for way in ways():
            print(f"   round {number + 1} of {count}: {way.name} ...", flush=True)
            place = folder / "turn"
            place.mkdir()
            found.setdefault(way.name, []).append(_turn(way, place))
            shutil.rmtree(place)
    return [{"way": name, **_medians(turns)} for name, turns in found.items()]


def ways() -> Iterator[Way]:
    """The ways that can be measured here: those of this project, and TPC-H's generator where it is installed."""
    for workers in (1, 2):
        name = f"doit, {workers} worker{'s' if workers > 1 else ''}"
        yield Way(name, partial(_doit, workers), f"{paths.HOME}/datasets")
    if tpch := _tpchgen():
        yield Way("tpchgen-cli, CSV", lambda place: [tpch, "csv", "-s", TPCH_SCALE, f"--output-dir={place}/out"])
    module = [sys.executable, "-m", "lastro.tasks.benchmarks.writing"]
    yield Way("polars, writing the finished blocks only", lambda place: [*module, "polars", str(place)])
    yield Way("plain Faker: a call a value, a dict a record, json.dump", lambda place: [*module, "plain", str(place)])


def _tpchgen() -> str | None:
    """Where tpchgen-cli is installed: beside this Python or on the path."""
    return shutil.which("tpchgen-cli", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


def _doit(workers: int, place: Path) -> list[str]:
    """A first build in a copy of the project."""
    for part in _SOURCES:
        source, target = paths.ROOT / part, place / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    chosen = {**TIMED_BANK, "workers": workers}
    return [sys.executable, "-m", "doit", *(f"{name}={value}" for name, value in chosen.items())]


def _turn(way: Way, place: Path) -> Turn:
    """Do it once; what counts only some of its seconds tells them on its last line."""
    command, path = way.command(place), {"PYTHONPATH": str(paths.ROOT / paths.GENERATORS)}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=place, env=os.environ | path, stdout=subprocess.PIPE, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counted = _counted(done.stdout.decode())
    written = sum(path.stat().st_size for path in (place / way.where).rglob("*") if path.is_file()) / 1e6
    return Turn(counted.get("wall", wall), counted.get("cpu", cpu), written)


def _counted(said: str) -> Mapping[str, float]:
    last = said.strip().rpartition("\n")[2]
    found: Mapping[str, float] = json.loads(last) if last.startswith("{") else {}
    return found


def _medians(turns: list[Turn]) -> dict[str, float]:
    speed = median(turn.size / turn.wall for turn in turns)
    wall, cpu, size = (median(column) for column in zip(*turns, strict=True))
    return {"wall": wall, "cpu": cpu, "size": size, "speed": speed}
