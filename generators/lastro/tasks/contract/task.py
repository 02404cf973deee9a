"""Contract: what consumers may rely on, written from the declarations of the columns in three languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, plainly, write

PACKAGE = "data/financial_services/datapackage.json"  # beside datasets/: a package may not point out of its folder
FOLDER = "data/financial_services/contract"
DDL = f"{FOLDER}/schema.sql"
_THIS = f"{paths.LIBRARY}/tasks/contract/task.py"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `contract`."""
    names = [each.name for each in datasets]
    targets = [PACKAGE, *map(schema_path, names), DDL]
    yield {
        "basename": "contract",
        "doc": "Contract: Data Package, JSON Schemas and SQL DDL of the datasets.",
        "file_dep": sorted(files_of([_THIS, *map(paths.script, names)], frozenset()).whole),
        "targets": targets,
        "uptodate": [AsWritten(targets)],
        "actions": [(plainly(make), [names])],
        "clean": True,
    }


def make(names: Sequence[str]) -> None:
    """Write the contract."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.contract.package import package
    from lastro.tasks.contract.schema import schema
    from lastro.tasks.contract.sql import script

    rows = {name: row_class(name) for name in names}
    write(PACKAGE, _json(package(rows)))
    for name, row in rows.items():
        write(schema_path(name), _json(schema(name, row)))
    write(DDL, script(rows))


def schema_path(dataset: str) -> str:
    """The JSON Schema of a dataset's file."""
    return f"{FOLDER}/{dataset}.schema.json"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
