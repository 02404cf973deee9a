"""Builds: all datasets in a folder, in a process of their own: wall time, CPU time, peak memory.

`python -m benchmarks.builds FOLDER SETTING=VALUE ...` prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.rows.columns import columns_of
from lastro.engine.settings.settings import Settings, load
from lastro.engine.tasks.declared import declared, declared_settings

# The bank that is timed where nothing else is said: the standard one is built too fast for it.
TIMED_BANK = {"settings": "default", "customers": "10000"}


@dataclass(frozen=True)
class Build:
    """One build of all datasets."""

    customers: int
    workers: int
    history_start: str
    records: int
    transactions: int
    size: int  # bytes
    wall: float  # seconds, imports included
    cpu: float  # seconds of user and system, of all processes
    peak: int  # bytes of resident memory of the largest process
    lookups: int  # bytes of tables that are held whole
    parts: dict[str, float]  # wall seconds of each dataset


def measured(folder: Path, **overrides: object) -> Build:
    """A build in a new process."""
    words = [f"{name}={value}" for name, value in overrides.items()]
    command = [sys.executable, "-m", "lastro.tasks.benchmarks.builds", str(folder), *words, "settings=default"]
    path = {"PYTHONPATH": str(paths.ROOT / paths.GENERATORS)}
    done = subprocess.run(command, cwd=paths.ROOT, env=os.environ | path, stdout=subprocess.PIPE, check=True)
    return Build(**json.loads(done.stdout))


def spec_in(name: str, settings: Settings, folder: Path, offsets: Mapping[str, Any]) -> Any:
    """The spec by which the engine builds a dataset into a folder; offsets of upstream files that it has built."""
    from lastro.engine.tasks.specs import spec_of

    return spec_of(name, declared(), settings, folder, offsets)


def build_all(folder: Path, settings: Settings, only: Sequence[str] = ()) -> dict[str, Any]:
    """Build datasets (all where none are named) in one pass, as a first `doit` does; the results by name."""
    from lastro.engine.build.build import build_together

    folder.mkdir(parents=True, exist_ok=True)
    built = build_together({name: spec_in(name, settings, folder, {}) for name in only or declared()})
    return {name: each.place(lambda _: None) for name, each in built.items()}


def _main(folder: str, words: Sequence[str]) -> None:
    from lastro.engine.build import workers

    started = time.perf_counter()
    settings = load(declared_settings(), dict(word.split("=", 1) for word in words))
    results = build_all(Path(folder), settings)
    workers.stop()  # their processor time is known when they have ended
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found = Build(
        customers=settings.number("bank.customers"),
        workers=settings.number("bank.workers"),
        history_start=str(settings["bank.history_start"]),
        records=sum(result.records for result in results.values()),
        transactions=results["transactions"].records,
        size=sum(result.size for result in results.values()),
        wall=time.perf_counter() - started,
        cpu=sum(each.ru_utime + each.ru_stime for each in used),
        peak=max(each.ru_maxrss for each in used) * (1 if sys.platform == "darwin" else 1024),
        lookups=_held(Path(folder), settings),
        parts={name: round(result.seconds, 2) for name, result in results.items()},
    )
    print(json.dumps(asdict(found)))


def _held(folder: Path, settings: Settings) -> int:
    """The bytes of branches, the one dataset that is held whole while others are made."""
    from lastro.engine.build.blocks import whole

    held = whole(spec_in("accounts", settings, folder, {}), "branches")
    columns = [getattr(held, name) for name in columns_of(held.row)]
    return sum(c.nbytes if hasattr(c, "nbytes") else c.estimated_size() for c in columns)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
