"""Adoption: a file whose record is lost is what a build makes, as a build beside it shows, or else it is the user's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import record
from lastro.engine.records.record import Entry
from lastro.engine.settings import settings


class NotTheSame(Exception):
    """A build has made other bytes than stand there."""


def begin(dataset: str, present: str, made: Entry) -> None:
    """Note what a build has made where it is what stands there; raises NotTheSame, and nothing is overwritten."""
    if made.output != present:
        raise NotTheSame
    record.begin(dataset, present, made)


def refuse_another_bank(dataset: str, datasets: Iterable[str], given: Mapping[str, str]) -> None:
    """Raise BuildError where a whole bank stands there, whose records are lost, and other settings are asked for.

    All its files would be kept as the user's, and the settings change nothing.
    """
    if not given or not all(os.path.isfile(paths.output(name)) for name in datasets):
        return
    shown = " ".join(f"{settings.spoken(name)}={text}" for name, text in given.items())
    raise BuildError(
        f"{paths.output(dataset)} has no record in {paths.RECORDS}, and is not what a build with {shown} makes: "
        f"nothing was changed; `doit clean && doit {shown}` makes the whole bank anew, `doit settings=default` keeps it"
    )
