"""The data source: what Spark asks for a table's columns, how its rows are divided, and for the rows of each part.

These classes travel to other processes by value, so that these can first make the project's modules importable; hence
all imports of the project stand within methods.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark import SparkFiles, TaskContext, cloudpickle
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

if TYPE_CHECKING:
    from pyarrow import RecordBatch


def source(name: str) -> type[DataSource]:
    """The data source of a project that has been shipped under a name."""
    by_value()
    return type("LastroSource", (_Source,), {"shipped": name})


def by_value() -> None:
    """Let what is defined here travel to processes that do not know the project."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # type: ignore[no-untyped-call]


@dataclass
class Part(InputPartition):
    """Consecutive blocks of a table: the ordinals that they begin with."""

    firsts: tuple[int, ...]


class _Source(DataSource):
    """`spark.read.format("lastro")`.

    Options: `table`, the dataset; `partitions`, in how many parts it is made (one for each thousand customers, 1,000 at
    most, where nothing is said); all others are settings, as on doit's command line, which also says what is refused.
    """

    shipped = ""

    @classmethod
    def name(cls) -> str:
        """What stands in `format(...)`."""
        return "lastro"

    def schema(self) -> StructType:
        """All columns of the table; `.schema("transaction_id string, amount decimal(15,2)")` has just these made."""
        request = _requested(self.shipped, self.options)
        return StructType.fromJson(request.schema())

    def reader(self, schema: StructType) -> DataSourceReader:
        """What makes the columns of a schema."""
        return _Reader(self.shipped, dict(self.options), schema)


class _Reader(DataSourceReader):
    def __init__(self, shipped: str, options: dict[str, str], schema: StructType) -> None:
        self.shipped, self.options, self.wanted = shipped, options, schema

    def partitions(self) -> list[InputPartition]:
        """The blocks of the table in parts; one without blocks where the table is empty."""
        return [Part(firsts) for firsts in _requested(self.shipped, self.options).parts()]

    def read(self, partition: InputPartition) -> Iterator[RecordBatch]:
        """The rows of a part, a block a batch."""
        from pyspark.sql.pandas.types import to_arrow_schema

        assert isinstance(partition, Part)
        request = _requested(self.shipped, self.options)
        yield from request.batches(partition.firsts, to_arrow_schema(self.wanted, timezone="UTC"))


@dataclass(frozen=True)
class PartWriter:
    """What writes a part of datasets into the folder of a pass, on whatever machine it is called."""

    shipped: str
    given: dict[str, str]  # settings
    folder: str

    def __call__(self, part: tuple[tuple[str, ...], int, tuple[int, ...]]) -> dict[str, int]:
        """Write the part of datasets, with its number and its blocks; the records of each."""
        _use(self.shipped)
        from lastro.tasks.spark.part import write_part

        context = TaskContext.get()
        assert context is not None
        return write_part(part, self.given, self.folder, str(context.taskAttemptId()))


def _requested(shipped: str, options: Any) -> Any:
    """What is asked for, as the shipped project understands it."""
    _use(shipped)
    from lastro.tasks.spark.request import Request

    return Request(dict(options))


def _use(shipped: str) -> None:
    """Let this process import the shipped project."""
    generators = str(Path(SparkFiles.get(shipped)) / "generators")
    if generators not in sys.path:
        for name in [name for name in sys.modules if name.split(".")[0] == "lastro"]:
            del sys.modules[name]  # an older one in this process, or one that was installed
        sys.path.insert(0, generators)
