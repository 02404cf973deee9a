"""The bill of a card in `doit statement`: what stands on it, and what it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.tiny_bank import card_transactions, credit_cards
from lastro.tasks.statement.bill import bill


@pytest.fixture
def card() -> dict[str, Any]:
    return credit_cards()[0]


def told(card: dict[str, Any], month: str) -> str:
    rows = [{**row, "balance_after": float(row["balance_after"])} for row in card_transactions()]
    found = bill(card, rows, month)
    return "" if found is None else "\n".join([found[0], *found[1]])


def test_a_bill_begins_with_the_one_before_and_ends_with_its_total(card: dict[str, Any]) -> None:
    text = told(card, "2026-11")
    assert text.startswith("FATURA VISA 1111: VENCIMENTO 20/11/2026")
    assert "Fatura anterior" in text
    assert "Lojas Sol 01/02" in text
    assert text.endswith("Total da fatura: 350,25")


def test_a_payment_stands_on_the_bill_that_runs_when_it_comes(card: dict[str, Any]) -> None:
    assert "Pagamento recebido" in told(card, "2026-12")
    assert "Lojas Sol 02/02" in told(card, "2026-12")
    assert "Pagamento recebido" not in told(card, "2026-11")


def test_a_month_without_rows_has_no_bill(card: dict[str, Any]) -> None:
    assert told(card, "2026-03") == ""
