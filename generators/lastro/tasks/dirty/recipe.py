"""The recipe of a twin: which kinds, how often, in which form; read from the command line, refused in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lastro.engine.errors import BuildError, near
from lastro.tasks.dirty.registry import DELIVERY, DRIFT, FILE, FORMS, LEVELS, Kind, kinds

_DELIVERIES = 0.03  # of the files of a feed, for each kind; ASSUMED
_FILES = 0.3  # of the files, where a kind that strikes files is named without a rate; ASSUMED


@dataclass(frozen=True)
class Recipe:
    """What a twin is made with; rates by kind, of those that strike at all."""

    rates: Mapping[str, float]
    form: str = "json"
    drift_from: date | None = None
    asked: Mapping[str, Any] | None = None  # the options, for the manifest

    def kinds(self, *scopes: str) -> list[Kind]:
        """The kinds of some scopes that strike."""
        return [kind for name, kind in kinds().items() if name in self.rates and kind.scope in scopes]


def recipe(
    level: str = "usual",
    only: str = "",
    rate: Sequence[str] = (),
    form: str = "json",
    drift_from: str = "",
    feed: bool = False,
) -> Recipe:
    """The recipe of options; raises BuildError where one is none.

    only: kinds with commas between them. rate: KIND=0.01, several in a text or several texts. drift_from: a day.
    feed: whether a feed is delivered with faults.
    """
    if level not in LEVELS:
        raise BuildError(f"--level {level}: it is one of {', '.join(LEVELS)}")
    if form not in FORMS:
        raise BuildError(f"--as {form}: it is one of {', '.join(FORMS)}")
    day = _day(drift_from) if drift_from else None
    named = [_kind(name, "--only") for name in _parts(only)]
    given = dict(_rate(text) for texts in rate for text in _parts(texts))
    chosen = [*(named or kinds().values()), *(kinds()[name] for name in given)]
    rates = {kind.name: _usual(kind, LEVELS[level], bool(named), day, feed) for kind in chosen} | given
    asked = {"level": level, "only": only, "rate": list(rate), "as": form, "drift_from": drift_from, "feed": feed}
    fitting = {name: found for name, found in rates.items() if found > 0 and form in kinds()[name].forms}
    _require_fitting([kind.name for kind in named] + list(given), fitting, form, day, feed)
    return Recipe(fitting, form, day, asked)


def _usual(kind: Kind, factor: float, named: bool, day: date | None, feed: bool) -> float:
    """The rate of a kind that the command line gives none."""
    if kind.scope == DRIFT:
        return 1.0 if day else 0.0
    if kind.scope == DELIVERY:
        return _DELIVERIES if feed else 0.0
    if kind.scope == FILE:
        return _FILES if named else 0.0
    return min(1.0, kind.usual * factor)


def _require_fitting(
    named: Iterable[str], fitting: Mapping[str, float], form: str, day: date | None, feed: bool
) -> None:
    for name in named:
        if kinds()[name].scope == DRIFT and not day:
            raise BuildError(f"{name} happens from a day on: say which with --drift-from 2026-10-15")
        if kinds()[name].scope == DELIVERY and not feed:
            raise BuildError(f"{name} happens to the files of a feed: `doit feed`, then --feed")
        if form not in kinds()[name].forms:
            raise BuildError(f"{name} cannot be told apart in {form}: leave it out, or --as json")
    if not fitting:
        raise BuildError("no kind of fault is left to strike")


def _rate(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    kind = _kind(name, "--rate")
    try:
        found = float(number)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise BuildError(f"--rate {text}: a rate is a number from 0 to 1, as in {kind.name}=0.01")
    return kind.name, found


def _kind(name: str, option: str) -> Kind:
    found = kinds().get(name)
    if found is None:
        close = near(name, kinds())
        raise BuildError(f"{option}: there is no kind {name}{f'; did you mean {close}?' if close else ''}")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BuildError(f"--drift-from {text}: a day is written like 2026-10-15") from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
