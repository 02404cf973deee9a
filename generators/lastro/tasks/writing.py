"""Writing: what further tasks make, whole or not at all, and made again when it is no longer as written."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from doit.action import PythonAction
from doit.exceptions import TaskFailed

from lastro.engine.errors import BuildError
from lastro.engine.files.atomic import atomic
from lastro.engine.records import packages, state
from lastro.engine.records.digests import DIGESTS
from lastro.engine.tasks import lock
from lastro.engine.tasks.command_line import end_of_output


class AsWritten:
    """Whether the targets of a task are as it wrote them: doit itself asks only whether they exist."""

    def __init__(self, targets: Sequence[str]) -> None:
        self.targets = targets
        self.reasons: list[str] = []  # why they are written again, once doit has asked

    def __call__(self, task: Any, values: Mapping[str, Any]) -> bool:
        """Compare with what doit remembers, and have it remember what is written now."""
        task.value_savers.append(lambda: {"written": self._digests()})
        before, now = values.get("written"), self._digests()
        changed = [path for path in self.targets if before and before.get(path) != now.get(path)]
        self.reasons = [f"{path} is not as it was written" for path in changed]
        return bool(before == now)

    def _digests(self) -> dict[str, str]:
        return {path: DIGESTS.of(path) for path in self.targets if os.path.isfile(path)}


def write(path: str, text: str) -> None:
    """Write a text file in UTF-8, as write_bytes does."""
    write_bytes(path, text.encode())


def renew(document: str, current: Callable[[str], str]) -> None:
    """Bring a document of the project up to date; raises BuildError where it is not there."""
    if not os.path.isfile(document):
        raise BuildError(f"{document} is not there; `git checkout {document}` brings it back")
    write(document, current(Path(document).read_text(encoding="utf-8")))


def write_bytes(path: str, content: bytes) -> None:
    """Write a file whole or not at all; one that says the same already is left untouched."""
    if _read(path) != content:
        with atomic(path) as stream:
            stream.write(content)


class Removal(PythonAction):  # type: ignore[misc]
    """The clean action of a further task; what: what it removes, as doit shows it."""

    def __init__(self, what: str, remove: Callable[[], None]) -> None:
        super().__init__(self.run)
        self.what, self.remove = what, remove

    def __str__(self) -> str:
        """How doit shows it."""
        return f"remove {self.what}"

    def run(self, dryrun: bool) -> None:
        """Remove it while no other doit builds; nothing on a dry run."""
        if dryrun:
            return
        try:
            lock.hold()
            self.remove()
        except (BuildError, OSError) as error:
            print(f"ERROR: {error}", file=sys.stderr)
            sys.exit(1)


def remove_own(folder: str, names: str) -> None:
    """Remove from a task's own folder what bears the names that the task gives, and the folder with the last of it."""
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if re.fullmatch(names, name):
            state.remove(f"{folder}/{name}")
    with suppress(OSError):
        os.rmdir(folder)


def announce(task: str, *paths: str) -> None:
    """Print what a task has written and where."""
    with suppress(OSError):  # when stdout is closed, the reporter says so
        print(f"   {task}: {', '.join(paths)}", flush=True)


def between(document: str, begin: str, end: str, text: str) -> str:
    """A document with another text between two lines of its own; raises BuildError where it lacks them."""
    before, found, rest = document.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise BuildError(f"the document has no lines {begin} and {end} to write between")
    return f"{before}{begin}\n\n{text}\n{end}{after}"


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def plainly(action: Callable[..., None], remedy: str = packages.REMEDY) -> Callable[..., TaskFailed | None]:
    """An action that says what is wrong in one message; remedy: the command that installs what it imports."""

    @wraps(action)
    def plain(*arguments: Any, **options: Any) -> TaskFailed | None:
        try:
            action(*arguments, **options)
        except BuildError as error:
            return TaskFailed(str(error))
        except BrokenPipeError:
            raise end_of_output() from None
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            return TaskFailed(f"the package {missing} is missing: `{remedy}` installs it")
        return None

    return plain
