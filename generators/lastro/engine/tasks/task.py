"""Making: a dataset as a task of doit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doit.dependency import UptodateCalculator
from doit.exceptions import TaskFailed

from lastro.engine import paths
from lastro.engine.build.course import COURSE
from lastro.engine.errors import BuildError
from lastro.engine.records import packages, record
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.freshness import Assessment, Freshness, assess, hand_made, ingredients
from lastro.engine.records.imports import files_of
from lastro.engine.records.module_text import text_of
from lastro.engine.records.record import Entry, Figures, Ingredients
from lastro.engine.settings import settings
from lastro.engine.tasks import adoption, command_line, database, disk_space, interrupts, lock
from lastro.engine.tasks.cleaning import DatasetRemoval
from lastro.engine.tasks.companions import COMPANIONS
from lastro.engine.tasks.dataset import Dataset, current_settings, downstream

if TYPE_CHECKING:
    from lastro.engine.build.build import BuildResult
    from lastro.engine.build.spec import BuildSpec

BUILDER = f"{paths.LIBRARY}/engine/build/build.py"  # what it imports makes every dataset


class DatasetMeta(dict[str, Any]):
    """What doit keeps of a dataset (its task's meta): the settings that it reads, and about how many bytes it takes."""

    def __init__(self, settings_read: Mapping[str, Any], size: float) -> None:
        super().__init__(settings_read)
        self.bytes = size

    def __repr__(self) -> str:
        """The settings as `doit info` shows them, a line each."""
        return "".join(f"\n - {name} = {value}" for name, value in self.items())


class DatasetTask(UptodateCalculator):  # type: ignore[misc]
    """A dataset as a task: doit asks it whether it is up to date, runs it, and cleans it."""

    def __init__(self, dataset: Dataset, datasets: Sequence[Dataset]) -> None:
        super().__init__()
        self.dataset = dataset
        self.datasets = {each.name: each for each in datasets}
        self.name = dataset.name
        self.dependants = downstream(dataset.name, datasets)
        scripts = frozenset(paths.script(each.name) for each in datasets)
        self.files = files_of([paths.script(self.name), BUILDER], scripts)
        self.data = [*map(paths.output, dataset.upstream), *map(paths.reference, sorted(set(dataset.reference)))]
        self.settings = current_settings().read_by(dataset.reads)
        self.bytes = dataset.bytes(current_settings())
        self.process = os.getpid()
        self.forgotten = False
        self.always = False  # whether it is built though it is up to date
        self.reasons: tuple[str, ...] = ()  # why it is built again, once doit has asked
        self.said: set[str] = set()

    def __repr__(self) -> str:
        """How `doit info` shows it."""
        return ", ".join(self.reasons) or "not built yet"

    def declaration(self) -> dict[str, Any]:
        """What doit wants to know."""
        return {
            "basename": self.name,
            "doc": text_of(paths.script(self.name)).sentence,
            "file_dep": [*self.data, *sorted(self.files.whole | self.files.columns)],
            "task_dep": list(self.dataset.upstream),
            "targets": [paths.output(self.name)],
            "uptodate": [self],
            "meta": DatasetMeta({name: settings.plain(v) for name, v in self.settings.items()}, self.bytes),
            "actions": [self.make],
            "clean": [DatasetRemoval(self.name, frozenset(self.datasets))],
            "io": {"capture": False},
            "verbosity": 2,
        }

    @cached_property
    def code(self) -> dict[str, str]:
        """Digests of the modules that make this dataset, as this process has loaded them."""
        whole = {path: DIGESTS.of_code(path) for path in self.files.whole}
        return whole | {path: f"classes {text_of(path).columns}" for path in self.files.columns}

    def setup(self, dep_manager: Any, tasks_dict: Mapping[str, Any]) -> None:
        """Called by doit before it asks whether the task is up to date."""
        super().setup(dep_manager, tasks_dict)
        self.manager = dep_manager

    def __call__(self, task: Any, values: Mapping[str, Any]) -> bool:
        """Whether the file stays as it is; values are what doit remembers of the task."""
        self.note_forgotten(values)
        try:
            assessment = self.assessment()
        except Exception:
            return False  # the action meets it again, and says what it is
        self.reasons = ("doit -a",) if assessment.keeps_the_file else assessment.reasons
        if not assessment.keeps_the_file:
            return False
        self.say(assessment.message)
        self._bring_doit_up_to_date(task, values, assessment)
        return True

    def prepare(self, manager: Any) -> None:
        """Find out before its turn what doit remembers of the task; in the thread that doit's state belongs to."""
        self.setup(manager, {})
        self.note_forgotten(manager.get_values(self.name))

    def note_forgotten(self, values: Mapping[str, Any]) -> None:
        """Find out whether `doit forget` was used, from what doit remembers of the task."""
        number = database.number(self.manager.name)
        self.forgotten = not values and number != 0 and record.load(self.name).confirmed == number

    def assessment(self, assumed: Mapping[str, str | None] | None = None, remember: bool = True) -> Assessment:
        """How the file stands now; assumed: digests that some inputs are taken to have, whatever they have."""
        now = self.ingredients()
        taken = replace(now, inputs={**now.inputs, **(assumed or {})})
        return assess(self.name, taken, self.forgotten, _validate, remember)

    def assessment_if(self, kept: Iterable[str]) -> Assessment:
        """How the file stands, if some of the datasets that it reads come out as it has read them last."""
        entries = record.load(self.name).entries
        inputs = entries[-1].made_of.inputs if entries else {}
        outputs = map(paths.output, kept)
        return self.assessment({path: inputs[path] for path in outputs if path in inputs}, remember=False)

    def freshness_by_itself(self) -> Freshness:
        """How fresh the file is, whatever becomes of the datasets that it reads."""
        return self.assessment_if(self.dataset.upstream).freshness

    def ingredients(self) -> Ingredients:
        """What the dataset would be made of now."""
        plain = {name: settings.plain(value) for name, value in self.settings.items()}
        return ingredients(self.code, self.data, plain, packages.versions())

    def _bring_doit_up_to_date(self, task: Any, values: Mapping[str, Any], assessment: Assessment) -> None:
        """Let doit know what the record knows, after its state file was lost or a build was killed.

        From then on, doit runs a task that stands for one reason only: `doit -a`.
        """
        seen = {path: self.get_val(self.name, path) for path in task.file_dep}
        listed = set(self.get_val(self.name, "deps:") or ())
        if not values or listed != task.file_dep or any(DIGESTS.of(path) != digest for path, digest in seen.items()):
            task.values = {"output": assessment.digest}
            self.manager.save_success(task)

    def make(self) -> dict[str, str] | TaskFailed:
        """Build the dataset, unless its file is the user's; the action of the task."""
        try:
            if os.getpid() != self.process:
                raise BuildError("tasks run in threads here: leave out `-P process`")
            lock.hold()
            return {"output": self._make()}
        except BuildError as error:
            return self._failed(str(error))
        except ModuleNotFoundError as error:
            return self._failed(str(_missing(error)))
        except OSError as error:
            return self._failed(f"{error.filename or error.strerror}: {error.strerror}", error)
        except SystemExit as error:
            if interrupts.received:
                raise
            return self._failed(f"the generator called sys.exit({error.code}), which would end doit")
        except Exception as error:
            return self._failed(f"{type(error).__name__}: {error}", error)

    def _make(self) -> str:
        assessment = self.assessment()
        if assessment.freshness is Freshness.REFUSED:
            raise BuildError(assessment.message)
        if assessment.freshness is Freshness.HAND_MADE:
            self.say(assessment.message)
            return assessment.digest
        now = self.ingredients()
        absent = [path for path, digest in now.inputs.items() if digest is None]
        if absent:
            raise BuildError(f"{absent[0]} is not there; `git checkout {absent[0]}` brings it back")
        self.always = assessment.freshness is Freshness.FRESH  # doit -a
        if assessment.freshness is Freshness.UNKNOWN:
            return self._adopt(assessment.digest, now)
        return self._build(now, lambda digest: record.begin(self.name, assessment.digest, Entry(now, digest)))

    def _adopt(self, present: str, now: Ingredients) -> str:
        """Take a file whose record is lost for what a build makes, if it is that; keep it as the user's otherwise."""
        try:
            return self._build(now, lambda digest: adoption.begin(self.name, present, Entry(now, digest)))
        except adoption.NotTheSame:
            adoption.refuse_another_bank(self.name, self.datasets, current_settings().overrides)
        assessment = hand_made(self.name, present, now, _validate)
        if assessment.freshness is Freshness.REFUSED:
            raise BuildError(assessment.message)
        self.say(assessment.message)
        return present

    def _build(self, now: Ingredients, before_rename: Callable[[str], None]) -> str:
        os.makedirs(paths.OUTPUTS, exist_ok=True)
        result = self._result(now, before_rename)
        figures = Figures(result.records, result.size, round(result.seconds, 2))
        record.finish(self.name, Entry(now, result.digest, result.offsets, figures))
        DIGESTS.remember(paths.output(self.name), result.digest)
        COURSE.note(self.name, result.records, result.size)
        line = f"   {self.name}: {result.records:,} records, {disk_space.size(result.size)}, {result.seconds:.1f} s"
        with suppress(OSError):  # when stdout is closed, the reporter says so
            print(line, flush=True)
        return str(result.digest)

    def _result(self, now: Ingredients, before_rename: Callable[[str], None]) -> BuildResult:
        """The dataset in its place: as a pass of this run has built it, or built by itself."""
        from lastro.engine.build.build import build

        if built := COMPANIONS.built(self.name, now, self.always):
            return built.place(before_rename)
        disk_space.require(self.name, self.bytes)
        return build(self.spec(now.inputs), before_rename, self.say)

    def spec(self, inputs: Mapping[str, str | None], beside: Container[str] = ()) -> BuildSpec:
        """The spec by which it is built; inputs: digests of the files that it reads, beside: datasets made with it."""
        from lastro.engine.tasks.specs import spec_of

        read = [name for name in self.dataset.upstream if name not in beside]
        offsets = {name: record.offsets(name, inputs[paths.output(name)]) for name in read}
        return spec_of(self.name, self.datasets, current_settings(), Path(paths.OUTPUTS), offsets)

    def _failed(self, message: str, error: Exception | None = None) -> TaskFailed:
        """A failure that doit reports; whatever it forgets now was not dropped by the user."""
        self.unconfirm()
        return TaskFailed(message, error)

    def unconfirm(self) -> None:
        """Let the records rule, for this dataset and all that depend on it: doit forgets tasks that fail."""
        with suppress(BuildError):
            for name in (self.name, *self.dependants):
                record.confirm(name, 0)

    def say(self, message: str) -> None:
        """Show a line to the user, once."""
        if message and message not in self.said:
            self.said.add(message)
            print(command_line.with_bank(message), file=sys.stderr, flush=True)


def _validate(dataset: str, path: str) -> None:
    """Raise BuildError where a file made by hand is no valid dataset."""
    try:
        from lastro.engine.files.validate import validate

        validate(dataset, Path(path))
    except ModuleNotFoundError as error:
        raise _missing(error) from None


def _missing(error: ModuleNotFoundError) -> BuildError:
    """One sentence for a package that is not installed; of a module of the project, what Python says."""
    top = (error.name or "").partition(".")[0]
    if os.path.exists(f"{paths.GENERATORS}/{top}") or os.path.exists(f"{paths.GENERATORS}/{top}.py"):
        return BuildError(str(error))
    return BuildError(f"the package {top} is missing: `{packages.REMEDY}` installs it")
