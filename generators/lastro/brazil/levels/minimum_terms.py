"""Minimum terms of LCI and LCA by date of purchase, as the Conselho Monetário Nacional sets them."""

from __future__ import annotations

from lastro.brazil.levels.series import Effective, check_basis, effective, need
from lastro.engine.arrays import Days, Integers
from lastro.engine.errors import BuildError
from lastro.engine.rows.reference import read, refuse, whole
from lastro.engine.rows.run import Run

TABLE = "investment_terms"
LONGEST = 120  # months: more is a slip of the pen


class MinimumTerms:
    """The terms of investment_terms.csv; before its first row that one holds, after its last it stays (ASSUMED)."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, "product from months basis")
        need(TABLE, frame)
        check_basis(TABLE, frame)
        months, since = whole(TABLE, frame, "months"), effective(TABLE, frame, of="product").since
        refuse(TABLE, (months < 1) | (months > LONGEST), lambda row: f"no term: {months[row]} months")
        self._terms: dict[str, tuple[Effective, Integers]] = {}
        for name in frame["product"].unique(maintain_order=True).to_list():
            rows = (frame["product"] == name).to_numpy()
            self._terms[name] = Effective(since[rows]), months[rows]

    def months(self, product: str, days: Days) -> Integers:
        """The months that what is bought on each day must be held; raises BuildError for another product."""
        if product not in self._terms:
            raise BuildError(f"data/reference/{TABLE}.csv has no product {product}")
        since, months = self._terms[product]
        found: Integers = months[since.row(days)]
        return found
