"""Task `truth` as doit knows it: the tables of the truth in a folder beside the datasets, apart from plain `doit`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.exports.export import Export, ExportTask

_MADE_BY = f"{paths.LIBRARY}/tasks/truth/making.py"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task, for banks in which there may be crime."""
    if any("crime" in dataset.reads for dataset in datasets):
        yield TruthTask(datasets).declaration()


class TruthTask(ExportTask):
    """The truth as an export: made whole or not at all, and again when the bank or its settings have changed."""

    def __init__(self, datasets: Sequence[Dataset]) -> None:
        super().__init__(Export("truth", place="truth"), [dataset.name for dataset in datasets])
        self.declared = datasets

    @property
    def doc(self) -> str:
        """What `doit list` says of it."""
        return "Truth: every case of crime, its members and labels with their days, reports and alerts, apart."

    def made_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All that the bytes depend on: the settings too, since cases begin by them."""
        known = self._run()
        return {**super().made_of(options), "settings": {name: str(known[name]) for name in sorted(known)}}

    def _run(self) -> Mapping[str, Any]:
        names = sorted({name for dataset in self.declared for name in dataset.reads})
        return current_settings().read_by(names)

    def _code(self) -> list[str]:
        """The modules that shape the truth."""
        return sorted(files_of([_MADE_BY], frozenset(map(paths.script, self.datasets))).whole)

    def write(self, options: Mapping[str, Any], *into: Path) -> int:
        """Write the truth; returns the number of records."""
        from lastro.engine.rows.run import Run
        from lastro.tasks.truth.making import write_truth

        tables = {name for dataset in self.declared for name in dataset.reference}
        run = Run("truth", self._run(), {name: Path(paths.reference(name)) for name in tables})
        into[0].mkdir()
        cohort = next(dataset.cohort for dataset in self.declared if dataset.rows == "customers")
        return sum(write_truth(run, Path(paths.OUTPUTS), into[0], cohort).values())
