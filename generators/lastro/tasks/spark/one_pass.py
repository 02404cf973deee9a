"""One pass: all tables made together by one job, as folders of Parquet files that stand there whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from lastro.engine.errors import BuildError
from lastro.tasks.spark.part import ATTEMPTS, TABLES, parts
from lastro.tasks.spark.shipping import ship
from lastro.tasks.spark.source import PartWriter, by_value

PASS = "_temporary"  # readers pass over what begins so
_DONE = "_SUCCESS"  # what Spark leaves in a folder that is whole


def write_together(
    session: SparkSession, names: Sequence[str], given: Mapping[str, str], to: Path, most: int
) -> dict[str, int]:
    """Write tables into folders of their names, in at most so many parts; the records of each.

    given: settings; to: a folder that all machines reach by this path. Raises BuildError where a table is there
    already, and for what goes wrong on a machine; nothing of a pass that fails stays.
    """
    for name in names:
        if (to / name).exists():
            raise BuildError(f"{to / name} is there already: remove it, or name another folder")
    with _folder(to, names) as folder:
        counts = _made(session, names, dict(given), folder, most)
        for name in names:
            (folder / TABLES / name / _DONE).touch()
            os.replace(folder / TABLES / name, to / name)
    return {name: counts[name] for name in names}


@contextmanager
def _folder(to: Path, names: Sequence[str]) -> Iterator[Path]:
    """The folder of a pass, which goes with it."""
    folder = to / PASS
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise BuildError(f"{folder} is there: another doit spark writes, or was killed; then remove it") from None
    try:
        for each in (ATTEMPTS, *(f"{TABLES}/{name}" for name in names)):
            (folder / each).mkdir(parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(session: SparkSession, names: Sequence[str], given: dict[str, str], folder: Path, most: int) -> Counter[str]:
    by_value()
    divided = parts(names, given, most)
    tasks = session.sparkContext.parallelize(divided, len(divided))
    made = tasks.map(PartWriter(ship(session), given, str(folder)))
    with told():
        return sum(map(Counter, made.collect()), Counter())


@contextmanager
def told() -> Iterator[None]:
    """What Spark refuses, or goes wrong on a machine, as BuildError of one line: the last that Python says, if any."""
    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        lines = str(error).splitlines()
        errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Setting|Input|Interrupt): ", line)]
        raise BuildError(f"Spark: {errors[-1] if errors else lines[0]}") from None
