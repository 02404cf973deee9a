"""A request: a table of a bank, its settings, in how many parts; and the rows of each part as Arrow's batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import polars as pl
import pyarrow as pa

from lastro.engine.build.chain import Chain
from lastro.engine.errors import BadSetting
from lastro.engine.files.typed import typed_table
from lastro.engine.rows.columns import row_class
from lastro.engine.rows.tables import Table
from lastro.engine.settings import settings
from lastro.engine.tasks.declared import declared, declared_settings
from lastro.engine.tasks.specs import chain_of
from lastro.tasks.contract.dataframes import spark_schema

MOST_PARTS = 1_000  # where no number is asked for: enough for some hundred executors


class Request:
    """One table, as the options of a Spark reader name it."""

    def __init__(self, options: Mapping[str, str]) -> None:
        """Raises BadSetting for a table, a number of parts or a setting that there is not."""
        given = dict(options)
        self.table = _table(given.pop("table", ""))
        self.most = number_of_parts(given.pop("partitions", ""))
        self.chain = chain_given(given)

    def schema(self) -> dict[str, Any]:
        """The table's columns as Spark's StructType in JSON."""
        return spark_schema(row_class(self.table))

    def parts(self) -> list[tuple[int, ...]]:
        """The first ordinals of the blocks in each part."""
        return divided(self.chain.firsts(self.table), self.most)

    def batches(self, firsts: Sequence[int], wanted: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of blocks, of the wanted columns."""
        for first in firsts:
            made = self.chain.block(first, [self.table])[self.table]
            yield from arrow(self.chain, self.table, made, wanted).to_batches()


def arrow(chain: Chain, name: str, made: Table[Any], wanted: pa.Schema) -> pa.Table:
    """Rows of a table of a chain as Arrow, of the wanted columns."""
    frame = typed_table(chain.specs[name].codecs[name], made, wanted.names)
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_arrow().cast(wanted)


def divided(firsts: Sequence[int], most: int) -> list[tuple[int, ...]]:
    """Blocks in parts of about equally many that follow each other; one part without blocks where there is none."""
    count = min(len(firsts), most) or 1
    bounds = [len(firsts) * number // count for number in range(count + 1)]
    return [tuple(firsts[begin:end]) for begin, end in pairwise(bounds)]


def chain_given(given: Mapping[str, str]) -> Chain:
    """The chain of a bank by its settings, kept for all parts that one process makes; raises BadSetting."""
    return _chain(tuple(sorted(given.items())))


@cache
def _chain(given: tuple[tuple[str, str], ...]) -> Chain:
    return chain_of(declared(), settings.given(declared_settings(), dict(given)))


def _table(name: str) -> str:
    if name not in declared():
        raise BadSetting(f"table={name}: allowed are {', '.join(declared())}")
    return name


def number_of_parts(text: str) -> int:
    """In how many parts at most a table is made; raises BadSetting for what is no such number."""
    if text and not (text.isdecimal() and int(text)):
        raise BadSetting(f"partitions={text}: allowed is a whole number from 1 on")
    return int(text or MOST_PARTS)
