"""Manners: how each kind of posting looks on a statement: type, instrument, channel, category and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.bills import BILLS
from lastro.bank.ledger.bills import BOLETO as BY_BOLETO
from lastro.bank.ledger.bills import DIRECT_DEBIT as BY_DIRECT_DEBIT
from lastro.bank.ledger.postings import Postings, Source
from lastro.engine.arrays import Integers

DEPOSIT, WITHDRAWAL, TRANSFER, PAYMENT = range(4)  # as transactions.Transaction lists them
PIX, TED, BOLETO, DEBIT_CARD, DIRECT_DEBIT, DIRECT_CREDIT, CARD_SETTLEMENT, CASH, BOOK = range(9)
MOBILE, WEB, POS, ATM, BRANCH, SYSTEM = range(6)

# Shares of the channels mobile, web, point of sale, teller machine, branch, system. People use the phone for 92 % of
# what they do, businesses internet banking for 79 % (Febraban/Deloitte 2024); the rest is ASSUMED.
SELF_SERVICE = ((91, 7, 0, 0, 2, 0), (18, 79, 0, 0, 3, 0))
IN_A_SHOP = ((0, 0, 100, 0, 0, 0), (0, 0, 100, 0, 0, 0))
BY_QR_CODE = ((38, 4, 58, 0, 0, 0), (25, 35, 40, 0, 0, 0))
AT_A_MACHINE = ((0, 0, 0, 88, 12, 0), (0, 0, 0, 60, 40, 0))
BY_ITSELF = ((0, 0, 0, 0, 0, 100), (0, 0, 0, 0, 0, 100))


@dataclass(frozen=True)
class Manner:
    """How one kind of posting looks; the words of a debit and of a credit."""

    kind: tuple[int, int]  # transaction_type of a debit, of a credit
    method: int
    channels: tuple[tuple[int, ...], tuple[int, ...]]  # of people, of businesses
    category: str
    words: tuple[str, str]
    named: bool = True  # whether the words are followed by the other side's name


_BILL_WORDS = {BY_DIRECT_DEBIT: "Débito automático", BY_BOLETO: "Pagamento de boleto", 2: "Pix enviado"}
_BILL_METHODS = {BY_DIRECT_DEBIT: DIRECT_DEBIT, BY_BOLETO: BOLETO, 2: PIX}


def _bill(kind: int, way: int) -> Manner:
    bill = BILLS[kind]
    channels = BY_ITSELF if way == BY_DIRECT_DEBIT else SELF_SERVICE
    if bill.category == "Fee":
        return Manner(
            (PAYMENT, PAYMENT), DIRECT_DEBIT, BY_ITSELF, "Fee", ("Tarifa pacote de serviços", ""), named=False
        )
    return Manner((PAYMENT, PAYMENT), _BILL_METHODS[way], channels, bill.category, (_BILL_WORDS[way], ""))


def _in(method: int, category: str, words: str, named: bool = True) -> Manner:
    return Manner((DEPOSIT, DEPOSIT), method, BY_ITSELF, category, ("", words), named)


_OWN = Manner(
    (TRANSFER, TRANSFER),
    PIX,
    SELF_SERVICE,
    "Own Transfer",
    ("Pix enviado - mesma titularidade", "Pix recebido - mesma titularidade"),
)
_INSIDE = Manner(
    (TRANSFER, TRANSFER),
    BOOK,
    SELF_SERVICE,
    "Own Transfer",
    ("Transferência entre contas", "Transferência entre contas"),
    False,
)
_PIX = Manner((TRANSFER, TRANSFER), PIX, SELF_SERVICE, "Transfer", ("Pix enviado", "Pix recebido"))
_TED = Manner((TRANSFER, TRANSFER), TED, SELF_SERVICE, "Transfer", ("TED enviada", "TED recebida"))
_SHOP_PIX = Manner((PAYMENT, PAYMENT), PIX, BY_QR_CODE, "Services", ("Pix QR Code", ""))
_CASH_OUT = Manner((WITHDRAWAL, WITHDRAWAL), CASH, AT_A_MACHINE, "Cash", ("Saque em dinheiro", ""), False)
_CASH_IN = Manner((DEPOSIT, DEPOSIT), CASH, AT_A_MACHINE, "Cash", ("", "Depósito em dinheiro"), False)
EARNED = 1  # "detail" of interest that a savings account earns
_SPENT = {0: "Housing", 1: "Vehicle", 2: "Transfer", 3: "Suppliers"}  # by kind of loan

_LOANS = tuple(
    enumerate(("financiamento imobiliário", "financiamento de veículo", "empréstimo pessoal", "capital de giro"))
)


def _instalment(name: str) -> Manner:
    return Manner((PAYMENT, PAYMENT), DIRECT_DEBIT, BY_ITSELF, "Loan", (f"Parcela de {name}", ""), named=False)


MANNERS: dict[tuple[Source, int], Manner] = {
    (Source.SALARY, 0): _in(DIRECT_CREDIT, "Salary", "Salário"),
    (Source.PENSION, 0): _in(DIRECT_CREDIT, "Pension", "Benefício INSS", named=False),
    (Source.THIRTEENTH, 0): _in(DIRECT_CREDIT, "Salary", "13º salário - 1ª parcela"),
    (Source.THIRTEENTH, 1): _in(DIRECT_CREDIT, "Salary", "13º salário - 2ª parcela"),
    (Source.THIRTEENTH, 2): _in(DIRECT_CREDIT, "Pension", "13º benefício INSS - 1ª parcela", named=False),
    (Source.THIRTEENTH, 3): _in(DIRECT_CREDIT, "Pension", "13º benefício INSS - 2ª parcela", named=False),
    (Source.EARNINGS, 0): _PIX,
    (Source.REVENUE, 0): _in(PIX, "Sales", "Pix recebido"),
    (Source.REVENUE, 1): _in(BOLETO, "Sales", "Boleto recebido"),
    (Source.REVENUE, 2): _in(CARD_SETTLEMENT, "Sales", "Vendas com cartão", named=False),
    (Source.OPENING, 0): _OWN,
    (Source.OWN_IN, 0): _OWN,
    (Source.LOAN_PROVISION, 0): _OWN,
    (Source.CARD_PROVISION, 0): _OWN,
    (Source.INVESTMENT_PROVISION, 0): _OWN,
    **{(Source.PAYOUT, kind): _in(DIRECT_CREDIT, "Loan", f"Liberação de {name}", named=False) for kind, name in _LOANS},
    (Source.REDEMPTION, 0): Manner(
        (DEPOSIT, DEPOSIT), BOOK, SELF_SERVICE, "Investment", ("", "Resgate de investimento"), False
    ),
    (Source.TRANSFER, 0): _PIX,
    (Source.TRANSFER, 1): Manner(
        (TRANSFER, TRANSFER),
        BOOK,
        SELF_SERVICE,
        "Transfer",
        ("Transferência enviada", "Transferência recebida"),
    ),
    (Source.SAVING, 0): _INSIDE,
    (Source.FEEDING, 0): _INSIDE,
    **{(Source.BILL, kind * 4 + way): _bill(kind, way) for kind in range(len(BILLS)) for way in range(3)},
    (Source.PAYROLL, 0): Manner((PAYMENT, PAYMENT), PIX, SELF_SERVICE, "Payroll", ("Pix folha de pagamento", "")),
    (Source.EVERYDAY, 0): Manner((PAYMENT, PAYMENT), DEBIT_CARD, IN_A_SHOP, "Services", ("Compra no débito", "")),
    (Source.EVERYDAY, 1): _SHOP_PIX,
    (Source.EVERYDAY, 2): _PIX,
    (Source.EVERYDAY, 3): _PIX,
    (Source.EVERYDAY, 4): _CASH_OUT,
    (Source.EVERYDAY, 5): Manner((PAYMENT, PAYMENT), BOLETO, SELF_SERVICE, "Services", ("Pagamento de boleto", "")),
    (Source.EVERYDAY, 6): _TED,
    (Source.EVERYDAY, 7): _CASH_IN,
    (Source.EVERYDAY, 8): _TED,
    **{
        (Source.LOAN_SPENT, kind): Manner((PAYMENT, PAYMENT), PIX, SELF_SERVICE, category, ("Pix enviado", ""))
        for kind, category in _SPENT.items()
    },
    **{(Source.INSTALMENT, kind): _instalment(name) for kind, name in _LOANS},
    (Source.CARD_BILL, 0): Manner(
        (PAYMENT, PAYMENT),
        DIRECT_DEBIT,
        BY_ITSELF,
        "Card Bill",
        ("Débito automático fatura cartão", ""),
        False,
    ),
    (Source.CARD_BILL, 1): Manner(
        (PAYMENT, PAYMENT), BOLETO, SELF_SERVICE, "Card Bill", ("Pagamento de fatura cartão", ""), False
    ),
    (Source.PURCHASE, 0): Manner(
        (PAYMENT, PAYMENT), BOOK, SELF_SERVICE, "Investment", ("Aplicação em investimento", ""), False
    ),
    (Source.OWN_OUT, 0): _OWN,
    (Source.SWEEP, 0): _OWN,
    (Source.INTEREST, 0): Manner(
        (PAYMENT, PAYMENT), DIRECT_DEBIT, BY_ITSELF, "Interest", ("Juros do cheque especial", ""), False
    ),
    (Source.INTEREST, EARNED): _in(DIRECT_CREDIT, "Interest", "Rendimento da poupança", named=False),
    (Source.CLOSING, 0): Manner(
        (TRANSFER, TRANSFER),
        PIX,
        BY_ITSELF,
        "Own Transfer",
        ("Encerramento de conta", "Encerramento de conta"),
        False,
    ),
    (Source.ADJUSTMENT, 0): Manner(
        (WITHDRAWAL, DEPOSIT), BOOK, BY_ITSELF, "Adjustment", ("Ajuste de saldo", "Ajuste de saldo"), False
    ),
    (Source.TOP_UP, 0): Manner(
        (TRANSFER, TRANSFER),
        PIX,
        BY_ITSELF,
        "Own Transfer",
        ("", "Cobertura de saldo - conta em outro banco"),
        False,
    ),
}

_CODES = {pair: code for code, pair in enumerate(MANNERS)}
_WIDTH = 64  # details of a source, at most
_CODE_OF = np.zeros((64, _WIDTH), dtype=np.int64)
for (_source, _detail), _code in _CODES.items():
    _CODE_OF[int(_source), _detail] = _code
_CODE_OF[int(Source.PAYROLL)] = _CODES[Source.PAYROLL, 0]  # its detail is the number of the employee
TABLE = tuple(MANNERS.values())


def manner_of(rows: Postings) -> Integers:
    """The position in TABLE of each posting's manner; interest shows only by its sign whether it is earned."""
    earned = (rows.source == int(Source.INTEREST)) & (rows.amount > 0)
    return _CODE_OF[rows.source, np.where(earned, EARNED, rows.detail)]
