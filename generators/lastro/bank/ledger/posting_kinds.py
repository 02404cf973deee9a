"""Manners: how each kind of posting looks on a statement: type, instrument, channel, category and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category, Channel, PaymentMethod, TransactionType
from lastro.bank.ledger.bills import BILLS
from lastro.bank.ledger.bills import BOLETO as BY_BOLETO
from lastro.bank.ledger.bills import DIRECT_DEBIT as BY_DIRECT_DEBIT
from lastro.bank.ledger.postings import Postings, Source
from lastro.engine.arrays import Integers

# Shares of channels, of people and of businesses. People use the phone for 92 % of what they do, businesses internet
# banking for 79 % (Febraban/Deloitte 2024); the rest is ASSUMED.
SELF_SERVICE = Channel.by_code(0, MOBILE=91, WEB=7, BRANCH=2), Channel.by_code(0, MOBILE=18, WEB=79, BRANCH=3)
IN_A_SHOP = (Channel.by_code(0, POS=100),) * 2
BY_QR_CODE = Channel.by_code(0, MOBILE=38, WEB=4, POS=58), Channel.by_code(0, MOBILE=25, WEB=35, POS=40)
AT_A_MACHINE = Channel.by_code(0, ATM=88, BRANCH=12), Channel.by_code(0, ATM=60, BRANCH=40)
BY_ITSELF = (Channel.by_code(0, SYSTEM=100),) * 2


@dataclass(frozen=True)
class Manner:
    """How one kind of posting looks; the words of a debit and of a credit."""

    kind: tuple[TransactionType, TransactionType]  # of a debit, of a credit
    method: PaymentMethod
    channels: tuple[list[int], list[int]]  # of people, of businesses
    category: Category
    words: tuple[str, str]
    named: bool = True  # whether the words are followed by the other side's name


_BILL_WORDS = {BY_DIRECT_DEBIT: "Débito automático", BY_BOLETO: "Pagamento de boleto", 2: "Pix enviado"}
_BILL_METHODS = {BY_DIRECT_DEBIT: PaymentMethod.DIRECT_DEBIT, BY_BOLETO: PaymentMethod.BOLETO, 2: PaymentMethod.PIX}


def _bill(kind: int, way: int) -> Manner:
    bill = BILLS[kind]
    channels = BY_ITSELF if way == BY_DIRECT_DEBIT else SELF_SERVICE
    if bill.category == Category.FEE:
        return Manner(
            (TransactionType.PAYMENT, TransactionType.PAYMENT),
            PaymentMethod.DIRECT_DEBIT,
            BY_ITSELF,
            Category.FEE,
            ("Tarifa pacote de serviços", ""),
            named=False,
        )
    return Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        _BILL_METHODS[way],
        channels,
        bill.category,
        (_BILL_WORDS[way], ""),
    )


def _in(method: PaymentMethod, category: Category, words: str, named: bool = True) -> Manner:
    return Manner((TransactionType.DEPOSIT, TransactionType.DEPOSIT), method, BY_ITSELF, category, ("", words), named)


_OWN = Manner(
    (TransactionType.TRANSFER, TransactionType.TRANSFER),
    PaymentMethod.PIX,
    SELF_SERVICE,
    Category.OWN_TRANSFER,
    ("Pix enviado - mesma titularidade", "Pix recebido - mesma titularidade"),
)
_INSIDE = Manner(
    (TransactionType.TRANSFER, TransactionType.TRANSFER),
    PaymentMethod.BOOK_TRANSFER,
    SELF_SERVICE,
    Category.OWN_TRANSFER,
    ("Transferência entre contas", "Transferência entre contas"),
    False,
)
_PIX = Manner(
    (TransactionType.TRANSFER, TransactionType.TRANSFER),
    PaymentMethod.PIX,
    SELF_SERVICE,
    Category.TRANSFER,
    ("Pix enviado", "Pix recebido"),
)
_TED = Manner(
    (TransactionType.TRANSFER, TransactionType.TRANSFER),
    PaymentMethod.TED,
    SELF_SERVICE,
    Category.TRANSFER,
    ("TED enviada", "TED recebida"),
)
_SHOP_PIX = Manner(
    (TransactionType.PAYMENT, TransactionType.PAYMENT),
    PaymentMethod.PIX,
    BY_QR_CODE,
    Category.SERVICES,
    ("Pix QR Code", ""),
)
_CASH_OUT = Manner(
    (TransactionType.WITHDRAWAL, TransactionType.WITHDRAWAL),
    PaymentMethod.CASH,
    AT_A_MACHINE,
    Category.CASH,
    ("Saque em dinheiro", ""),
    False,
)
_CASH_IN = Manner(
    (TransactionType.DEPOSIT, TransactionType.DEPOSIT),
    PaymentMethod.CASH,
    AT_A_MACHINE,
    Category.CASH,
    ("", "Depósito em dinheiro"),
    False,
)
EARNED = 1  # "detail" of interest that a savings account earns
_SPENT = {0: Category.HOUSING, 1: Category.VEHICLE, 2: Category.TRANSFER, 3: Category.SUPPLIERS}  # by kind of loan

_LOANS = tuple(
    enumerate(("financiamento imobiliário", "financiamento de veículo", "empréstimo pessoal", "capital de giro"))
)


def _instalment(name: str) -> Manner:
    return Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.DIRECT_DEBIT,
        BY_ITSELF,
        Category.LOAN,
        (f"Parcela de {name}", ""),
        named=False,
    )


MANNERS: dict[tuple[Source, int], Manner] = {
    (Source.SALARY, 0): _in(PaymentMethod.DIRECT_CREDIT, Category.SALARY, "Salário"),
    (Source.PENSION, 0): _in(PaymentMethod.DIRECT_CREDIT, Category.PENSION, "Benefício INSS", named=False),
    (Source.THIRTEENTH, 0): _in(PaymentMethod.DIRECT_CREDIT, Category.SALARY, "13º salário - 1ª parcela"),
    (Source.THIRTEENTH, 1): _in(PaymentMethod.DIRECT_CREDIT, Category.SALARY, "13º salário - 2ª parcela"),
    (Source.THIRTEENTH, 2): _in(
        PaymentMethod.DIRECT_CREDIT, Category.PENSION, "13º benefício INSS - 1ª parcela", named=False
    ),
    (Source.THIRTEENTH, 3): _in(
        PaymentMethod.DIRECT_CREDIT, Category.PENSION, "13º benefício INSS - 2ª parcela", named=False
    ),
    (Source.EARNINGS, 0): _PIX,
    (Source.REVENUE, 0): _in(PaymentMethod.PIX, Category.SALES, "Pix recebido"),
    (Source.REVENUE, 1): _in(PaymentMethod.BOLETO, Category.SALES, "Boleto recebido"),
    (Source.REVENUE, 2): _in(PaymentMethod.CARD_SETTLEMENT, Category.SALES, "Vendas com cartão", named=False),
    (Source.OPENING, 0): _OWN,
    (Source.OWN_IN, 0): _OWN,
    (Source.LOAN_PROVISION, 0): _OWN,
    (Source.CARD_PROVISION, 0): _OWN,
    (Source.INVESTMENT_PROVISION, 0): _OWN,
    **{
        (Source.PAYOUT, kind): _in(PaymentMethod.DIRECT_CREDIT, Category.LOAN, f"Liberação de {name}", named=False)
        for kind, name in _LOANS
    },
    (Source.REDEMPTION, 0): Manner(
        (TransactionType.DEPOSIT, TransactionType.DEPOSIT),
        PaymentMethod.BOOK_TRANSFER,
        SELF_SERVICE,
        Category.INVESTMENT,
        ("", "Resgate de investimento"),
        False,
    ),
    (Source.TRANSFER, 0): _PIX,
    (Source.TRANSFER, 1): Manner(
        (TransactionType.TRANSFER, TransactionType.TRANSFER),
        PaymentMethod.BOOK_TRANSFER,
        SELF_SERVICE,
        Category.TRANSFER,
        ("Transferência enviada", "Transferência recebida"),
    ),
    (Source.SAVING, 0): _INSIDE,
    (Source.FEEDING, 0): _INSIDE,
    **{(Source.BILL, kind * 4 + way): _bill(kind, way) for kind in range(len(BILLS)) for way in range(3)},
    (Source.PAYROLL, 0): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.PIX,
        SELF_SERVICE,
        Category.PAYROLL,
        ("Pix folha de pagamento", ""),
    ),
    (Source.EVERYDAY, 0): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.DEBIT_CARD,
        IN_A_SHOP,
        Category.SERVICES,
        ("Compra no débito", ""),
    ),
    (Source.EVERYDAY, 1): _SHOP_PIX,
    (Source.EVERYDAY, 2): _PIX,
    (Source.EVERYDAY, 3): _PIX,
    (Source.EVERYDAY, 4): _CASH_OUT,
    (Source.EVERYDAY, 5): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.BOLETO,
        SELF_SERVICE,
        Category.SERVICES,
        ("Pagamento de boleto", ""),
    ),
    (Source.EVERYDAY, 6): _TED,
    (Source.EVERYDAY, 7): _CASH_IN,
    (Source.EVERYDAY, 8): _TED,
    **{
        (Source.LOAN_SPENT, kind): Manner(
            (TransactionType.PAYMENT, TransactionType.PAYMENT),
            PaymentMethod.PIX,
            SELF_SERVICE,
            category,
            ("Pix enviado", ""),
        )
        for kind, category in _SPENT.items()
    },
    **{(Source.INSTALMENT, kind): _instalment(name) for kind, name in _LOANS},
    (Source.CARD_BILL, 0): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.DIRECT_DEBIT,
        BY_ITSELF,
        Category.CARD_BILL,
        ("Débito automático fatura cartão", ""),
        False,
    ),
    (Source.CARD_BILL, 1): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.BOLETO,
        SELF_SERVICE,
        Category.CARD_BILL,
        ("Pagamento de fatura cartão", ""),
        False,
    ),
    (Source.PURCHASE, 0): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.BOOK_TRANSFER,
        SELF_SERVICE,
        Category.INVESTMENT,
        ("Aplicação em investimento", ""),
        False,
    ),
    (Source.OWN_OUT, 0): _OWN,
    (Source.SWEEP, 0): _OWN,
    (Source.INTEREST, 0): Manner(
        (TransactionType.PAYMENT, TransactionType.PAYMENT),
        PaymentMethod.DIRECT_DEBIT,
        BY_ITSELF,
        Category.INTEREST,
        ("Juros do cheque especial", ""),
        False,
    ),
    (Source.INTEREST, EARNED): _in(
        PaymentMethod.DIRECT_CREDIT, Category.INTEREST, "Rendimento da poupança", named=False
    ),
    (Source.CLOSING, 0): Manner(
        (TransactionType.TRANSFER, TransactionType.TRANSFER),
        PaymentMethod.PIX,
        BY_ITSELF,
        Category.OWN_TRANSFER,
        ("Encerramento de conta", "Encerramento de conta"),
        False,
    ),
    (Source.ADJUSTMENT, 0): Manner(
        (TransactionType.WITHDRAWAL, TransactionType.DEPOSIT),
        PaymentMethod.BOOK_TRANSFER,
        BY_ITSELF,
        Category.ADJUSTMENT,
        ("Ajuste de saldo", "Ajuste de saldo"),
        False,
    ),
    (Source.TOP_UP, 0): Manner(
        (TransactionType.TRANSFER, TransactionType.TRANSFER),
        PaymentMethod.PIX,
        BY_ITSELF,
        Category.OWN_TRANSFER,
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
