"""A bank read from the files of a build, in whatever folder they lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lastro.api.bank import Bank
from lastro.engine import paths
from lastro.engine.errors import BadInput, BadSetting
from lastro.engine.rows.columns import row_class
from lastro.tasks.exports.frames import typed_frames


class LoadedBank(Bank):
    """The JSON files of a folder; a file that is missing or does not fit is told when its dataset is asked for."""

    def __init__(self, folder: str | Path | None = None, bank: str = "") -> None:
        """A bank of this project by its name, where no folder is named; raises BadInput where it is not there."""
        super().__init__()
        if folder is not None and bank:
            raise BadSetting(f"bank={bank}: allowed is a folder or the name of a bank, not both")
        self.folder = paths.ROOT / paths.outputs_of(bank) if folder is None else Path(folder)
        if not self.folder.is_dir():
            raise BadInput(f"{self.folder} is not there; `doit{f' bank={bank}' if bank else ''}` builds the datasets")

    def __repr__(self) -> str:
        """Where the files lie."""
        return f"lastro.load({str(self.folder)!r})"

    def blocks(self, name: str) -> Iterator[pl.DataFrame]:
        """A dataset in frames of some thousand rows, read from its file."""
        path = self.folder / f"{name}.json"
        try:
            yield from typed_frames(path, row_class(name))
        except pl.exceptions.PolarsError as error:
            raise BadInput(f"{path}: a value does not fit its column: {error}") from None
