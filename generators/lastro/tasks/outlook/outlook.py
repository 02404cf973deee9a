"""Outlook: what the next build would do with each dataset, found without building or remembering anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from doit.globals import Globals

from lastro.engine.errors import BuildError, near, no_such
from lastro.engine.records import record
from lastro.engine.records.freshness import Assessment, Freshness
from lastro.engine.records.record import Figures
from lastro.engine.tasks.dataset import Dataset
from lastro.engine.tasks.task import DatasetTask


class Prospect(Enum):
    """What would come of a dataset's file."""

    BUILT = "would build"
    MAY_FOLLOW = "may follow"  # up to date as long as the bytes of what it reads stay
    STAYS = "up to date"
    KEPT = "kept by hand"
    REFUSED = "refused"  # no valid dataset, or something in the way
    NOT_REACHED = "not reached"  # reads one that is refused


@dataclass(frozen=True)
class Outlook:
    """A dataset, what would come of it and why, and the figures of its last build, if they are known."""

    name: str
    prospect: Prospect
    reasons: tuple[str, ...] = ()
    last: Figures | None = None


def outlooks(datasets: Sequence[Dataset], names: Sequence[str]) -> list[Outlook]:
    """What would come of the datasets named and of all that they read, in their order; of all where none is named."""
    wanted = _with_upstream(datasets, names or [each.name for each in datasets])
    found: dict[str, Outlook] = {}
    for dataset in datasets:
        if dataset.name in wanted:
            found[dataset.name] = _outlook(DatasetTask(dataset, datasets), found)
    return list(found.values())


def _with_upstream(datasets: Sequence[Dataset], names: Iterable[str]) -> set[str]:
    wanted = set(names)
    known = [each.name for each in datasets]
    unknown = sorted(wanted.difference(known))
    if unknown:
        raise BuildError(no_such("dataset", ascii(unknown[0]), known, near(unknown[0], known)))
    for dataset in reversed(datasets):  # dodo.py lists them in the order of the graph
        if dataset.name in wanted:
            wanted.update(dataset.upstream)
    return wanted


def _outlook(task: DatasetTask, earlier: Mapping[str, Outlook]) -> Outlook:
    upstream = {name: earlier[name].prospect for name in task.dataset.upstream}
    entries = record.load(task.name).entries
    last = entries[-1].figures if entries else None
    unbuilt = [n for n, each in upstream.items() if each in (Prospect.REFUSED, Prospect.NOT_REACHED)]
    if unbuilt:
        return Outlook(task.name, Prospect.NOT_REACHED, tuple(f"because of {name}" for name in unbuilt), last)
    moving = [name for name, each in upstream.items() if each in (Prospect.BUILT, Prospect.MAY_FOLLOW)]
    task.prepare(Globals.dep_manager)
    return Outlook(task.name, *_prospect(task.assessment_if(moving), moving), last)


def _prospect(assessment: Assessment, moving: Sequence[str]) -> tuple[Prospect, tuple[str, ...]]:
    if assessment.freshness is Freshness.REFUSED:
        return Prospect.REFUSED, (assessment.message.partition("\n")[0],)
    if assessment.freshness is Freshness.HAND_MADE:
        return Prospect.KEPT, ()
    if assessment.freshness is Freshness.FRESH:
        return (Prospect.MAY_FOLLOW, tuple(_changes(moving))) if moving else (Prospect.STAYS, ())
    return Prospect.BUILT, assessment.reasons


def _changes(moving: Iterable[str]) -> Iterator[str]:
    return (f"if {name}.json changes" for name in moving)
