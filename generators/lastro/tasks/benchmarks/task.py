"""Benchmark: how fast this machine builds banks, against copying, polars and the plain way."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.options import option

DOCUMENT = "docs/benchmarks.md"
QUARTER = "2026-08-01"  # three months of history up to the default as_of
MEMORY = Path("/dev/shm")  # a folder in memory, where the disk is not the limit


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `benchmark`; it measures whenever it is asked."""
    yield {
        "basename": "benchmark",
        "doc": "Benchmark: measure builds of 10,000 and 100,000 customers here, and write docs/benchmarks.md.",
        "uptodate": [False],
        "actions": [measure],
        "params": [option("largest", "customers of the largest bank, with three months of history", 100_000)],
        "io": {"capture": False},
        "verbosity": 2,
    }


def measure(largest: int) -> None:
    """Measure, print, and write the figures down."""
    from lastro.tasks.benchmarks.machine import machine
    from lastro.tasks.benchmarks.pages import page, put
    from lastro.tasks.benchmarks.rounds import rounds

    Path(paths.HOME).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        taken = rounds(Path(folder))
        builds = list(_builds(Path(folder), largest))
        ratios = _in_turns(taken) | _ratios(Path(folder), builds) | _feeds(Path(folder))
    figures = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "rounds": taken,
        "builds": builds,
        "ratios": ratios,
    }
    Path(paths.beside("benchmark.json")).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    text = page(figures)
    print(text, flush=True)
    if Path(DOCUMENT).exists():
        put(Path(DOCUMENT), text)


def _in_turns(taken: Sequence[dict[str, Any]]) -> dict[str, str]:
    """How fast the builds were, against each other and against the fastest generator of tables."""
    speed = {each["way"]: each["speed"] for each in taken}
    two = speed["doit, 2 workers"]
    others = {way: two / other for way, other in speed.items() if way != "doit, 2 workers"}
    return {f"doit with 2 workers over {way}, MB/s": f"{ratio:.2f}" for way, ratio in others.items()}


def _builds(folder: Path, largest: int) -> Iterator[dict[str, Any]]:
    from lastro.tasks.benchmarks.builds import measured

    for customers in (2_000, 20_000, largest):
        for workers in (1, 2):
            print(f"   building {customers:,} customers with {workers} worker(s) ...", flush=True)
            place = folder / f"{customers}-{workers}"
            yield vars(measured(place, customers=customers, workers=workers, history_start=QUARTER))
            if workers > 1:
                _insist_on_same_bytes(folder / f"{customers}-1", place)
                shutil.rmtree(folder / f"{customers}-1")
                shutil.rmtree(place)


def _insist_on_same_bytes(one: Path, other: Path) -> None:
    import filecmp

    names = [path.name for path in one.glob("*.json")]
    _, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    if different or missing:
        raise AssertionError(f"other bytes with other workers: {different + missing}")


def _feeds(folder: Path) -> dict[str, str]:
    from lastro.tasks.benchmarks.feeds import measured

    print("   rewinding 10,000 customers, and writing its changes ...", flush=True)
    (folder / "feeds").mkdir()
    return measured(folder / "feeds").ratios


def _ratios(folder: Path, builds: Sequence[dict[str, Any]]) -> dict[str, str]:
    from lastro.engine.settings.settings import load
    from lastro.engine.tasks.declared import declared_settings
    from lastro.tasks.benchmarks.builds import TIMED_BANK
    from lastro.tasks.benchmarks.floors import against_polars, copying, flushing, plain_way

    floor = against_polars(folder / "floor", load(declared_settings(), {**TIMED_BANK, "workers": "1"}))
    plain = plain_way(folder)
    *_, large, large_two = builds
    flushed = flushing(folder / "floor", Path(paths.HOME))
    return {
        "transactions from upstream, CPU microseconds a record": f"{floor.built / floor.records * 1e6:.2f}",
        "polars writing the same blocks, CPU microseconds a record": f"{floor.written / floor.records * 1e6:.2f}",
        "built over written": f"{floor.built / floor.written:.2f}",
        "plain Faker way, CPU microseconds a record": f"{plain * 1e6:.0f}",
        "plain over built": f"{plain / (floor.built / floor.records):.0f}",
        "copying the largest file, MB/s": f"{copying(folder / 'floor') / 1e6:,.0f}",
        "flushing it to the disk of the datasets (fsync), MB/s": f"{flushed / 1e6:,.0f}",
        **{
            f"{each['customers']:,} customers with one worker, CPU microseconds a record": (
                f"{each['cpu'] / each['records'] * 1e6:.1f}"
            )
            for each in builds
            if each["workers"] == 1
        },
        "one worker over two, wall time, largest bank": f"{large['wall'] / large_two['wall']:.2f}",
        "look-up arrays, bytes": f"{large['lookups']:,}",
    }
