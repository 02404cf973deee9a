"""Companions: the datasets of a run that are stale for reasons of their own, which the first of them makes in one pass.

What a pass has made waits beside its place until doit comes to its task. That then asks, as ever, whether it is up to
date and what its file would be made of; only where this is just what the pass has made it of, the file takes its place.
So a pass saves time and decides nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

from lastro.engine import paths
from lastro.engine.build.course import COURSE
from lastro.engine.records import record
from lastro.engine.records.freshness import Freshness, digest_at
from lastro.engine.records.record import Ingredients
from lastro.engine.tasks import disk_space, interrupts
from lastro.engine.tasks.dataset import Dataset

if TYPE_CHECKING:
    from lastro.engine.build.build import Built
    from lastro.engine.build.spec import BuildSpec


class Companion(Protocol):
    """What is asked of a dataset's task."""

    name: str
    dataset: Dataset
    bytes: float

    def prepare(self, manager: Any) -> None: ...
    def freshness_by_itself(self) -> Freshness: ...
    def ingredients(self) -> Ingredients: ...
    def spec(self, inputs: Mapping[str, str | None], beside: Container[str] = ()) -> BuildSpec: ...
    def say(self, message: str) -> None: ...


class _Course(Enum):
    """What comes of a dataset's file in a run, as far as its pass is concerned."""

    MADE = auto()  # in the pass
    STAYS = auto()  # as the build has written it, whatever the pass makes
    OPEN = auto()


class Companions:
    """The tasks of a run, and what one pass has made for them; tasks may run in threads."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.know(())

    def know(self, tasks: Sequence[Companion]) -> None:
        """The tasks of all datasets, in the order of the graph."""
        self.tasks = {task.name: task for task in tasks}
        self.made: dict[str, tuple[Ingredients, Built]] = {}
        self.tried = False

    def begin(self, manager: Any) -> None:
        """A run begins; manager: what doit remembers."""
        for task in self.tasks.values():
            task.prepare(manager)

    def built(self, name: str, now: Ingredients, always: bool) -> Built | None:
        """A dataset as a pass has built it of just these ingredients, for its task to put in place.

        The first task of a run that asks makes the pass. always: whether what is up to date is built as well.
        """
        with self.lock:
            if not self.tried:
                self.tried = True
                self.made = self._pass(name, always)
            made_of, built = self.made.pop(name, (None, None))
        if built and made_of != now:
            built.whole.discard()
            return None
        return built

    def discard(self) -> None:
        """Remove what no task has asked for."""
        for _, built in self.made.values():
            built.whole.discard()
        self.made = {}

    def _pass(self, first: str, always: bool) -> dict[str, tuple[Ingredients, Built]]:
        members = list(self._members(always))
        if first not in members or not members[1:] or not disk_space.fits({n: self.tasks[n].bytes for n in members}):
            return {}
        made_of = {name: self.tasks[name].ingredients() for name in members}
        built = self._built(made_of, self.tasks[first])
        outputs = {paths.output(name): each.whole.digest for name, each in built.items()}
        return {name: (_with_inputs(made_of[name], outputs), each) for name, each in built.items()}

    def _built(self, made_of: Mapping[str, Ingredients], first: Companion) -> dict[str, Built]:
        """The datasets that could be made together."""
        from lastro.engine.build.build import build_together

        specs: dict[str, Any] = {}
        for name, ingredients in made_of.items():
            task = self.tasks[name]
            if all(each in specs or each not in made_of for each in task.dataset.upstream):
                try:
                    specs[name] = task.spec(ingredients.inputs, beside=specs)
                except Exception:
                    continue  # its own task meets it again, and says what it is
        try:
            return build_together(specs) if len(specs) > 1 else {}
        except Exception as error:
            if not interrupts.received:  # which has ended the workers
                first.say(f"each dataset is made by itself, since all together could not be: {error}")
            return {}
        except SystemExit:
            if interrupts.received:
                raise
            return {}  # a generator has called sys.exit; its own task says which

    def _members(self, always: bool) -> Iterator[str]:
        """The datasets still to come in this run that will be built, whatever becomes of those before them."""
        courses: dict[str, _Course] = {}
        for name in (each for each in COURSE.names if each in self.tasks):
            courses[name] = self._course(self.tasks[name], courses, always)
            if courses[name] is _Course.MADE:
                yield name

    def _course(self, task: Companion, before: Mapping[str, _Course], always: bool) -> _Course:
        upstream = {before.get(name) or _as_it_lies(name) for name in task.dataset.upstream}
        if task.name in COURSE.settled:
            return _as_it_lies(task.name)
        found = task.freshness_by_itself()
        if _Course.OPEN in upstream or found in (Freshness.HAND_MADE, Freshness.REFUSED):
            return _Course.OPEN
        if always or found is not Freshness.FRESH or self._regrown(task):
            return _Course.MADE
        return _Course.OPEN if _Course.MADE in upstream else _as_it_lies(task.name)

    def _regrown(self, task: Companion) -> bool:
        """Whether the dataset in whose blocks this one is made gets another number of rows: then all blocks change."""
        dataset = task.dataset
        if dataset.upstream:
            return dataset.upstream[0] in self.tasks and self._regrown(self.tasks[dataset.upstream[0]])
        entries, setting = record.load(task.name).entries, f"bank.{dataset.rows}"
        return bool(entries) and entries[-1].made_of.settings.get(setting) != task.ingredients().settings.get(setting)


def _as_it_lies(name: str) -> _Course:
    """Of a dataset that is not made any more: whether it stands as a build has written it, block by block."""
    known = record.offsets(name, digest_at(paths.output(name)))
    return _Course.STAYS if known else _Course.OPEN


def _with_inputs(made_of: Ingredients, outputs: Mapping[str, str]) -> Ingredients:
    """The ingredients once the given files have taken their places."""
    now = {path: outputs.get(path, digest) for path, digest in made_of.inputs.items()}
    return replace(made_of, inputs=now)


COMPANIONS = Companions()
