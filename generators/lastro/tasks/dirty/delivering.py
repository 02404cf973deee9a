"""Delivering: a feed copied day by day with files that come late, twice, empty or together, and the way back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from lastro.engine.errors import BuildError
from lastro.tasks.dirty.answers.log import TAILS, Log, Where
from lastro.tasks.dirty.luck import Luck, share
from lastro.tasks.dirty.recipe import Recipe
from lastro.tasks.dirty.registry import DELIVERY, Kind

FEED = "feed"  # the folder in the twin, in the tails and in what is restored

Parts = dict[str, list[str]]  # the days whose changes a day's file has, by day


def deliver(feed: Path, dirty: Path, key: Path, seed: int, recipe: Recipe, log: Log) -> Counter[str]:
    """Copy the changes of a feed, and strike files; returns how many each kind struck, and "files" that it could have.

    Whatever lies in a file that was struck is kept with the answers. Raises BuildError where there is no feed.
    """
    days = sorted(path.name for path in (feed / "changes").glob("dt=*"))
    if not days:
        raise BuildError(f"{feed} has no changes to be delivered: `doit feed` makes them")
    figures: Counter[str] = Counter()
    for day in days:
        (dirty / FEED / day).mkdir(parents=True)
        shutil.copyfile(feed / "changes" / day / "audit.json", dirty / FEED / day / "audit.json")
    for name in sorted(path.name for path in (feed / "changes" / days[0]).glob("*.ndjson")):
        parts: Parts = {day: [day] for day in days}
        for day, following in pairwise(days):
            sizes = [(feed / "changes" / each / name).stat().st_size for each in (day, following)]
            if parts[day] != [day] or not all(sizes):
                continue  # the day before has reached into this one, or there is nothing to go wrong with
            figures["files"] += 1
            if kind := _struck(recipe, seed, name, day):
                made: Parts = kind.make(day, following)
                parts |= made
                figures[kind.name] += 1
                after = json.dumps(made)
                log.write(kind, name.removesuffix(".ndjson"), Where(None, day.removeprefix("dt=")), None, after)
                _keep(feed / "changes", key / TAILS / FEED, name, made)
        for day in days:
            _write(feed / "changes", dirty / FEED / day / name, name, parts[day])
    return figures


def undo_deliveries(dirty: Path, key: Path, into: Path) -> None:
    """Write the changes of the feed as they were."""
    for path in sorted((dirty / FEED).glob("dt=*/*")):
        day_and_name = path.relative_to(dirty / FEED)
        kept = key / TAILS / FEED / day_and_name
        (into / FEED / day_and_name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept if kept.exists() else path, into / FEED / day_and_name)


def _struck(recipe: Recipe, seed: int, name: str, day: str) -> Kind | None:
    """The kind that strikes a file; where several do, the one of the lowest rank."""
    ranked = sorted(
        (share(Luck(seed, f"{kind.name} {name} {day}").below(1 << 64)) / recipe.rates[kind.name], kind.name, kind)
        for kind in recipe.kinds(DELIVERY)
    )
    return ranked[0][2] if ranked and ranked[0][0] < 1 else None


def _keep(changes: Path, tails: Path, name: str, days: Sequence[str] | Parts) -> None:
    for day in days:
        (tails / day).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(changes / day / name, tails / day / name)


def _write(changes: Path, path: Path, name: str, days: Sequence[str]) -> None:
    with path.open("wb") as made:
        for day in days:
            with (changes / day / name).open("rb") as stream:
                shutil.copyfileobj(stream, made)
