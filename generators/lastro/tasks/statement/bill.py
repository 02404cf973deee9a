"""A card's bill as text: what the one before came to, what was paid of it, and every row up to the total."""

from __future__ import annotations

from typing import Any

from lastro.bank.choices import CardTransactionType as Kind
from lastro.bank.choices import Direction
from lastro.tasks.statement.words import columns, day, number, shortened

_DESCRIPTION = 52
_WORDS = {
    Kind.INTEREST.text: "Juros do crédito rotativo",
    Kind.IOF.text: Kind.IOF.text,  # the same word in Portuguese
    Kind.LATE_FEE.text: "Multa e juros de mora",
    Kind.ANNUAL_FEE.text: "Anuidade",
    Kind.PAYMENT.text: "Pagamento recebido",
    Kind.INSTALMENT_PLAN.text: "Parcelamento de fatura",
}


def bill(card: dict[str, Any], rows: list[dict[str, Any]], month: str) -> tuple[str, list[str]] | None:
    """Title and lines of the bill that falls due in a month (2026-10); None where nothing stands on it.

    rows: all rows of the card, in the order of the file.
    """
    own = [at for at, row in enumerate(rows) if _stands_on(row, month)]
    if not own:
        return None
    first, last = own[0], own[-1]
    within = rows[first : last + 1]
    before = rows[first - 1]["balance_after"] if first else card["opening_balance"]
    due = next((row["bill_due_date"] for row in within if row["bill_due_date"][:7] == month), None)
    lines = [["", "Fatura anterior", "", number(before)], *([*_row(row)] for row in within)]
    widest = [*lines, [" " * 5, " " * _DESCRIPTION, " " * 13, " " * 13]]
    table = columns(["Dia", "Histórico", "Valor R$", "Devido R$"], widest, right="23")[:-1]
    title = f"FATURA {card['card_type'].upper()} {card['card_number'][-4:]}"
    return f"{title}: VENCIMENTO {day(due)}", [*table, f"  Total da fatura: {number(within[-1]['balance_after'])}"]


def _stands_on(row: dict[str, Any], month: str) -> bool:
    """Whether a row lies in the cycle of the bill of a month; payments there are of the bill before."""
    due: str = row["bill_due_date"]
    if row["transaction_type"] == Kind.PAYMENT.text:
        year, number_of = divmod(int(due[:4]) * 12 + int(due[5:7]), 12)
        return f"{year}-{number_of + 1:02}" == month
    return due[:7] == month


def _row(row: dict[str, Any]) -> list[str]:
    signed = row["amount"] if row["direction"] == Direction.DEBIT.text else -row["amount"]
    words = row["merchant_name"] or _WORDS[row["transaction_type"]]
    if row["transaction_type"] == Kind.REFUND.text:
        words = f"Estorno {words}"
    if row["installments"] > 1:
        words += f" {row['installment_number']:02}/{row['installments']:02}"
    posted = row["transaction_date"] if row["installments"] > 1 else row["posted_on"]
    return [
        f"{posted[8:10]}/{posted[5:7]}",
        shortened(words, _DESCRIPTION),
        number(signed),
        number(row["balance_after"]),
    ]
