"""Columns: what a dataset's row class declares, each with its meaning first.

A row class holds only columns, in the order of the file::

    class Account(Row):
        account_id = col.key("Account identifier")
        customer_id = col.ref(Customer, "Owner")
        balance = col.money("Balance at the end of as_of", state=True)

Everything else that speaks of columns (writing, reading, checks, schema, dictionary) is derived from them.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from lastro.engine.rows.choice import Choice

if TYPE_CHECKING:  # dodo.py loads columns without numpy
    from lastro.engine.arrays import Keys

DIGITS = 15  # of money and decimals where a type has to say how many: up to ten trillion reais


@dataclass(frozen=True)
class Column:
    """One column of a dataset: its type and everything that is known about it."""

    type: str  # key, ref, uuid, text, choice, money, decimal, integer, flag, date, moment
    meaning: str
    name: str = ""
    nullable: bool = False
    state: bool = False  # describes the present (as_of): the only columns that may change when time moves on
    born: bool = False  # since when the row exists: marked on exactly one column, a moment or a date
    mark: bool = False  # a state that is reckoned anew each day, though nobody did anything
    personal: bool = False  # personal data in the sense of the LGPD (Lei 13.709/2018, art. 5)
    unique: bool = False
    owner: bool = False  # the reference by which a row belongs to a block
    unit: str | None = None
    example: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    ahead: bool = False  # may lie after as_of, as a due date does
    blank: bool = False  # may be an empty text, which says that there is none
    values: tuple[str, ...] = ()
    decimals: int = 0  # decimals of money and decimal; held in memory as a whole number of 10**-decimals
    refers: builtins.type[Row] | str | None = None
    commits: bool = False  # rows with the same value are one transaction, as the two legs of a transfer are
    kind: str = ""  # what a uuid identifies, where it is no row of a dataset
    place: Callable[[Keys], Keys] | None = None  # of a key: the number by which rows stand in the file, if not the key

    @property
    def target(self) -> str:
        """The dataset whose keys a key or reference holds, or a uuid's kind."""
        if self.refers is None:
            return self.kind
        return self.refers.split(".")[0] if isinstance(self.refers, str) else dataset_of(self.refers)


class Options(TypedDict, total=False):
    """Keywords that every column understands; see Column for their meaning."""

    nullable: bool
    state: bool
    born: bool
    mark: bool
    commits: bool
    personal: bool
    unique: bool
    owner: bool
    unit: str
    example: str
    pattern: str
    minimum: float
    maximum: float
    ahead: bool
    blank: bool
    place: Callable[[Keys], Keys]


class col:  # noqa: N801  (reads as a word in declarations: col.money)
    """Makers of columns, one a type; the meaning comes first and is required."""

    @staticmethod
    def key(meaning: str, **options: Unpack[Options]) -> Column:
        """The identifier of the row: uuid text in the file, uint64 in memory."""
        return Column("key", meaning, **{"unique": True, **options})  # type: ignore[arg-type]

    @staticmethod
    def ref(refers: type[Row] | str, meaning: str, **options: Unpack[Options]) -> Column:
        """The key of a row of another dataset, by class, or "dataset.Class" where an import would be a circle."""
        return Column("ref", meaning, refers=refers, **options)

    @staticmethod
    def uuid(meaning: str, *, kind: str, **options: Unpack[Options]) -> Column:
        """An identifier of something that has no dataset of its own, such as a session."""
        return Column("uuid", meaning, kind=kind, **options)

    @staticmethod
    def text(meaning: str, **options: Unpack[Options]) -> Column:
        """Text: a polars String series in memory."""
        return Column("text", meaning, **options)

    @staticmethod
    def choice(meaning: str, values: type[Choice] | Sequence[str], **options: Unpack[Options]) -> Column:
        """One of few allowed texts, by their enum or in their order: its position among them (uint8) in memory."""
        texts = (value.text if isinstance(value, Choice) else value for value in values)
        return Column("choice", meaning, values=tuple(texts), **options)

    @staticmethod
    def money(meaning: str, **options: Unpack[Options]) -> Column:
        """Reais with two decimals in the file, whole cents (int64) in memory."""
        return Column("money", meaning, decimals=2, **{"unit": "BRL", **options})  # type: ignore[arg-type]

    @staticmethod
    def decimal(meaning: str, *, decimals: int, **options: Unpack[Options]) -> Column:
        """A number with so many decimals, a whole number of 10**-decimals (int64) in memory."""
        return Column("decimal", meaning, decimals=decimals, **options)

    @staticmethod
    def integer(meaning: str, **options: Unpack[Options]) -> Column:
        """A whole number (int64)."""
        return Column("integer", meaning, **options)

    @staticmethod
    def flag(meaning: str, **options: Unpack[Options]) -> Column:
        """True or false."""
        return Column("flag", meaning, **options)

    @staticmethod
    def date(meaning: str, **options: Unpack[Options]) -> Column:
        """A day: `2026-03-14` in the file, days since 1970-01-01 (int64) in memory."""
        return Column("date", meaning, **options)

    @staticmethod
    def moment(meaning: str, **options: Unpack[Options]) -> Column:
        """A second of Brasília time: `2026-03-14T09:26:53`; seconds since 1970-01-01T00:00:00 (int64) in memory."""
        return Column("moment", meaning, **options)


class Row:
    """Base of the row classes: subclasses hold columns and nothing else, so that any column name is legal."""

    def __init_subclass__(cls, **_: Any) -> None:
        columns = {name: replace(c, name=name) for name, c in vars(cls).items() if isinstance(c, Column)}
        for name, column in columns.items():
            if column.type == "key":
                columns[name] = replace(column, refers=cls)
        _COLUMNS[cls] = columns
        for name, column in columns.items():
            setattr(cls, name, column)


_COLUMNS: dict[type[Row], dict[str, Column]] = {}


def columns_of(row: type[Row]) -> dict[str, Column]:
    """The columns of a row class by name, in the order of the file."""
    return _COLUMNS[row]


def dataset_of(row: type[Row]) -> str:
    """The name of the dataset that a row class describes: that of its module."""
    return row.__module__.rpartition(".")[2]


def key_of(row: type[Row]) -> Column:
    """The key column of a row class."""
    return next(c for c in columns_of(row).values() if c.type == "key")


def owner_of(row: type[Row]) -> Column | None:
    """The reference by which rows belong to a block: the one marked owner, else the first; none for a root."""
    references = [c for c in columns_of(row).values() if c.type == "ref"]
    return next((c for c in references if c.owner), references[0] if references else None)


_ELSEWHERE: dict[str, str] = {}


def declare_elsewhere(modules: Mapping[str, str]) -> None:
    """Let tables that are no datasets be known by their names too; modules: where each one's row class stands."""
    _ELSEWHERE.update(modules)


def row_class(dataset: str) -> type[Row]:
    """The row class that the module of a dataset declares."""
    module = _ELSEWHERE.get(dataset, dataset)
    import_module(module)
    return next(row for row in _COLUMNS if row.__module__ == module)
