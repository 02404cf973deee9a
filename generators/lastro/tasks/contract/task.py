"""Contract: what consumers may rely on, written from the declarations of the columns in the languages of many tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, announce, plainly, write

PACKAGE = "datapackage.json"  # beside datasets/, as all these are: a package may not point out of its folder
FOLDER = "contract"
DDL = f"{FOLDER}/schema.sql"
DBT = f"{FOLDER}/dbt_sources.yml"
ODCS = f"{FOLDER}/lastro.odcs.yaml"
POLARS = f"{FOLDER}/polars_schemas.py"
KINDS = ("schema", "pandas", "spark")  # of JSON files, one a dataset
_THIS = f"{paths.LIBRARY}/tasks/contract/task.py"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `contract`."""
    names = [each.name for each in datasets]
    files = [PACKAGE, DDL, DBT, ODCS, POLARS, *(path(name, kind) for kind in KINDS for name in names)]
    targets = list(map(paths.beside, files))
    yield {
        "basename": "contract",
        "doc": "Contract: the datasets as Data Package, JSON Schema, ODCS, SQL, dbt sources, and for data frames.",
        "file_dep": sorted(files_of([_THIS, *map(paths.script, names)], frozenset()).whole),
        "targets": targets,
        "uptodate": [AsWritten(targets)],
        "actions": [(plainly(make), [names])],
        "clean": True,
        "io": {"capture": False},
        "verbosity": 2,
    }


def make(names: Sequence[str]) -> None:
    """Write the contract."""
    written = texts(names)
    for file, text in written.items():
        write(paths.beside(file), text)
    announce("contract", paths.beside(PACKAGE), f"{paths.beside(FOLDER)}/ ({len(written) - 1} files)")


def texts(names: Sequence[str]) -> dict[str, str]:
    """Each file of the contract by its path beside the datasets."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.contract import dbt, odcs, sql
    from lastro.tasks.contract.dataframes import pandas_dtype, polars_schemas, spark_schema
    from lastro.tasks.contract.package import package
    from lastro.tasks.contract.schema import schema

    rows = {name: row_class(name) for name in names}
    return {
        PACKAGE: _json(package(rows)),
        DDL: sql.script(rows),
        DBT: dbt.sources(rows),
        ODCS: odcs.contract(rows),
        POLARS: polars_schemas(rows),
        **{path(name, "schema"): _json(schema(name, row)) for name, row in rows.items()},
        **{path(name, "pandas"): _json(pandas_dtype(row)) for name, row in rows.items()},
        **{path(name, "spark"): _json(spark_schema(row)) for name, row in rows.items()},
    }


def path(dataset: str, kind: str) -> str:
    """The JSON file of one kind for a dataset."""
    return f"{FOLDER}/{dataset}.{kind}.json"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
