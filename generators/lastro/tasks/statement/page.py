"""A statement as text: who, accounts, contracts, and a month's postings with their running balance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from lastro.bank.choices import CustomerType, Direction, Indexer, InvestmentStatus
from lastro.tasks.statement.bill import bill
from lastro.tasks.statement.month import Month, month_of
from lastro.tasks.statement.search import Record, Story
from lastro.tasks.statement.words import ACCOUNTS, LOANS, STATES, columns, day, month_name, number, shortened

_WIDTH = 98
_DESCRIPTION = 52


def page(story: Story, month: str, as_of: date) -> str:
    """The whole statement."""
    lines = [*_heading(month), *_who(story), *_accounts(story, as_of), *_contracts(story)]
    for account in story.shown:
        lines += _month(account, month_of(account, story.postings[account["account_id"]], month))
    billed = {account["account_id"] for account in story.shown}
    for card in [each for each in story.contracts["credit_cards"] if each["account_id"] in billed]:
        if (told := bill(card, story.card_rows[card["card_id"]], month)) is not None:
            lines += _section(*told)
    return "\n".join(lines)


def _heading(month: str) -> list[str]:
    title = f"Extrato de {month_name(month)}"
    return ["", f"BANCO LASTRO S.A.{title.rjust(_WIDTH - 17)}", "═" * _WIDTH]


def _who(story: Story) -> Iterator[str]:
    who = story.customer
    yield who["name"]
    yield f"  {'   '.join(_particulars(who))}"
    yield f"  {shortened(who['address'], 60)}, {who['city']}/{who['state']}, CEP {who['postal_code']}"
    yield f"  {who['phone_number']}   {who['email']}"
    yield f"  Cliente desde {day(who['created_at'])}   {who['customer_id']}"
    if story.first:
        yield "  (o primeiro cliente do arquivo; `doit statement --customer ID` mostra outro)"


def _particulars(who: Record) -> list[str]:
    if who["customer_type"] == CustomerType.BUSINESS.text:
        found = [f"CNPJ {who['cnpj']}", who["occupation"], f"registrada em {day(who['registered_on'])}"]
        return [*found, f"faturamento mensal R$ {number(who['monthly_income'])}"]
    found = [f"CPF {who['cpf']}", who["occupation"], f"nascimento {day(who['birth_date'])}"]
    return [*found, f"renda mensal R$ {number(who['monthly_income'])}"]


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *lines]


def _accounts(story: Story, as_of: date) -> list[str]:
    rows = [
        [
            story.branches.get(each["branch_id"], {}).get("branch_code", "-"),
            each["account_number"],
            ACCOUNTS[each["account_type"]],
            day(each["created_at"]),
            _state(each["status"], "a") + (f" em {day(each['closed_at'])}" if each["closed_at"] else ""),
            number(each["overdraft_limit"]),
            number(each["balance"]),
        ]
        for each in story.accounts
    ]
    headings = ["Ag.", "Conta", "Tipo", "Abertura", "Situação", "Limite", "Saldo R$"]
    lines = columns(headings, rows, right="56") if rows else ["  nenhuma"]
    return _section(f"CONTAS EM {day(as_of.isoformat())}", lines)


def _state(status: str, ending: str = "o") -> str:
    word = STATES[status]
    return word[:-1] + ending if word.endswith("o") and " " not in word else word


def _contracts(story: Story) -> Iterator[str]:
    shown = {
        "EMPRÉSTIMOS": _loans(story.contracts["loans"]),
        "CARTÕES DE CRÉDITO": _cards(story.contracts["credit_cards"]),
        "INVESTIMENTOS": _investments(story.contracts["investments"]),
    }
    for title, lines in shown.items():
        if lines:
            yield from _section(title, lines)


def _loans(loans: list[Record]) -> list[str]:
    rows = [
        [
            LOANS[each["loan_type"]],
            day(each["start_date"]),
            number(each["loan_amount"]),
            f"{number(each['interest_rate'])}%",
            f"{each['installments_paid']}/{each['term']} {each['amortization']}",
            number(each["installment_amount"]),
            number(each["outstanding_balance"]),
            STATES[each["loan_status"]] + (f", {each['days_past_due']} d em atraso" if each["days_past_due"] else ""),
        ]
        for each in loans
    ]
    headings = ["Tipo", "Início", "Valor R$", "a.a.", "Pagas", "Parcela R$", "Devedor R$", "Situação"]
    return columns(headings, rows, right="2356") if rows else []


def _cards(cards: list[Record]) -> list[str]:
    rows = [
        [
            f"{each['card_type']} {each['card_number'][-4:]}",
            f"{each['expiry_date'][5:7]}/{each['expiry_date'][:4]}",
            number(each["credit_limit"]),
            number(each["last_bill_amount"]),
            day(each["last_bill_due_date"]),
            number(each["last_bill_paid"]),
            number(each["current_balance"]),
            STATES[each["status"]],
        ]
        for each in cards
    ]
    headings = ["Cartão", "Validade", "Limite R$", "Fatura R$", "Vencimento", "Pago R$", "Devido R$", "Situação"]
    return columns(headings, rows, right="2356") if rows else []


def _investments(papers: list[Record]) -> list[str]:
    rows = [
        [
            each["product"],
            _return(each),
            day(each["purchase_date"]),
            day(each["maturity_date"]),
            number(each["amount"]),
            *_worth(each),
        ]
        for each in papers
    ]
    headings = ["Produto", "Rende", "Compra", "Vencimento", "Aplicado R$", "Valor R$", "Situação"]
    return columns(headings, rows, right="45") if rows else []


def _worth(paper: Record) -> tuple[str, str]:
    """What an investment is worth or was redeemed for, and its state."""
    if paper["status"] == InvestmentStatus.ACTIVE.text:
        return number(paper["current_value"]), STATES[paper["status"]]
    return number(paper["redemption_amount"]), f"Resgatado em {day(paper['redeemed_on'])}"


def _return(paper: Record) -> str:
    """What a paper earns: a share of the CDI, a rate of its own, or one above an index."""
    if paper["rate"] is None:
        return "-"
    rate = f"{number(paper['rate'])}%"
    if paper["indexer"] == Indexer.CDI.text:
        return f"{rate} do CDI"
    return f"{rate} a.a." if paper["indexer"] == Indexer.FIXED.text else f"{paper['indexer']} + {rate}"


def _month(account: Record, month: Month | None) -> list[str]:
    """A month's postings of an account; nothing where it was not open then."""
    if month is None:
        return []
    name = month_name(month.name).upper()
    title = f"{ACCOUNTS[account['account_type']].upper()} {account['account_number']}: {name}"
    return _section(title, [*_postings(month), _totals(month.postings)])


def _postings(month: Month) -> list[str]:
    rows: list[list[str]] = [["", "", "Saldo anterior", "", number(month.begins_with)]]
    for each in month.postings:
        moment = each["transaction_date"]
        rows.append(
            [
                f"{moment[8:10]}/{moment[5:7]}",
                moment[11:16],
                shortened(each["description"], _DESCRIPTION),
                number(_signed(each)),
                number(each["balance_after"]),
            ]
        )
    widest = [*rows, [" " * 5, " " * 5, " " * _DESCRIPTION, " " * 13, " " * 13]]  # so that all accounts align
    return columns(["Dia", "Hora", "Histórico", "Valor R$", "Saldo R$"], widest, right="34")[:-1]


def _totals(within: list[Record]) -> str:
    if not within:
        return "  Sem lançamentos no mês."
    signed = [round(100 * _signed(each)) for each in within]
    credits, debits = (sum(cents for cents in signed if (cents > 0) is wanted) for wanted in (True, False))
    number_of = f"{len(within)} lançamento" + "s" * (len(within) > 1)
    return f"  {number_of}: entradas {number(credits / 100)}, saídas {number(-debits / 100)}"


def _signed(posting: dict[str, Any]) -> float:
    amount: float = posting["amount"]
    return amount if posting["direction"] == Direction.CREDIT.text else -amount
