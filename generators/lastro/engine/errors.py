"""Errors: what goes wrong in ways the project expects; their messages are shown to users as they are."""

from __future__ import annotations

from collections.abc import Iterable


class BuildError(Exception):
    """Something that the user can fix; the message is one line or a few, and no traceback follows."""


class BadSetting(BuildError):
    """A setting that does not exist or has a value out of its range."""


class BadInput(BuildError):
    """A file that cannot be read as the dataset or the table that it should be."""


def near(name: str, known: Iterable[str]) -> str:
    """What somebody probably meant, of the names that there are; "" where none is like it."""
    from difflib import get_close_matches  # only where something is wrong

    return next(iter(get_close_matches(name, list(known), 1)), "")


def no_such(what: str, name: str, known: Iterable[str], meant: str = "") -> str:
    """One sentence on a name that is not there, with those that are; meant: what is near, if name is not as typed."""
    names = list(known)
    close = meant or near(name, names)
    hint = f"did you mean {close}? " if close else ""
    return f"there is no {what} {name}; {hint}there are: {', '.join(names)}"
