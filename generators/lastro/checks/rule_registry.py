"""How a rule is checked: functions that say, in a sentence each, what may not be, and of which records it is true.

A function is declared with the code of its rule and the datasets that it is of (where none is named, every one):

    each("I2", "customers")       asked of every record, batch by batch
    every_column("S2")            asked of every column of every dataset, batch by batch
    once_read("M4", ...)          asked once a dataset has been read
    whole("M2", "accounts")       asked once all have been read, of the columns that bank.py keeps
    once_all_read("I1")           asked once all have been read, of whatever it has remembered
    names_rule("M5", ...)         blames records by itself
    remember("transactions")      sees every batch, and finds nothing: it notes what one of the others needs

A code that rule_table.py does not declare, and a rule that nothing checks, are refused when the rules are loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, TypeVar

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.result.check_result import Promise
from lastro.checks.rule_table import RULES, Rule
from lastro.engine.arrays import Flags, Integers
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Column

Broken = Iterator[tuple[str, str, Flags]]  # column ("" for the record as a whole), sentence, which records
BrokenRows = Iterator[tuple[str, str, Integers]]  # column, sentence, positions in the file
BrokenAnywhere = Iterator[tuple[str, str, str, Integers]]  # dataset, column, sentence, positions in its file
Function = TypeVar("Function", bound=Callable[..., Any])
EachFunction = TypeVar("EachFunction", bound=Callable[[Bank, Batch], Broken])
ColumnFunction = TypeVar("ColumnFunction", bound=Callable[[Batch, Column], Broken])
ReadFunction = TypeVar("ReadFunction", bound=Callable[[Bank, str], BrokenRows])
WholeFunction = TypeVar("WholeFunction", bound=Callable[[Bank], Broken])
AllFunction = TypeVar("AllFunction", bound=Callable[[Bank], BrokenAnywhere])
RememberFunction = TypeVar("RememberFunction", bound=Callable[[Bank, Batch], None])


class BadRule(BuildError):
    """A rule that is checked, but not declared, or declared, but not checked."""


@dataclass(frozen=True)
class Check:
    """A function that checks a rule."""

    rule: Rule
    datasets: tuple[str, ...]  # none: every one
    function: Callable[..., Any]
    note: bool = False  # a person's record may well be what it finds: that is not as generated, and not wrong
    unsound: bool = False  # further rules cannot reckon with a record that it finds

    def is_of(self, dataset: str) -> bool:
        """Whether it is asked of a dataset."""
        return not self.datasets or dataset in self.datasets

    def ask_batch(self, bank: Bank, batch: Batch) -> None:
        """Ask it of a batch, and blame the records that break the rule."""
        for column, sentence, wrong in self.function(bank, batch):
            bank.blame_in(batch, Promise(self.rule.code, batch.dataset, column, sentence, self.note), wrong)

    def ask_read(self, bank: Bank, dataset: str) -> None:
        """Ask it of a dataset that has been read."""
        for column, sentence, rows in self.function(bank, dataset):
            bank.blame(Promise(self.rule.code, dataset, column, sentence), rows)

    def ask_whole(self, bank: Bank) -> None:
        """Ask it of all records of the kept dataset."""
        (dataset,) = self.datasets
        for column, sentence, wrong in self.function(bank):
            bank.blame(Promise(self.rule.code, dataset, column, sentence), bank[dataset].row[wrong])

    def ask_all(self, bank: Bank) -> None:
        """Ask it of all datasets."""
        for dataset, column, sentence, rows in self.function(bank):
            bank.blame(Promise(self.rule.code, dataset, column, sentence, self.note), rows)


EACH: list[Check] = []
EVERY_COLUMN: list[Check] = []
ONCE_READ: list[Check] = []
WHOLE: list[Check] = []
ONCE_ALL_READ: list[Check] = []
NAMES_RULE: list[Check] = []
REMEMBER: list[tuple[tuple[str, ...], Callable[[Bank, Batch], None]]] = []


def each(code: str, *datasets: str, note: bool = False) -> Callable[[EachFunction], EachFunction]:
    """Declare a check of every record; note: what it finds is not as generated, and not wrong."""
    return lambda function: _added(EACH, code, datasets, function, note=note)


def every_column(code: str, *, note: bool = False, unsound: bool = False) -> Callable[[ColumnFunction], ColumnFunction]:
    """Declare a check of every column; unsound: further rules cannot reckon with what it finds."""
    return lambda function: _added(EVERY_COLUMN, code, (), function, note=note, unsound=unsound)


def once_read(code: str, *datasets: str) -> Callable[[ReadFunction], ReadFunction]:
    """Declare a check of each dataset, once it has been read."""
    return lambda function: _added(ONCE_READ, code, datasets, function)


def whole(code: str, dataset: str) -> Callable[[WholeFunction], WholeFunction]:
    """Declare a check of a kept dataset, once all datasets have been read."""
    return lambda function: _added(WHOLE, code, (dataset,), function)


def once_all_read(code: str, *, note: bool = False) -> Callable[[AllFunction], AllFunction]:
    """Declare a check of all datasets, once they have been read."""
    return lambda function: _added(ONCE_ALL_READ, code, (), function, note=note)


def names_rule(code: str, *datasets: str) -> Callable[[Function], Function]:
    """Declare that a function blames by itself the records that break a rule."""
    return lambda function: _added(NAMES_RULE, code, datasets, function)


def remember(*datasets: str) -> Callable[[RememberFunction], RememberFunction]:
    """Declare a function that notes what checks need later."""

    def declare(function: RememberFunction) -> RememberFunction:
        REMEMBER.append((datasets, function))
        return function

    return declare


def _added(checks: list[Check], code: str, datasets: tuple[str, ...], function: Function, **what: bool) -> Function:
    name, rule = f"{function.__module__}.{function.__qualname__}", RULES.get(code)
    if rule is None:
        raise BadRule(f"{name} checks {code}, a rule that rule_table.py does not declare")
    if rule.compares:
        raise BadRule(f"{name} checks {code}, which takes comparing {rule.compares}")
    checks.append(Check(rule, datasets, function, **what))
    return function


def checks() -> list[Check]:
    """All that are declared."""
    return [*NAMES_RULE, *EVERY_COLUMN, *EACH, *ONCE_READ, *WHOLE, *ONCE_ALL_READ]


def codes_of(dataset: str) -> set[str]:
    """The rules that are checked in a dataset."""
    return {check.rule.code for check in checks() if check.is_of(dataset)}


def undeclared(datasets: Iterable[str]) -> dict[str, str]:
    """The datasets that a check is of and that are not among these, with the code of the first such rule."""
    known = set(datasets)
    return {name: check.rule.code for check in reversed(checks()) for name in check.datasets if name not in known}


def require_complete(families: ModuleType) -> None:
    """Refuse a family that is not loaded, and a rule that no loaded one checks; families: the package of all."""
    found = {module.name for module in walk_packages(families.__path__, f"{families.__name__}.")}
    if found - sys.modules.keys():
        raise BadRule(f"{', '.join(sorted(found - sys.modules.keys()))}: its rules are not loaded")
    wanted = {code for code, rule in RULES.items() if not rule.compares}
    missing = sorted(wanted - {check.rule.code for check in checks()})
    if missing:
        raise BadRule(f"rule_table.py declares {', '.join(missing)}, but nothing checks it")
