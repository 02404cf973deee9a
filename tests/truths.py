"""Truths for the tests: a bank with crime built in this process, and what `doit truth` would write of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import builds
from lastro.engine.rows.run import Run
from lastro.tasks.truth.making import UPSTREAM, write_truth

RATES = {"crime.fraud": "50", "crime.laundering": "10"}
_BEFORE = ("branches", "loans", "credit_cards", "investments")
Records = list[dict[str, Any]]


def bank_with_truth(folder: Path, **given: str) -> dict[str, Records]:
    """The datasets and the truth of a bank with settings, as records by table."""
    needed = [name for name in builds.NAMES if name in (*UPSTREAM, *_BEFORE)]
    builds.make(folder, needed, **given)
    write_truth_of(folder, folder, **given)
    return {path.stem: json.loads(path.read_bytes()) for path in folder.glob("*.json")}


def write_truth_of(datasets: Path, into: Path, **given: str) -> None:
    """Write the truth of datasets that were built with settings."""
    write_truth(truth_run(**given), datasets, into, builds.datasets()["customers"].cohort)


def days_of(given: Mapping[str, str]) -> tuple[date, date]:
    """The first and the last day of a bank's history, by its settings."""
    known = builds.chosen(**given).values
    return tuple(date.fromisoformat(str(known[f"bank.{name}"])) for name in ("history_start", "as_of"))  # type: ignore[return-value]


def truth_run(**given: str) -> Run:
    """A run that may read what any dataset may."""
    every = builds.datasets().values()
    names = sorted({name for dataset in every for name in dataset.reads})
    tables = {name: builds.ROOT / f"data/reference/{name}.csv" for dataset in every for name in dataset.reference}
    return Run("truth", builds.chosen(**given).read_by(names), tables)
