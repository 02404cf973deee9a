"""Writing: what further tasks make, whole or not at all, and made again when it is no longer as written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from doit.exceptions import TaskFailed

from lastro.engine.errors import BuildError
from lastro.engine.records import packages, state
from lastro.engine.records.digests import DIGESTS


class AsWritten:
    """Whether the targets of a task are as it wrote them: doit itself asks only whether they exist."""

    def __init__(self, targets: Sequence[str]) -> None:
        self.targets = targets

    def __call__(self, task: Any, values: Mapping[str, Any]) -> bool:
        """Compare with what doit remembers, and have it remember what is written now."""
        task.value_savers.append(lambda: {"written": self._digests()})
        return values.get("written") == self._digests()

    def _digests(self) -> dict[str, str]:
        return {path: DIGESTS.of(path) for path in self.targets if os.path.isfile(path)}


def write(path: str, text: str) -> None:
    """Write a text file beside and rename it; one that says the same already is left untouched."""
    if _read(path) == text:
        return
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.replace(beside, path)
    except OSError as error:
        state.remove(beside)
        raise BuildError(f"{path} cannot be written: {error.strerror}") from None


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except (OSError, ValueError):
        return None


def plainly(action: Callable[..., None], remedy: str = packages.REMEDY) -> Callable[..., TaskFailed | None]:
    """An action that says what is wrong in one message; remedy: the command that installs what it imports."""

    @wraps(action)
    def plain(*arguments: Any, **options: Any) -> TaskFailed | None:
        try:
            action(*arguments, **options)
        except BuildError as error:
            return TaskFailed(str(error))
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            return TaskFailed(f"the package {missing} is missing: `{remedy}` installs it")
        return None

    return plain
