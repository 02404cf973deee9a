"""The course of a run: its steps, what has been built so far, and about how many seconds are left of all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

_TRUST = 0.25  # weight of what was expected against what is measured, in shares of the whole run


class Course:
    """The datasets of one run of doit, one step each; tasks may run in threads."""

    def __init__(self) -> None:
        self.begin((), lambda _: 0.0)

    def begin(self, names: Sequence[str], expected: Callable[[str], float]) -> None:
        """A run of these datasets begins; expected tells about how many seconds one takes, when it is asked."""
        self.began = time.perf_counter()
        self.names, self.expected = tuple(names), expected
        self.seconds: dict[str, float] = {}  # as expected, of datasets that are built or still to come
        self.shares = dict.fromkeys(self.names, 0.0)  # how much of each is done
        self.settled: set[str] = set()
        self.built: dict[str, tuple[int, int]] = {}  # records and bytes

    def step(self, name: str) -> str:
        """Which step of how many a dataset is: [7/9]; empty outside of a run."""
        return f"[{self.names.index(name) + 1}/{len(self.names)}] " if name in self.names else ""

    def reach(self, name: str, share: float) -> None:
        """Note how much of a dataset is done."""
        self.shares[name] = min(share, 1.0)

    def left(self) -> float:
        """About how many seconds the rest of the run takes: as expected, and by how fast it has been so far."""
        for name in self.names:
            if name not in self.seconds:
                stands = name in self.settled and name not in self.built
                self.seconds[name] = 0.0 if stands else self.expected(name)
        whole = sum(self.seconds.values())
        done = sum(self.seconds[name] * self.shares[name] for name in self.names)
        pace = (self.elapsed() + _TRUST * whole) / (done + _TRUST * whole) if whole else 0.0
        return (whole - done) * pace

    def note(self, name: str, records: int, size: int) -> None:
        """A dataset was built, of so many records and bytes."""
        self.built[name] = records, size
        self.reach(name, 1.0)

    def settle(self, name: str) -> bool:
        """A dataset stands, built or not; whether it was the last of a run that has built something."""
        if name not in self.shares or name in self.settled:
            return False
        self.settled.add(name)
        if name not in self.built:
            self.seconds[name] = 0.0
        return self.complete and bool(self.built)

    @property
    def complete(self) -> bool:
        """Whether every dataset stands."""
        return len(self.settled) == len(self.names)

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self.began

    def totals(self) -> tuple[int, int]:
        """Records and bytes of all that was built."""
        records, sizes = zip(*self.built.values(), strict=True) if self.built else ((), ())
        return sum(records), sum(sizes)


COURSE = Course()
