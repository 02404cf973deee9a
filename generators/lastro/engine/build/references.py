"""References: whether the rows that upstream records refer to are there.

The owner of a row is found by joining. This looks at the other references that a generator has read, where the dataset
that they refer to is read as well: what a block does not hold is looked for in the whole file at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lastro.engine.errors import BadInput
from lastro.engine.files.codec import Codec, Foreign
from lastro.engine.rows.coded import plain
from lastro.engine.rows.columns import Column, columns_of, key_of, owner_of
from lastro.engine.rows.tables import NULL_KEY, Table, concat, positions


@dataclass
class References:
    """The references of one build that its blocks have not found."""

    path: Callable[[str], object]  # of a dataset
    tables: Callable[[str], Iterator[Table[Any]]]  # a dataset, read anew
    codecs: Mapping[str, Codec]
    foreign: Foreign
    doubtful: dict[tuple[str, str], list[Table[Any]]] = field(default_factory=dict)

    def look(self, block: Mapping[str, Any]) -> None:
        """Note the rows of a block that refer to none of its rows."""
        for dataset, rows in block.items():
            for column in _references(rows, block):
                keys = getattr(rows, column.name)
                target = block[column.target]
                absent = (positions(keys, getattr(target, key_of(target.row).name)) < 0) & (keys != NULL_KEY)
                if absent.any():
                    self.doubtful.setdefault((dataset, column.name), []).append(rows.take(absent))

    def finish(self) -> None:
        """Raise BadInput where one of the noted rows refers to nothing at all."""
        for (dataset, name), parts in sorted(self.doubtful.items()):
            rows, column = concat(parts), self.codecs[dataset].columns[name]
            absent = np.ones(len(rows), dtype=np.bool_)
            for target in self.tables(column.target):
                absent &= positions(getattr(rows, name), getattr(target, key_of(target.row).name)) < 0
            if absent.any():
                raise self.refusal(dataset, column, rows.take(absent))

    def refusal(self, dataset: str, column: Column, rows: Table[Any]) -> BadInput:
        """What to say of rows that refer to nothing: the first of them is named."""
        codec = self.codecs[dataset]
        row = rows.take(np.arange(1))
        first = {n: plain(codec.written(n, getattr(row, n), self.foreign))[0] for n in (codec.key, column.name)}
        more = f" (and {len(rows) - 1:,} more)" if len(rows) > 1 else ""
        return BadInput(
            f"{self.path(dataset)}: the record with {codec.key} {first[codec.key]!r}{more}: column {column.name} has "
            f"{first[column.name]!r}, where {column.target}.json has no such record\n"
            f"Fix the file, or `doit clean {dataset} && doit` brings the generated one back."
        )


def _references(rows: Any, block: Mapping[str, Any]) -> Iterator[Column]:
    """The references of a table that have been read and lead to a table of the block, without the owner's."""
    if isinstance(rows, Table):
        owner = owner_of(rows.row)
        for column in columns_of(rows.row).values():
            if column.type == "ref" and column != owner and column.target in block and column.name in rows.columns:
                yield column
