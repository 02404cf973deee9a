"""The twin: every dataset copied with its faults, then faults of whole files, and the manifest of it all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from lastro.engine.files.scanner import scan
from lastro.tasks.dirty.answers.log import LOG, MANIFEST, TAILS, Log, Where, digest_of
from lastro.tasks.dirty.cell import Frame
from lastro.tasks.dirty.delivering import deliver
from lastro.tasks.dirty.drift import Drift, drifts
from lastro.tasks.dirty.files.output import written
from lastro.tasks.dirty.luck import Luck, share
from lastro.tasks.dirty.recipe import Recipe
from lastro.tasks.dirty.registry import DELIVERY, DRIFT, FILE, Kind
from lastro.tasks.dirty.spoiling import Spoiling
from lastro.tasks.dirty.strikes import Chance

VERSION = 1  # of what the answers mean


class Places(NamedTuple):
    """Where the clean files lie, and where twin and answers go."""

    clean: Path
    dirty: Path
    key: Path
    feed: Path | None = None  # a feed to be delivered with faults


def frame_of(clean: Path, seed: int, start: date, end: date) -> Frame:
    """The bank as the kinds know it."""
    path = clean / "branches.json"
    branches = [str(record["branch_id"]) for _, record in scan(path)] if path.is_file() else []
    return Frame(seed, start, end, tuple(branches))


def write_twin(places: Places, datasets: Sequence[str], frame: Frame, recipe: Recipe) -> int:
    """Write the twin and its answers into folders that are there; returns the number of records."""
    (places.key / TAILS).mkdir(parents=True, exist_ok=True)
    drifting = drifts(datasets, frame, recipe)
    chances: list[Chance] = []
    rows: dict[str, tuple[int, int]] = {}
    with (places.key / LOG).open("w", encoding="utf-8") as stream:
        log = Log(stream)
        for dataset in datasets:
            spoiling = Spoiling(dataset, frame, recipe, drifting.get(dataset), log)
            with written(places.dirty / f"{dataset}.{recipe.form}", dataset, recipe.form) as output:
                clean = spoiling.write(places.clean / f"{dataset}.json", output)
            rows[dataset] = clean, output.rows
            chances += spoiling.striker.chances
        files = _spoil_files(places, datasets, frame, recipe, log)
        delivered = _deliver(places, frame, recipe, log)
    told = _manifest(frame, recipe) | {
        "datasets": {name: _dataset(places, name, recipe.form, *rows[name]) for name in datasets},
        "kinds": {**_of_chances(chances), **_of_drifts(drifting.values()), **files, **delivered},
    }
    (places.key / MANIFEST).write_text(f"{json.dumps(told, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    return sum(after for _, after in rows.values())


def _spoil_files(
    places: Places, datasets: Sequence[str], frame: Frame, recipe: Recipe, log: Log
) -> dict[str, dict[str, Any]]:
    """Strike whole files, each at most once; returns the figures of the kinds."""
    kinds = recipe.kinds(FILE)
    counts = dict.fromkeys((kind.name for kind in kinds), 0)
    for dataset in datasets:
        path = places.dirty / f"{dataset}.{recipe.form}"
        struck = sorted((_drawn(frame, kind, dataset) / recipe.rates[kind.name], kind.name, kind) for kind in kinds)
        for rank, name, kind in struck:
            luck = Luck(frame.seed, f"{name} {dataset}")
            if rank < 1 and (done := kind.make(path, places.key / TAILS / path.name, luck)):
                log.write(kind, dataset, Where(None, None), None, done)
                counts[name] += 1
                break
    return {
        kind.name: _figures(kind, recipe.rates[kind.name], len(datasets), count=counts[kind.name]) for kind in kinds
    }


def _deliver(places: Places, frame: Frame, recipe: Recipe, log: Log) -> dict[str, dict[str, Any]]:
    """Deliver the feed with faults, where there is one; returns the figures of the kinds."""
    if places.feed is None:
        return {}
    found = deliver(places.feed, places.dirty, places.key, frame.seed, recipe, log)
    return {
        kind.name: _figures(kind, recipe.rates[kind.name], found["files"], count=found[kind.name])
        for kind in recipe.kinds(DELIVERY)
    }


def _drawn(frame: Frame, kind: Kind, dataset: str) -> float:
    return share(Luck(frame.seed, f"{kind.name} strikes {dataset}").below(1 << 64))


def _manifest(frame: Frame, recipe: Recipe) -> dict[str, Any]:
    return {
        "version": VERSION,
        "seed": frame.seed,
        "as_of": str(frame.end),
        "form": recipe.form,
        "asked": dict(recipe.asked or {}),
    }


def _dataset(places: Places, name: str, form: str, clean_rows: int, dirty_rows: int) -> dict[str, Any]:
    dirty = places.dirty / f"{name}.{form}"
    return {
        "clean": {"digest": digest_of(places.clean / f"{name}.json"), "rows": clean_rows},
        "dirty": {"digest": digest_of(dirty) if dirty.exists() else None, "rows": dirty_rows},
    }


def _of_chances(chances: Iterable[Chance]) -> dict[str, dict[str, Any]]:
    """The figures of kinds over all datasets, with their mechanisms by dataset."""
    found: dict[str, dict[str, Any]] = {}
    for chance in chances:
        told = found.setdefault(chance.kind.name, _figures(chance.kind, chance.rate, 0))
        for name in ("eligible", "count", "yielded", "unfit"):
            told[name] += chance.figures[name]
        told.setdefault("mechanisms", {})[chance.dataset] = chance.mechanism.words
    return found


def _of_drifts(drifting: Iterable[Drift]) -> dict[str, dict[str, Any]]:
    return {
        each.kind.name: _figures(each.kind, 1.0, each.count, count=each.count) | {"column": each.column}
        for each in drifting
        if each.kind.scope == DRIFT
    }


def _figures(kind: Kind, rate: float, eligible: int, count: int = 0) -> dict[str, Any]:
    """rate: asked for, of the eligible records or files. yielded: strikes that another one on the same cell or row was
    before; unfit: strikes on records in which nothing could be changed."""
    return {"family": kind.family, "rate": rate, "eligible": eligible, "count": count, "yielded": 0, "unfit": 0}


def total(manifest: Mapping[str, Any]) -> int:
    """How many corruptions a manifest tells of."""
    return sum(int(each["count"]) for each in manifest["kinds"].values())
