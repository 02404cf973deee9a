"""Fees of banks by day: packages of services, and what is charged beyond them."""

from __future__ import annotations

from lastro.brazil.levels.series import Effective, cents, check_basis, effective, need
from lastro.engine.arrays import Cents, Days
from lastro.engine.errors import BuildError
from lastro.engine.rows.reference import read, refuse
from lastro.engine.rows.run import Run

TABLE = "fees"


class Fees:
    """The fees of fees.csv; before its first row a fee has that row's amount, after its last it stays (ASSUMED)."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, "fee from amount basis")
        need(TABLE, frame)
        check_basis(TABLE, frame)
        amounts = cents(TABLE, frame, "amount")
        scattered = (frame["fee"] != frame["fee"].shift(1)) & ~frame["fee"].is_first_distinct()
        refuse(
            TABLE,
            scattered.fill_null(False).to_numpy(),
            lambda row: f"{frame['fee'][row]} stands apart from its others",
        )
        self._fees: dict[str, tuple[Effective, Cents]] = {}
        since = effective(TABLE, frame, of="fee").since
        for name in frame["fee"].unique(maintain_order=True).to_list():
            rows = (frame["fee"] == name).to_numpy()
            self._fees[name] = Effective(since[rows]), amounts[rows]

    @property
    def names(self) -> list[str]:
        """The fees that there are."""
        return list(self._fees)

    def on(self, name: str, days: Days) -> Cents:
        """The amount of a fee on each day, in cents; raises BuildError for a fee that the table lacks."""
        if name not in self._fees:
            raise BuildError(f"data/reference/{TABLE}.csv has no fee {name}")
        since, amounts = self._fees[name]
        found: Cents = amounts[since.row(days)]
        return found
