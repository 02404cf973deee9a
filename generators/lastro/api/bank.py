"""A bank as data frames, whatever they come from: by name, in blocks, and for pandas, Arrow and DuckDB."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from lastro.engine.errors import BuildError, no_such
from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import row_class
from lastro.engine.tasks.beforehand import is_installed
from lastro.engine.tasks.declared import declared

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")


class Bank(ABC):
    """Datasets as polars frames: `bank.accounts`, `bank["accounts"]`; each is made when it is first asked for.

    Money and rates are decimals, days dates, moments timestamps without a zone (Brasília time), columns of few allowed
    texts enumerations, identifiers texts. Rows are in the order of the JSON files.
    """

    def __init__(self) -> None:
        self._frames: dict[str, pl.DataFrame] = {}

    @property
    def datasets(self) -> list[str]:
        """The names of the datasets, upstream before downstream."""
        return list(declared())

    def __dir__(self) -> list[str]:
        """What there is to complete in a notebook: datasets, and what can be done with them."""
        return sorted([*super().__dir__(), *self.datasets])

    def __getattr__(self, name: str) -> pl.DataFrame:
        """A dataset by its name; raises AttributeError that says which there are."""
        if name.startswith("_") or name not in self.datasets:
            raise AttributeError(no_such("dataset", name, self.datasets))
        return self[name]

    def __getitem__(self, name: str) -> pl.DataFrame:
        """A dataset by its name; raises KeyError that says which there are."""
        if name not in self.datasets:
            raise KeyError(no_such("dataset", name, self.datasets))
        if name not in self._frames:
            self._frames[name] = self._made(name)
        return self._frames[name]

    def schema(self, name: str) -> pl.Schema:
        """The columns of a dataset and their polars types."""
        return typed_schema(row_class(name))

    @abstractmethod
    def blocks(self, name: str) -> Iterator[pl.DataFrame]:
        """A dataset in frames of consecutive rows, one in memory at a time."""

    def pandas(self, name: str) -> Any:
        """A dataset as a pandas frame with Arrow's types, so that money stays exact; needs pandas and pyarrow."""
        return _with(("pandas", "pyarrow"), lambda: self[name].to_pandas(use_pyarrow_extension_array=True))

    def arrow(self, name: str) -> Any:
        """A dataset as an Arrow table; needs pyarrow."""
        return _with(("pyarrow",), self[name].to_arrow)

    def duckdb(self) -> DuckDBPyConnection:
        """A connection to a DuckDB database in memory: all datasets as tables, with keys; needs duckdb and pyarrow."""
        return _with(("duckdb", "pyarrow"), lambda: _connection(self))

    def _made(self, name: str) -> pl.DataFrame:
        frames = list(self.blocks(name))
        return pl.concat(frames) if frames else pl.DataFrame(schema=self.schema(name))


def _connection(bank: Bank) -> DuckDBPyConnection:
    from lastro.api.database import connection

    return connection(bank)


def _with(packages: tuple[str, ...], make: Callable[[], T]) -> T:
    """What a function makes that needs further packages; raises BuildError that names the first that is missing."""
    missing = next((package for package in packages if not is_installed(package)), None)
    if missing:
        raise BuildError(f"the package {missing} is missing: `pip install {' '.join(packages)}`")
    return make()
