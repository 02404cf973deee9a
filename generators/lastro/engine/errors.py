"""Errors: what goes wrong in ways the project expects; their messages are shown to users as they are."""

from __future__ import annotations


class BuildError(Exception):
    """Something that the user can fix; the message is one line or a few, and no traceback follows."""


class BadSetting(BuildError):
    """A setting that does not exist or has a value out of its range."""


class BadInput(BuildError):
    """A file that cannot be read as the dataset or the table that it should be."""
