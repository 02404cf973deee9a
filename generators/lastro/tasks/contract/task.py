"""Contract: what consumers may rely on, written from the declarations of the columns in the languages of many tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, announce, plainly, write

if TYPE_CHECKING:  # dodo.py loads tasks without numpy
    from lastro.engine.rows.columns import Row

PACKAGE = "datapackage.json"  # beside datasets/, as all these are: a package may not point out of its folder
WITH_TRUTH = "datapackage_with_truth.json"  # apart, since a package names no file that may be absent
FOLDER = "contract"
OF_TRUTH = f"{FOLDER}/truth"
DDL = f"{FOLDER}/schema.sql"
DBT = f"{FOLDER}/dbt_sources.yml"
ODCS = f"{FOLDER}/lastro.odcs.yaml"
POLARS = f"{FOLDER}/polars_schemas.py"
KINDS = ("schema", "pandas", "spark")  # of JSON files, one a dataset
_THIS = f"{paths.LIBRARY}/tasks/contract/task.py"
_TABLES_OF_TRUTH = f"{paths.LIBRARY}/tasks/truth/tables"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `contract`."""
    names, truth = [each.name for each in datasets], tables_of_truth(datasets)
    targets = list(map(paths.beside, files(names, truth)))
    roots = [_THIS, *map(paths.script, names), *(f"{_TABLES_OF_TRUTH}/{table}.py" for table in truth)]
    yield {
        "basename": "contract",
        "doc": "Contract: the datasets as Data Package, JSON Schema, ODCS, SQL, dbt sources, and for data frames.",
        "file_dep": sorted(files_of(roots, frozenset()).whole),
        "targets": targets,
        "uptodate": [AsWritten(targets)],
        "actions": [(plainly(make), [names, truth])],
        "clean": True,
        "io": {"capture": False},
        "verbosity": 2,
    }


def tables_of_truth(datasets: Sequence[Dataset]) -> list[str]:
    """The tables of `doit truth`, none for banks in which there is no crime."""
    from lastro.tasks.truth.tables import NAMES

    return list(NAMES) if any("crime" in each.reads for each in datasets) else []


def files(names: Sequence[str], truth: Sequence[str]) -> list[str]:
    """Every file of the contract beside the datasets."""
    found = [PACKAGE, DDL, DBT, ODCS, POLARS, *(path(name, kind) for kind in KINDS for name in names)]
    if not truth:
        return found
    of_truth = [path(table, kind, OF_TRUTH) for kind in KINDS for table in truth]
    return [*found, WITH_TRUTH, f"{OF_TRUTH}/schema.sql", f"{OF_TRUTH}/polars_schemas.py", *of_truth]


def make(names: Sequence[str], truth: Sequence[str]) -> None:
    """Write the contract."""
    written = texts(names, truth)
    for file, text in written.items():
        write(paths.beside(file), text)
    within = sum(file.startswith(f"{FOLDER}/") for file in written)
    announce("contract", paths.beside(PACKAGE), f"{paths.beside(FOLDER)}/ ({within} files)")


def texts(names: Sequence[str], truth: Sequence[str]) -> dict[str, str]:
    """Each file of the contract by its path beside the datasets."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.contract import dbt, odcs
    from lastro.tasks.contract.package import package

    rows = {name: row_class(name) for name in names}
    of_datasets = {
        PACKAGE: _json(package(rows)),
        DBT: dbt.sources(rows),
        ODCS: odcs.contract(rows),
        **_of_files(rows, FOLDER, "the bank's datasets"),
    }
    return {**of_datasets, **_with_truth(rows)} if truth else of_datasets


def _with_truth(rows: Mapping[str, type[Row]]) -> dict[str, str]:
    """What is said of the truth; no more than its files, as no task puts it into a database."""
    from lastro.tasks.contract.package import package
    from lastro.tasks.truth.tables import rows as rows_of_truth

    truth = rows_of_truth()
    return {
        WITH_TRUTH: _json(package(rows, truth)),
        **_of_files(truth, OF_TRUTH, "the bank's truth, behind those of its datasets"),
    }


def _of_files(rows: Mapping[str, type[Row]], folder: str, of: str) -> dict[str, str]:
    """For those who read the files, or load them: table by table, and as SQL; of: what they are the tables of."""
    from lastro.tasks.contract import sql
    from lastro.tasks.contract.dataframes import pandas_dtype, polars_schemas, spark_schema
    from lastro.tasks.contract.schema import schema

    return {
        f"{folder}/schema.sql": sql.script(rows, of),
        f"{folder}/polars_schemas.py": polars_schemas(rows, of),
        **{path(name, "schema", folder): _json(schema(name, row)) for name, row in rows.items()},
        **{path(name, "pandas", folder): _json(pandas_dtype(row)) for name, row in rows.items()},
        **{path(name, "spark", folder): _json(spark_schema(row)) for name, row in rows.items()},
    }


def path(table: str, kind: str, folder: str = FOLDER) -> str:
    """The JSON file of one kind for a dataset, or for a table of the truth in that folder."""
    return f"{folder}/{table}.{kind}.json"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
