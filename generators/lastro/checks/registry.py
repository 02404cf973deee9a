"""Rules: how one is declared. A rule yields, in a sentence each, what may not be, and which records it is true of.

`each("I2", "customers")` declares a rule of every record, asked batch by batch; `every("I1")` one of every record of
every dataset there is; `whole("M2", "accounts")` one that is asked once all files have been read, of the columns that
bank.py keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.engine.arrays import Flags

Broken = Iterator[tuple[str, Flags]]
EachRule = Callable[[Bank, Batch], Broken]
WholeRule = Callable[[Bank], Broken]


@dataclass(frozen=True)
class Rule:
    """A rule by its code, of one dataset; of every one where none is named."""

    code: str
    dataset: str
    function: Callable[..., Broken]

    def ask(self, bank: Bank, batch: Batch) -> None:
        """Ask it of a batch, and report who breaks it."""
        for sentence, wrong in self.function(bank, batch):
            bank.report.blame(self.code, batch.dataset, sentence, batch.rows[wrong])

    def ask_all(self, bank: Bank) -> None:
        """Ask it of all records of the kept dataset."""
        for sentence, wrong in self.function(bank):
            bank.report.blame(self.code, self.dataset, sentence, bank[self.dataset].row[wrong])


EACH: dict[str, list[Rule]] = defaultdict(list)  # by dataset
EVERY: list[Rule] = []
WHOLE: list[Rule] = []


def rules_of(dataset: str) -> list[Rule]:
    """The rules of every record of a dataset."""
    return [*EVERY, *EACH.get(dataset, ())]


def undeclared(datasets: Iterable[str]) -> dict[str, str]:
    """The datasets that a rule is of and that are not among these, with the code of the first such rule."""
    rules = [rule for found in EACH.values() for rule in found] + WHOLE
    return {rule.dataset: rule.code for rule in reversed(rules) if rule.dataset not in set(datasets)}


def each(code: str, *datasets: str) -> Callable[[EachRule], EachRule]:
    """Declare a rule of every record of these datasets."""

    def declare(function: EachRule) -> EachRule:
        for dataset in datasets:
            EACH[dataset].append(Rule(code, dataset, function))
        return function

    return declare


def every(code: str) -> Callable[[EachRule], EachRule]:
    """Declare a rule of every record of every dataset."""

    def declare(function: EachRule) -> EachRule:
        EVERY.append(Rule(code, "", function))
        return function

    return declare


def whole(code: str, dataset: str) -> Callable[[WholeRule], WholeRule]:
    """Declare a rule of a kept dataset as a whole."""

    def declare(function: WholeRule) -> WholeRule:
        WHOLE.append(Rule(code, dataset, function))
        return function

    return declare
