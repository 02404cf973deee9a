"""Task `spark`: all datasets made on a cluster and written by Spark, without a file on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from doit import get_initial_workdir

from lastro.engine.errors import BuildError, no_such
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.options import option
from lastro.tasks.writing import plainly

_REMEDY = "pip install -r requirements/spark.txt"
_OPTIONS = (
    option("master", "the cluster, such as spark://host:7077", "local[*]"),
    option("to", "folder for the tables, which all machines can reach"),
    option("format", "parquet, or any other that the session knows: orc, json, delta, iceberg", "parquet"),
    option("tables", "which datasets, with commas between them (default: all)"),
    option("partitions", "in how many parts each is made (default: one for each thousand customers, 1,000 at most)"),
)


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `spark`, which needs no dataset built: Spark makes them by the settings in force."""
    names = [dataset.name for dataset in datasets]
    yield {
        "basename": "spark",
        "doc": "Spark: all datasets, made and written by a cluster (--master, --to).",
        "actions": [(plainly(make, _REMEDY), [names])],
        "params": [*_OPTIONS],
        "uptodate": [False],
        "io": {"capture": False},
        "verbosity": 2,
    }


def make(names: Sequence[str], master: str, to: str, format: str, tables: str, partitions: str) -> None:
    """Write the tables, each in a folder of its name; raises BuildError for what cannot be."""
    wanted = tables.split(",") if tables else list(names)
    for name in wanted:
        if name not in names:
            raise BuildError(f"--tables: {no_such('dataset', name, names)}")
    if not to:
        raise BuildError("name a folder for the tables: doit spark --to FOLDER")
    if partitions and not (partitions.isdecimal() and int(partitions)):
        raise BuildError(f"--partitions {partitions}: allowed is a whole number from 1 on")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise BuildError("Spark needs Java 17 or newer, which is not there: `apt install default-jre-headless`, say")
    from lastro.tasks.spark.writing import write

    write(wanted, master, _place(to), format, partitions)


def _place(to: str) -> str:
    """A folder as it was named from where doit was called; an address such as s3a://bank/raw as it is."""
    return to if "://" in to else os.path.join(get_initial_workdir() or ".", to)
