"""Beforehand: what a task asks before anything is built for it: packages, servers, what it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from lastro.engine.errors import BuildError

Question = Callable[[Mapping[str, Any]], None]  # of the task's options; raises BuildError where it cannot be done


class Beforehand(dict[str, Any]):
    """The meta of a task that asks something beforehand; for doit it is empty."""

    def __init__(self, *questions: Question) -> None:
        super().__init__()
        self.questions = questions

    def ask(self, options: Mapping[str, Any]) -> None:
        """Raise BuildError for the first answer that is no."""
        for question in self.questions:
            question(options)


def installed(packages: Sequence[str], remedy: str) -> Question:
    """Whether packages can be imported; remedy: the command that installs them."""

    def ask(options: Mapping[str, Any]) -> None:
        for package in packages:
            if not is_installed(package):
                raise BuildError(f"the package {package} is missing: `{remedy}` installs it")

    return ask


def is_installed(package: str) -> bool:
    """Whether a package can be imported."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False
