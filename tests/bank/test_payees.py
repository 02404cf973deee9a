"""Payees: merchants of every category of purchases, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import ROOT
from lastro.bank.ledger.purchases import CATEGORIES
from lastro.bank.relations.merchants import merchants
from lastro.engine import Run
from lastro.engine.errors import BuildError

KNOWN = (ROOT / "data/reference/merchants.csv").read_text(encoding="utf-8")


def run_with(path: Path, text: str) -> Run:
    path.write_text(text, encoding="utf-8")
    return Run("transactions", {}, {"merchants": path})


def test_merchants_are_of_the_categories_of_purchases(tmp_path: Path) -> None:
    table = merchants(run_with(tmp_path / "merchants.csv", KNOWN))
    assert set(table["category"]) == {category.text for category in CATEGORIES}


@pytest.mark.parametrize(("old", "new"), [("Groceries", "Grocery"), ("Fuel", "Pharmacy")])
def test_a_merchant_of_no_known_category_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(BuildError, match=old):
        merchants(run_with(tmp_path / "merchants.csv", KNOWN.replace(old, new)))
