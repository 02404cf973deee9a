"""Freshness: whether a dataset's file is fresh, stale, made by hand, or in the way."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import record
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.record import Ingredients, Record


class Freshness(Enum):
    """How a file stands to what it would be built from now."""

    MISSING = auto()
    FRESH = auto()
    STALE = auto()
    UNKNOWN = auto()  # valid or not, nothing tells who made it: its record is lost, or there never was one
    HAND_MADE = auto()  # changed since the last build and still valid: it is the user's
    REFUSED = auto()  # changed and no longer valid, or no regular file


LOST = ("its record is missing",)  # why a file is UNKNOWN


@dataclass(frozen=True)
class Assessment:
    """How fresh a file is, its digest, what the user should know, and why it is built again."""

    freshness: Freshness
    digest: str = ""
    message: str = ""
    reasons: tuple[str, ...] = ()  # none for a first build

    @property
    def keeps_the_file(self) -> bool:
        """Whether the file stays as it is."""
        return self.freshness in (Freshness.FRESH, Freshness.HAND_MADE)


def ingredients(
    code: Mapping[str, str],
    data: Iterable[str],
    settings: Mapping[str, int | float | str],
    packages: Mapping[str, str],
) -> Ingredients:
    """What a dataset would be built from now: digests of modules as loaded, and of data files as they are."""
    inputs: dict[str, str | None] = {**code, **{path: digest_at(path) for path in data}}
    return Ingredients(record.known(inputs), record.known(settings), record.known(packages))


def assess(
    dataset: str, now: Ingredients, forgotten: bool, validate: Callable[[str, str], None], remember: bool = True
) -> Assessment:
    """How a dataset's file stands.

    forgotten: `doit forget` has asked for the generated file. remember: note that a hand-made file was found valid.
    """
    path = paths.output(dataset)
    obstacle = _obstacle(path)
    if obstacle:
        return Assessment(Freshness.REFUSED, message=obstacle)
    digest, known = digest_at(path), record.load(dataset)
    if digest is None:
        return Assessment(Freshness.MISSING, reasons=("its file is missing",) if known.entries else ())
    entries = known.entries_of(digest)
    if forgotten:
        return Assessment(Freshness.STALE, digest, reasons=("doit forget",))
    if any(entry.made_of == now for entry in entries):
        return Assessment(Freshness.FRESH, digest)
    if entries:
        return Assessment(Freshness.STALE, digest, reasons=tuple(entries[0].made_of.differences(now)))
    if known == Record():
        return Assessment(Freshness.UNKNOWN, digest, reasons=LOST)
    return hand_made(dataset, digest, now, validate, remember)


def hand_made(
    dataset: str, digest: str, now: Ingredients, validate: Callable[[str, str], None], remember: bool = True
) -> Assessment:
    """How a file stands that no build has made as it is; if it is valid, that is noted."""
    known = record.load(dataset)
    path = paths.output(dataset)
    checked = f"{digest} {now.inputs.get(paths.script(dataset))}"
    if known.accepted != checked:
        try:
            validate(dataset, path)
        except BuildError as error:
            return Assessment(Freshness.REFUSED, digest, f"{error}\nNothing was overwritten.")
        if remember:
            with suppress(BuildError):
                record.accept(dataset, checked)
    return Assessment(Freshness.HAND_MADE, digest, _kept(dataset, known, now))


def _kept(dataset: str, known: Record, now: Ingredients) -> str:
    """The line that says that a user's file is kept."""
    if not known.entries:
        return f"{paths.output(dataset)} was not made by this build and is kept; {_restored(dataset)}"
    changed = known.entries[-1].made_of.differences(now)
    since = f" (changed since it was generated: {in_short(changed)})" if changed else ""
    return f"{paths.output(dataset)} was edited by hand and is kept{since}; {_restored(dataset)}"


def in_short(reasons: Sequence[str]) -> str:
    """The first three reasons, for a line."""
    return ", ".join([*reasons[:3], *(["..."] if reasons[3:] else [])])


def _restored(dataset: str) -> str:
    return f"`doit clean {dataset} && doit` brings the generated file back"


def _obstacle(path: str) -> str:
    """What is in the way of an output; empty where it is a regular file or nothing."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return ""
    if stat.S_ISREG(mode):
        return ""
    kind = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no regular file"
    return f"{path} is {kind}, where the build puts a file of its own: remove it or move it away"


def digest_at(path: str) -> str | None:
    """The digest of a file, None where there is none; raises BuildError where it cannot be read."""
    try:
        return DIGESTS.of(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror}") from None
