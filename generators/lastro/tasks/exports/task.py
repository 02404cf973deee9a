"""Exports: the bank in the files and databases that people work with, each a task of doit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lastro.engine.errors import BuildError
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.exports.export import Export, ExportTask

_BY_MONTH = {
    "name": "by_month",
    "long": "by-month",
    "type": bool,
    "default": False,
    "help": "transactions and digital activity as a folder for each month",
}

_EXCEL = {
    "name": "excel",
    "long": "excel",
    "type": bool,
    "default": False,
    "help": "for a Brazilian spreadsheet: semicolons, decimal commas, marked as UTF-8",
}

_FROM = {
    "name": "first",
    "long": "from",
    "type": str,
    "default": "",
    "help": "a version for each day from this one on (default: one version)",
}

_REFRESH = {
    "name": "refresh",
    "long": "refresh",
    "type": bool,
    "default": False,
    "help": "bring the loaded tables up to date, in place",
}


def _a_server(options: Mapping[str, Any]) -> None:
    try:
        from lastro.tasks.exports.to_postgres import insist_on_server
    except ModuleNotFoundError as error:
        remedy = "pip install -r requirements/postgres.txt"
        raise BuildError(f"the package {error.name} is missing: `{remedy}` installs it") from None
    insist_on_server()


EXPORTS = (
    Export("parquet", place="parquet", packages=("polars",), params=(_BY_MONTH,)),
    Export("csv", place="csv", packages=("polars",), params=(_EXCEL,)),
    Export("ndjson", place="ndjson", packages=("polars",)),
    Export("duckdb", place="bank.duckdb", packages=("duckdb",)),
    Export("sqlite", place="bank.sqlite", packages=("polars",)),
    Export("postgres", packages=("psycopg",), params=(_REFRESH,), questions=(_a_server,)),
    Export("delta", place="delta", packages=("deltalake",), params=(_FROM,), grows=True),
)


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """A task for each export."""
    names = [each.name for each in datasets]
    yield from (ExportTask(export, names).declaration() for export in EXPORTS)
