"""Task `truth` as doit knows it: the tables of the truth in a folder beside the datasets, apart from plain `doit`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.exports.export import Export, ExportTask
from lastro.tasks.options import option

if TYPE_CHECKING:  # dodo.py loads tasks without numpy
    from lastro.engine.rows.run import Run

_MADE_BY = (f"{paths.LIBRARY}/tasks/truth/making.py", f"{paths.LIBRARY}/tasks/truth/earlier.py")
_DAY = option("day", "the truth as it was known at the end of that day (default: as_of)")


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task, for banks in which there may be crime."""
    if any("crime" in dataset.reads for dataset in datasets):
        yield TruthTask(datasets).declaration()


class TruthTask(ExportTask):
    """The truth as an export: made whole or not at all, and again when the bank or its settings have changed."""

    def __init__(self, datasets: Sequence[Dataset]) -> None:
        names = [dataset.name for dataset in datasets]
        super().__init__(Export("truth", place="truth", params=(_DAY,)), names)
        self.declared = datasets

    @property
    def doc(self) -> str:
        """What `doit list` says of it."""
        return "Truth: every case of crime, its members and labels with their days, reports and alerts, apart."

    def made_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All that the bytes depend on: the settings too, since cases begin by them."""
        known = settings_of(self.declared)
        return {**super().made_of(options), "settings": {name: str(known[name]) for name in sorted(known)}}

    def _code(self) -> list[str]:
        """The modules that shape the truth."""
        return sorted(files_of(list(_MADE_BY), frozenset(map(paths.script, self.datasets))).whole)

    def write(self, options: Mapping[str, Any], *into: Path) -> int:
        """Write the truth; returns the number of records."""
        from lastro.tasks.truth.making import write_truth

        into[0].mkdir()
        if options.get("day"):
            return self._write_earlier(options["day"], into[0])
        cohort = next(dataset.cohort for dataset in self.declared if dataset.rows == "customers")
        return sum(write_truth(run_of(self.declared), Path(paths.OUTPUTS), into[0], cohort).values())

    def _write_earlier(self, day: str, into: Path) -> int:
        from lastro.tasks.feed.files import finished, history_start
        from lastro.tasks.feed.period import one_day
        from lastro.tasks.truth.earlier import write_earlier

        files = finished(self.declared)
        number = one_day(files.as_of, history_start(), day)
        return write_earlier(files, number, lambda on: run_of(self.declared, on), into)


def settings_of(datasets: Sequence[Dataset]) -> Mapping[str, Any]:
    """All settings that some dataset reads."""
    return current_settings().read_by(sorted({name for dataset in datasets for name in dataset.reads}))


def run_of(datasets: Sequence[Dataset], day: int | None = None) -> Run:
    """The run of the truth; day: where the history is to end (days since 1970-01-01), if not with as_of."""
    from lastro.engine.rows.run import Run
    from lastro.tasks.feed.period import iso

    known = dict(settings_of(datasets))
    if day is not None:
        known["bank.as_of"] = iso(day)
    tables = {name for dataset in datasets for name in dataset.reference}
    return Run("truth", known, {name: Path(paths.reference(name)) for name in tables})
