"""A part: some blocks of all datasets that share them, each block made once, as a Parquet file of each dataset.

Its rows follow from the settings and its blocks alone, so a task that is lost is done again to the same files, and
whichever attempt comes last puts equal rows in the place of equal rows. A file is written among the attempts and takes
its name when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
from pyarrow.parquet import ParquetWriter
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

from lastro.engine.build.chain import Chain
from lastro.engine.rows.columns import row_class
from lastro.tasks.contract.dataframes import spark_schema
from lastro.tasks.spark.request import arrow, chain_given, divided

ATTEMPTS, TABLES = "attempts", "tables"  # folders of a pass
# Datasets, the part's number, and the ordinals that its blocks begin with
Part: TypeAlias = tuple[tuple[str, ...], int, tuple[int, ...]]


def parts(names: Sequence[str], given: Mapping[str, str], most: int) -> list[Part]:
    """The parts of datasets; those whose blocks begin with the same ordinals share them."""
    chain = chain_given(given)
    roots = dict.fromkeys(chain.root(name) for name in names)
    return [
        (tuple(name for name in names if chain.root(name) == root), number, firsts)
        for root in roots
        for number, firsts in enumerate(divided(chain.firsts(root), most))
    ]


def write_part(part: Part, given: Mapping[str, str], folder: str, attempt: str) -> dict[str, int]:
    """Write the files of a part; the records of each dataset.

    folder: of the pass, with the folders of its attempts and of its tables; attempt: what no other attempt is called.
    """
    names, number, firsts = part
    chain, counts = chain_given(given), dict.fromkeys(names, 0)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_file(name, number, Path(folder), attempt)) for name in names}
        for first in firsts:
            for name, rows in _block(chain, first, names).items():
                files[name].write_table(rows)
                counts[name] += len(rows)
    return counts


def _block(chain: Chain, first: int, names: Sequence[str]) -> dict[str, pa.Table]:
    made = chain.block(first, names)
    return {name: arrow(chain, name, made[name], _schema(name)) for name in names}


def _schema(name: str) -> pa.Schema:
    return to_arrow_schema(StructType.fromJson(spark_schema(row_class(name))), timezone="UTC")


@contextmanager
def _file(name: str, number: int, folder: Path, attempt: str) -> Iterator[ParquetWriter]:
    """A file of a dataset; a pass that is over has no folders any more, and nothing is written then."""
    file = f"part-{number:05}.parquet"
    written = folder / ATTEMPTS / f"{attempt}-{name}-{file}"
    with ParquetWriter(written, _schema(name), compression="zstd") as writer:
        yield writer
    os.replace(written, folder / TABLES / name / file)
