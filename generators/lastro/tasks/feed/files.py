"""The files of the present bank as a feed needs them: built, unedited, with blocks that are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import record
from lastro.engine.records.digests import DIGESTS
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.states import refuse_untold
from lastro.engine.rows.moments import day
from lastro.engine.rows.run import Run
from lastro.engine.settings import settings
from lastro.engine.tasks.dataset import Dataset, current_settings


def finished(datasets: Sequence[Dataset]) -> Finished:
    """The present bank; raises BuildError where a dataset was edited by hand, or cannot tell its earlier days."""
    runs, offsets = {}, {}
    for dataset in datasets:
        name, path = dataset.name, paths.output(dataset.name)
        found = record.offsets(name, DIGESTS.of(path))
        if found is None:
            raise BuildError(
                f"{path} was edited by hand, or depends on a file that was: its earlier days are not known; "
                f"`doit clean {name} && doit` brings the generated file back"
            )
        refuse_untold(name)
        reference = {table: Path(paths.reference(table)) for table in dataset.reference}
        runs[name] = Run(name, current_settings().read_by(dataset.reads), reference)
        offsets[name] = found
    return Finished(Path(paths.OUTPUTS), runs, offsets)


def history_start() -> int:
    """The first day of the present bank's history (days since 1970-01-01)."""
    return day(str(settings.plain(current_settings()["bank.history_start"])))
