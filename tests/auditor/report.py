"""What an audit found: how much was checked, what is wrong, and a few figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

RULES = (
    "S1", "S2", "S3", "S4", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "T1", "T2", "T3", "T5",
    "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "P1", "P2", "P3", "P4", "K1", "B1", "SUM", "H1",
    "H2", "H3",
)  # fmt: skip

Expect = Callable[[object, str], bool]


class Violation(NamedTuple):
    """One broken promise: which rule, of which record, and why."""

    rule: str
    dataset: str
    record: str
    sentence: str
    note: bool = False  # a person's record may well be so: it is not as generated, and not wrong


@dataclass
class Report:
    """Counts, violations and figures of one audit."""

    checked: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    topup_share: float = 0.0  # of all postings

    @property
    def ok(self) -> bool:
        """True when every rule holds, and every record is as a bank generates it."""
        return not self.violations

    def blame(self, rule: str, dataset: str, record: object, sentence: str, note: bool = False) -> None:
        """Write one violation down."""
        self.violations.append(Violation(rule, dataset, str(record), sentence, note))

    def on(self, rule: str, dataset: str, record: object) -> Expect:
        """Count one record under a rule; the function returned takes what must be true of it."""
        self.checked[rule] += 1
        return self._expecting(rule, dataset, record, note=False)

    def noting(self, rule: str, dataset: str, record: object) -> Expect:
        """The same for what is true of every generated record."""
        return self._expecting(rule, dataset, record, note=True)

    def _expecting(self, rule: str, dataset: str, record: object, note: bool) -> Expect:
        def expect(holds: object, sentence: str) -> bool:
            if not holds:
                self.blame(rule, dataset, record, sentence, note)
            return bool(holds)

        return expect

    def names(self, rule: str, record: str, note: bool = False) -> bool:
        """True when a violation of the rule, or a note, names the record."""
        return any(found[::2] == (rule, record, note) for found in self.violations)

    def of(self, rule: str) -> list[Violation]:
        """The violations of one rule, in the order found."""
        return [found for found in self.violations if found.rule == rule]

    def table(self) -> str:
        """One line a rule: records checked, violations, the first offender; then the figures."""
        rules = [rule for rule in RULES if self.checked[rule] or self.of(rule)]
        rows = [f"{'rule':<7}{'checked':>12}{'violations':>12}  first offender"]
        rows += [self._row(rule) for rule in rules]
        rows += [f"{name}: {value}" for name, value in self.figures.items()]
        return "\n".join(rows)

    def _row(self, rule: str) -> str:
        found = self.of(rule)
        first = f"{found[0].dataset} {found[0].record}: {found[0].sentence}" if found else ""
        return f"{rule:<7}{self.checked[rule]:>12,}{len(found):>12,}  {first}".rstrip()
