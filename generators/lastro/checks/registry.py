"""Rules: how one is declared. A rule yields, in a sentence each, what may not be, and which records it is true of.

`each("I2", "customers")` declares a rule of every record, asked batch by batch; `whole("M2", "accounts")` one that is
asked once all files have been read, of the columns that bank.py keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.engine.arrays import Flags

Broken = Iterator[tuple[str, Flags]]
EachRule = Callable[[Bank, Batch], Broken]
WholeRule = Callable[[Bank], Broken]


@dataclass(frozen=True)
class Rule:
    """A rule of DATASETS, by its code, of one dataset."""

    code: str
    dataset: str
    function: Callable[..., Broken]

    def ask(self, bank: Bank, batch: Batch) -> None:
        """Ask it of a batch, and report who breaks it."""
        for sentence, wrong in self.function(bank, batch):
            bank.report.blame(self.code, self.dataset, sentence, batch.rows[wrong])

    def ask_all(self, bank: Bank) -> None:
        """Ask it of all records of the kept dataset."""
        for sentence, wrong in self.function(bank):
            bank.report.blame(self.code, self.dataset, sentence, bank[self.dataset].row[wrong])


EACH: dict[str, list[Rule]] = defaultdict(list)  # by dataset
WHOLE: list[Rule] = []


def each(code: str, *datasets: str) -> Callable[[EachRule], EachRule]:
    """Declare a rule of every record of these datasets."""

    def declare(function: EachRule) -> EachRule:
        for dataset in datasets:
            EACH[dataset].append(Rule(code, dataset, function))
        return function

    return declare


def whole(code: str, dataset: str) -> Callable[[WholeRule], WholeRule]:
    """Declare a rule of a kept dataset as a whole."""

    def declare(function: WholeRule) -> WholeRule:
        WHOLE.append(Rule(code, dataset, function))
        return function

    return declare
