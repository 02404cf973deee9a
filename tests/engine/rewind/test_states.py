"""States: a module that forgets to say what a state column is on a day is refused."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest

from lastro.engine import Row, Run, Table, col
from lastro.engine.arrays import Integers
from lastro.engine.errors import BuildError
from lastro.engine.rewind import states


@dataclass
class TideState:
    """What is said of tides."""

    height: Integers
    updated_at: Integers


class TideStates:
    """The states of tides."""

    def on(self, day: int) -> TideState:
        """On a day."""
        raise NotImplementedError


def module(monkeypatch: pytest.MonkeyPatch, name: str, row: type[Row], **members: object) -> str:
    found = ModuleType(name)
    vars(found).update(members)
    row.__module__ = name
    monkeypatch.setitem(sys.modules, name, found)
    return name


def tides(run: Run, tides: Table[Row]) -> TideStates:
    return TideStates()


def test_a_module_that_says_all_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tide(Row):
        tide_id = col.key("Tide")
        seen_at = col.moment("When", born=True)
        height = col.integer("Height", state=True)
        updated_at = col.moment("Last change", state=True)

    states.refuse_untold(module(monkeypatch, "tides_all", Tide, states=tides, TideStates=TideStates))


def test_a_state_column_that_no_function_gives_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tide(Row):
        tide_id = col.key("Tide")
        seen_at = col.moment("When", born=True)
        height = col.integer("Height", state=True)
        depth = col.integer("Depth", state=True)
        updated_at = col.moment("Last change", state=True)

    name = module(monkeypatch, "tides_depth", Tide, states=tides, TideStates=TideStates)
    with pytest.raises(BuildError, match="does not say what depth is on a day"):
        states.refuse_untold(name)


def test_state_columns_without_any_function_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tide(Row):
        tide_id = col.key("Tide")
        seen_at = col.moment("When", born=True)
        height = col.integer("Height", state=True)

    with pytest.raises(BuildError, match="does not say what height is"):
        states.refuse_untold(module(monkeypatch, "tides_none", Tide))


def test_a_function_that_gives_what_is_no_state_column_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tide(Row):
        tide_id = col.key("Tide")
        seen_at = col.moment("When", born=True)
        updated_at = col.moment("Last change", state=True)

    name = module(monkeypatch, "tides_more", Tide, states=tides, TideStates=TideStates)
    with pytest.raises(BuildError, match="gives height: no state column"):
        states.refuse_untold(name)


@pytest.mark.parametrize("marked", [(), ("seen_at", "told_at")])
def test_a_dataset_has_exactly_one_column_that_says_since_when_rows_exist(
    monkeypatch: pytest.MonkeyPatch, marked: tuple[str, ...]
) -> None:
    class Tide(Row):
        tide_id = col.key("Tide")
        seen_at = col.moment("When", born="seen_at" in marked)
        told_at = col.moment("When told", born="told_at" in marked)

    with pytest.raises(BuildError, match="exactly one column is marked born=True"):
        states.refuse_untold(module(monkeypatch, f"tides_{len(marked)}", Tide))
