"""Words and figures of a statement, as Brazilians write them."""

from __future__ import annotations

from collections.abc import Sequence

from lastro.bank.choices import AccountStatus, AccountType, CardStatus, LoanStatus, LoanType

MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
ACCOUNTS = {
    AccountType.CHECKING.text: "Conta corrente",
    AccountType.SAVINGS.text: "Poupança",
    AccountType.INVESTMENT.text: "Conta investimento",
    AccountType.BUSINESS.text: "Conta PJ",
}
LOANS = {
    LoanType.MORTGAGE.text: "Imobiliário",
    LoanType.AUTO.text: "Veículo",
    LoanType.PERSONAL.text: "Pessoal",
    LoanType.BUSINESS.text: "Capital de giro",
}
STATES = {  # of accounts, loans, cards and investments
    AccountStatus.ACTIVE.text: "Ativo",
    AccountStatus.DORMANT.text: "Sem movimento",
    AccountStatus.CLOSED.text: "Encerrado",
    LoanStatus.PAID_OFF.text: "Quitado",
    LoanStatus.DEFAULT.text: "Inadimplente",
    CardStatus.BLOCKED.text: "Bloqueado",
    CardStatus.EXPIRED.text: "Vencido",
    CardStatus.CANCELLED.text: "Cancelado",
}


def number(value: float | None, places: int = 2) -> str:
    """A number such as 1.234,56; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def day(iso: str | None) -> str:
    """A date or moment as 14/03/2026; a dash where there is none."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if iso else "-"


def month_name(month: str) -> str:
    """A month such as outubro de 2026, from 2026-10."""
    return f"{MONTHS[int(month[5:]) - 1]} de {month[:4]}"


def harmless(text: str) -> str:
    """Text for a terminal, without characters that would command it or turn the line around."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> list[str]:
    """Aligned lines under headings; right: the positions of columns set flush right, as digits."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return [_line(cells, widths, right) for cells in (headings, ["─" * width for width in widths], *rows)]


def _line(cells: Sequence[str], widths: Sequence[int], right: str) -> str:
    set_out = [
        cell.rjust(width) if str(position) in right else cell.ljust(width)
        for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return ("  " + "  ".join(set_out)).rstrip()


def shortened(text: str, width: int) -> str:
    """A text in one line of at most so many characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= width else f"{plain[: width - 1]}…"
