"""The reporter: doit's `.` and `--` lines, one message for what goes wrong, and how a run begins and ends."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from typing import Any

from doit.exceptions import BaseFail, InvalidDodoFile, UnmetDependency
from doit.globals import Globals
from doit.reporter import ConsoleReporter

from lastro.engine import paths
from lastro.engine.build.course import COURSE
from lastro.engine.errors import BuildError
from lastro.engine.records import module_text, packages, record
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.freshness import in_short
from lastro.engine.records.record import Record
from lastro.engine.tasks import cleaning, command_line, database, disk_space, interrupts, lock
from lastro.engine.tasks.beforehand import Beforehand
from lastro.engine.tasks.companions import COMPANIONS
from lastro.engine.tasks.dataset import current_settings
from lastro.engine.tasks.task import DatasetMeta

CHANGES_NOTHING = {"changes": "nothing"}  # meta of a task that is run without the lock, and that nothing remembers
_SPEED = 40_000_000  # bytes that a build writes in a second, where none has been measured; ASSUMED
_HOW_TO_SEE_IT = "(`doit --failure-verbosity 1` shows where)"


class Reporter(ConsoleReporter):  # type: ignore[misc]
    """Shows a run of doit; only the run command makes one."""

    outstream: Any
    failures: list[dict[str, Any]]
    desc = "console output, with one message instead of a traceback"

    def __init__(self, outstream: Any, options: dict[str, Any]) -> None:
        super().__init__(outstream or sys.stdout, options)
        self.selected: Sequence[str] = ()
        self.settled: set[str] = set()  # tasks that doit's state file knows at the end
        self.asked = False
        self.saved = True  # doit's state file

    def initialize(self, tasks: Any, selected_tasks: Sequence[str]) -> None:
        """Before the first task: one build at a time, and the settings are remembered."""
        self.selected = selected_tasks
        if all(tasks[name].meta == CHANGES_NOTHING for name in selected_tasks):
            Globals.dep_manager.close = lambda: None
            return
        command_line.build_begins()
        try:
            _ask_beforehand(tasks, selected_tasks)
            self._take_over()
        except BuildError as error:
            raise InvalidDodoFile(command_line.with_bank(str(error))) from None
        interrupts.handle()
        sizes = _sizes(tasks, selected_tasks)
        disk_space.expect(sizes)
        COMPANIONS.begin(Globals.dep_manager)
        COURSE.begin(list(sizes), lambda name: _expected_seconds(name, sizes[name]))
        if other := packages.differing():
            self._tell(other)

    def _take_over(self) -> None:
        """Lock the bank and remember the settings, unless nothing may be written here; raises BuildError."""
        manager = Globals.dep_manager
        if not lock.hold_unless_read_only():
            manager.close, manager.remove = (lambda: None), (lambda task: None)
            return
        current_settings().remember()
        cleaning.sweep()
        manager.close, manager.remove = self._guarded(manager.close), self._guarded(manager.remove)

    def _guarded(self, write: Callable[..., None]) -> Callable[..., None]:
        """Go on without doit's state file where it cannot be written: the records tell what was built."""

        def guarded(*task: str) -> None:
            try:
                write(*task)
            except (sqlite3.Error, OSError) as error:
                self._tell(f"{Globals.dep_manager.name} could not be written: {error}")
                self.saved = False

        return guarded

    def write(self, text: str) -> None:
        """Write at once; when stdout is closed, stop."""
        try:
            self.outstream.write(text)
            self.outstream.flush()
        except BrokenPipeError:
            raise command_line.end_of_output() from None
        except OSError as error:
            sys.stdout = self.outstream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            self._tell(f"the output cannot be written: {error.strerror}")
            raise SystemExit(1) from None

    def get_status(self, task: Any) -> None:
        """A task's turn has come."""
        self.asked = True

    def execute_task(self, task: Any) -> None:
        """A task is run: its line says why, where it has been run before."""
        if task.meta == CHANGES_NOTHING:
            return
        reasons = _reasons(task)
        self.write(f".  {task.title()}{f'  ({in_short(reasons)})' if reasons else ''}\n")

    def add_success(self, task: Any) -> None:
        """A task was run."""
        self._stands(task.name)

    def skip_uptodate(self, task: Any) -> None:
        """A task was up to date."""
        super().skip_uptodate(task)
        self._stands(task.name)

    def _stands(self, name: str) -> None:
        """A task is done with; after the last dataset, what was built is added up."""
        disk_space.settle(name)
        self.settled.add(name)
        if COURSE.settle(name):
            self.write(_closing())

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        """A task failed: one message; the traceback of a surprise on request."""
        self.failures.append({"task": task, "exception": fail})
        if not interrupts.received:  # what a signal has cut off is no failure
            self._tell(f"{task.name}: {_message(fail)}")
        if fail.traceback and not interrupts.received:
            shown = "".join(fail.traceback) if self.failure_verbosity else _HOW_TO_SEE_IT
            self._tell(shown)
        if record.load(task.name) != Record():
            # doit has just dropped the task; without a trace of it, this would look like `doit forget`
            Globals.dep_manager.backend.set(task.name, "_values_:", {"failed": True})
            self.settled.add(task.name)

    def complete_run(self) -> None:
        """After the last task, with doit's state file written."""
        COMPANIONS.discard()
        try:
            self._settle()
        except BuildError as error:
            self._tell(str(error))
        if interrupts.received:
            interrupts.leave()  # other tasks may still run in threads
        if COURSE.built and not COURSE.complete:
            self.write(_closing())
        self.failures = [each for each in self.failures if any(a.out or a.err for a in each["task"].actions)]
        super().complete_run()
        if self.selected and not self.asked and not sys.exc_info()[0]:
            self._tell("ERROR: nothing was run: -n needs a number of 0 or more")
            raise SystemExit(3)

    def _settle(self) -> None:
        if self.saved and lock.held():
            number = database.number(Globals.dep_manager.name)
            for name in self.settled:
                record.confirm(name, number)
            DIGESTS.save()
            module_text.save()

    def _tell(self, message: str) -> None:
        print(command_line.with_bank(message.rstrip()), file=sys.stderr, flush=True)


def _ask_beforehand(tasks: Any, selected: Sequence[str]) -> None:
    """Raise BuildError where a task cannot be done, whatever is built for it."""
    for name in selected:
        if isinstance(tasks[name].meta, Beforehand):
            try:
                tasks[name].meta.ask(tasks[name].options or {})
            except BuildError as error:
                raise BuildError(f"{name}: {error}") from None


def _sizes(tasks: Any, selected: Sequence[str]) -> dict[str, float]:
    """The declared bytes of the selected datasets and of all that these and other tasks depend on, in their order."""
    found: set[str] = set()
    waiting = list(selected)
    while waiting:
        name = waiting.pop()
        if name in tasks and name not in found:
            found.add(name)
            waiting += tasks[name].task_dep
    declared = {name: task.meta for name, task in tasks.items() if name in found}
    return {name: each.bytes for name, each in declared.items() if isinstance(each, DatasetMeta)}


def _expected_seconds(name: str, size: float) -> float:
    """About how long a dataset takes: at the speed of its last build, where that is known."""
    entries = record.load(name).entries
    last = entries[-1].figures if entries else None
    return size * last.seconds / last.size if last and last.size else size / _SPEED


def _closing() -> str:
    """The line that adds up what a run has built."""
    records, size = COURSE.totals()
    built = f"{len(COURSE.built)} of {len(COURSE.names)} built"
    return f"{built}: {records:,} records, {disk_space.size(size)}, {COURSE.elapsed():.1f} s\n"


def _reasons(task: Any) -> list[str]:
    """Why a task is run again: what it says itself, or else the files that doit has found changed."""
    own = [reason for each, *_ in task.uptodate for reason in getattr(each, "reasons", ())]
    return own or [path.removeprefix(f"{paths.OUTPUTS}/") for path in task.dep_changed or ()]


def _message(fail: BaseFail) -> str:
    """What went wrong, in the project's own words where it has some."""
    if isinstance(fail, UnmetDependency):
        return f"not done, because of {', '.join(sorted(fail.message.split()))}"
    if not fail.traceback or fail.message != "PythonAction Error":
        return str(fail.message).partition("checking dependencies: ")[2] or str(fail.message)
    kind, _, what = fail.traceback[-1].strip().partition(": ")
    return what if kind.startswith("lastro.engine.errors.") else f"{kind}: {what}"
