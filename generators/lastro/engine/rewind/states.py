"""States: what the state columns of a dataset say on any day, as its own module tells it.

A module whose row class has state columns has a function `states`, which takes the run, the dataset's rows and whatever
other tables it needs by their names, and returns an object with a method `on(day)`. That gives a dataclass of exactly
the state columns at the end of a day (days since 1970-01-01). `generate` calls the same for as_of, so that the last day
is nothing special.
"""

from __future__ import annotations

import inspect
from dataclasses import fields
from functools import cache
from importlib import import_module
from typing import Any, Protocol, get_type_hints

from lastro.engine.arrays import Integers
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Column, columns_of, row_class
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table


class States(Protocol):
    """The states of some rows."""

    def on(self, day: int) -> Any:
        """The state columns at the end of a day: a dataclass with one array a column, one value a row."""
        ...


class SteppingStates(States, Protocol):
    """The states of some rows that also change with each row of another dataset: see STEPS of a module."""

    def at_birth(self) -> Any:
        """The state columns at the moment at which each row came into being."""
        ...

    def after(self, steps: Integers) -> tuple[Integers, Any]:
        """Which row each step (row of the other dataset, by position) changes, and how that one stands after it."""
        ...


def steps_of(dataset: str) -> str | None:
    """The dataset each row of which changes one of this: what the module says as STEPS; None where it says nothing."""
    found: str | None = getattr(import_module(dataset), "STEPS", None)
    return found


def born_of(dataset: str) -> Column:
    """The column that says since when a row exists."""
    return next(column for column in columns_of(row_class(dataset)).values() if column.born)


def state_columns(dataset: str) -> tuple[str, ...]:
    """The names of the columns that describe a present state, in the order of the file."""
    return tuple(name for name, column in columns_of(row_class(dataset)).items() if column.state)


@cache
def tables_for(dataset: str) -> tuple[str, ...]:
    """The other datasets that the states of one are made from; raises BuildError where its module does not tell all."""
    refuse_untold(dataset)
    if not state_columns(dataset):
        return ()
    return tuple(inspect.signature(import_module(dataset).states).parameters)[2:]


def columns_read(dataset: str) -> dict[str, tuple[str, ...]]:
    """The columns of each further table that `states` reads; all where a table is not named."""
    found: dict[str, tuple[str, ...]] = getattr(import_module(dataset), "STATES_READ", {})
    return found


def states_of(dataset: str, run: Run, rows: Table[Any], tables: dict[str, Table[Any]]) -> States:
    """The states of rows; tables holds what tables_for names, with the rows that belong to the same block."""
    states: States = import_module(dataset).states(run, rows, **tables)
    return states


def refuse_untold(dataset: str) -> None:
    """Raise BuildError unless the module says since when rows exist, and what each state column is on a day."""
    row = row_class(dataset)
    born = [name for name, column in columns_of(row).items() if column.born]
    if len(born) != 1:
        raise BuildError(f"{row.__name__}: exactly one column is marked born=True, not {born or 'none'}")
    wanted, told = set(state_columns(dataset)), _told(dataset)
    if wanted - told:
        raise BuildError(f"{row.__name__}: `states` does not say what {', '.join(sorted(wanted - told))} is on a day")
    if told - wanted:
        raise BuildError(f"{row.__name__}: `states` gives {', '.join(sorted(told - wanted))}: no state column")
    if wanted and "updated_at" not in wanted:
        raise BuildError(f"{row.__name__}: it has state columns, so it needs updated_at, which moves with them")


def _told(dataset: str) -> set[str]:
    """The columns that a module's `states` gives, by its annotations."""
    module = import_module(dataset)
    if not hasattr(module, "states"):
        return set()
    states_class = getattr(module, inspect.signature(module.states).return_annotation)
    return {field.name for field in fields(get_type_hints(states_class.on)["return"])}
