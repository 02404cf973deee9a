"""Exports: the bank in the files and databases that people work with, each a task of doit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lastro.engine.errors import BuildError
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.exports.export import Export, ExportTask
from lastro.tasks.options import option

_BY_MONTH = option("by-month", "transactions and digital activity as a folder for each month", False)
_EXCEL = option("excel", "for a Brazilian spreadsheet: semicolons, decimal commas, marked as UTF-8", False)
_FROM = option("from", "a version for each day from this one on (default: one version)", into="first")
_REFRESH = option("refresh", "bring the loaded tables up to date, in place", False)


def _a_server(options: Mapping[str, Any]) -> None:
    try:
        from lastro.tasks.exports.to_postgres import require_server
    except ModuleNotFoundError as error:
        remedy = "pip install -r requirements/postgres.txt"
        raise BuildError(f"the package {error.name} is missing: `{remedy}` installs it") from None
    require_server()


EXPORTS = (
    Export("parquet", place="parquet", packages=("polars",), params=(_BY_MONTH,)),
    Export("csv", place="csv", packages=("polars",), params=(_EXCEL,)),
    Export("ndjson", place="ndjson", packages=("polars",)),
    Export("duckdb", place="bank.duckdb", packages=("duckdb",)),
    Export("sqlite", place="bank.sqlite", packages=("polars",)),
    Export("postgres", packages=("psycopg",), params=(_REFRESH,), questions=(_a_server,)),
    Export("delta", place="delta", packages=("deltalake", "arro3"), params=(_FROM,), grows=True),
)


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """A task for each export."""
    names = [each.name for each in datasets]
    yield from (ExportTask(export, names).declaration() for export in EXPORTS)
