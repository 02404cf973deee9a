"""Schema drift: from a day on, all records of a dataset have another schema."""

from __future__ import annotations

from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.files.lines import Line, join, quoted
from lastro.tasks.dirty.luck import Luck
from lastro.tasks.dirty.registry import DRIFT, JSON, kind

_NEW = {"origem": "app", "versao": 2, "lote": None, "ativo": True}  # columns that come in; ASSUMED
_SUFFIXES = ("_novo", "_v2", "_id", "2")


def _changes(dataset: str, column: Column) -> bool:
    """Columns that a new release might touch: not the key, and not what says since when the record is there."""
    return column.type not in ("key", "ref") and not column.born


@kind("schema drift", DRIFT, where=_changes, caught_by="S1", forms=(JSON,), usual=0)
def drift_renamed(line: Line, column: str, luck: Luck) -> bytes:
    """From a day on, a column has another name."""
    new = f"{column}{luck.one(_SUFFIXES)}"
    return join({new if name == column else name: text for name, text in line.texts.items()})


@kind("schema drift", DRIFT, where=_changes, caught_by="S1", forms=(JSON,), usual=0)
def drift_added(line: Line, column: str, luck: Luck) -> bytes:
    """From a day on, there is a column more."""
    name = luck.one(sorted(_NEW))
    return join({**line.texts, name: quoted(_NEW[name])})


@kind("schema drift", DRIFT, where=_changes, caught_by="S1", forms=(JSON,), usual=0)
def drift_dropped(line: Line, column: str, luck: Luck) -> bytes:
    """From a day on, a column is gone."""
    return line.with_cells({column: None})


@kind("schema drift", DRIFT, where=lambda dataset, column: column.type in ("money", "integer", "decimal", "flag"),
      caught_by="S2", forms=(JSON,), usual=0)  # fmt: skip
def drift_retyped(line: Line, column: str, luck: Luck) -> bytes:
    """From a day on, numbers of a column are texts."""
    text = line.texts[column]
    return line.with_cells({column: quoted(text) if text != "null" else '""'})


@kind("schema drift", DRIFT, where=_changes, caught_by="S1", forms=(JSON,), usual=0)
def drift_reordered(line: Line, column: str, luck: Luck) -> bytes:
    """From a day on, a column stands behind all others."""
    texts = dict(line.texts)
    return join({**{name: text for name, text in texts.items() if name != column}, column: texts[column]})
