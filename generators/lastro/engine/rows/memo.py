"""Memo: what pure functions have made of the rows of a block, given again where they are asked with equal arguments.

It lies with the rows, and goes with them. Datasets that are made together are handed the very same rows, so what two of
them need is made once; where each reads its own from a file, nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np

from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table

P = ParamSpec("P")
T = TypeVar("T")
OfRows = Callable[Concatenate[Run, Table[Any], P], T]


def once_a_block(function: OfRows[P, T]) -> OfRows[P, T]:
    """A pure function of a run, rows and more, which is called once for rows and equal arguments."""

    @wraps(function)
    def known(run: Run, rows: Table[Any], *args: P.args, **kwargs: P.kwargs) -> T:
        return made_once(rows, function, (run, args, kwargs), lambda: function(run, rows, *args, **kwargs))

    return cast("OfRows[P, T]", known)


def made_once(rows: Table[Any], function: object, given: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What a pure function makes of rows; given: all else that it depends on, a run among it. Nobody may change it."""
    last = rows.known.get(function)
    if last is not None and agree(last[0], given):
        return cast(T, last[1])
    made = make()
    rows.known[function] = given, made
    return made


def agree(one: Any, other: Any) -> bool:
    """Whether two arguments are equal: arrays and dataclasses by their values, runs where both know something."""
    if one is other:
        return True
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(agree(value, other[name]) for name, value in one.items())
    if isinstance(one, Run):
        return one.agrees(other)
    if is_dataclass(one):
        return type(one) is type(other) and agree(vars(one), vars(other))
    return False
