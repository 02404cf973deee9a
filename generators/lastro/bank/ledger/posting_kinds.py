"""Posting kinds: how the postings of each source and detail look: type, instrument, channels, category and words.

The one table of them. A source or detail without a row is refused when this module is loaded, and a posting of no kind
when its statement is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category, Channel, Direction, LoanType, PaymentMethod, TransactionType
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import (
    ONE_KIND,
    Benefit,
    BillKind,
    BillPayment,
    CardBillPayment,
    CustomerTransfer,
    Doer,
    Everyday,
    Job,
    OwnerPay,
    OwnOut,
    PayrollTax,
    Pension,
    Refund,
    Sale,
    SavingsUse,
    ServiceFee,
    Sold,
    Source,
    Supply,
    Thirteenth,
    Wage,
    among,
    bill_detail,
    retried_loan,
)
from lastro.engine.arrays import Integers
from lastro.engine.errors import BuildError

Shares = tuple[list[int], list[int]]  # of channels, of people and of businesses

# People use the phone for 92 % of what they do, businesses internet banking for 79 % (Febraban/Deloitte 2024); the rest
# is ASSUMED.
SELF_SERVICE = Channel.by_code(0, MOBILE=91, WEB=7, BRANCH=2), Channel.by_code(0, MOBILE=18, WEB=79, BRANCH=3)
IN_A_SHOP = Channel.by_code(0, POS=100), Channel.by_code(0, POS=100)
BY_QR_CODE = Channel.by_code(0, MOBILE=38, WEB=4, POS=58), Channel.by_code(0, MOBILE=25, WEB=35, POS=40)
AT_A_MACHINE = Channel.by_code(0, ATM=88, BRANCH=12), Channel.by_code(0, ATM=60, BRANCH=40)
BY_ITSELF = Channel.by_code(0, SYSTEM=100), Channel.by_code(0, SYSTEM=100)


@dataclass(frozen=True)
class PostingKind:
    """How the postings of a source and detail look."""

    source: Source
    detail: int
    transaction_type: TransactionType
    method: PaymentMethod
    channels: Shares
    category: Category
    debit: str = ""  # the words of a debit
    credit: str = ""  # and of a credit
    named: bool = True  # whether the words are followed by the other side's name


_BILLS_PAID = BillPayment.by_code(
    DIRECT_DEBIT=(PaymentMethod.DIRECT_DEBIT, BY_ITSELF, "Débito automático"),
    BOLETO=(PaymentMethod.BOLETO, SELF_SERVICE, "Pagamento de boleto"),
    PIX=(PaymentMethod.PIX, SELF_SERVICE, "Pix enviado"),
)


def _bill(kind: BillKind, payment: BillPayment) -> PostingKind:
    """A monthly bill; the bank's own tariff is debited by itself, however bills are paid."""
    method, channels, words = _BILLS_PAID[payment]
    if kind is BillKind.TARIFF:
        method, channels, words = PaymentMethod.DIRECT_DEBIT, BY_ITSELF, "Tarifa pacote de serviços"
    if kind is BillKind.HOME and payment is BillPayment.BOLETO:  # of who has no Pix yet
        method, words = PaymentMethod.TED, "TED enviada"
    to_a_person = kind is BillKind.HOME
    return PostingKind(
        Source.BILL, bill_detail(kind, payment), TransactionType.TRANSFER if to_a_person else TransactionType.PAYMENT,
        method, channels, kind.category,
        words, named=kind is not BillKind.TARIFF,
    )  # fmt: skip


_LOANS = LoanType.by_code(
    MORTGAGE="financiamento imobiliário",
    AUTO="financiamento de veículo",
    PERSONAL="empréstimo pessoal",
    BUSINESS="capital de giro",
)
_WAGES = {
    Wage.SALARY: "Salário", Wage.FIRST_HALF: "13º salário - 1ª parcela", Wage.SECOND_HALF: "13º salário - 2ª parcela",
    Wage.SEVERANCE: "Verbas rescisórias",
}  # fmt: skip
_SPENT_ON = LoanType.by_code(
    MORTGAGE=Category.HOUSING, AUTO=Category.VEHICLE, PERSONAL=Category.TRANSFER, BUSINESS=Category.SUPPLIERS
)
_SAVED_FOR = SavingsUse.by_code(
    REPAIR=Category.HOUSEHOLD,
    CAR=Category.VEHICLE,
    HOLIDAY=Category.TRAVEL,
    HEALTH=Category.HEALTH,
    BUILDER=Category.HOUSEHOLD,
    RELATIVE=Category.TRANSFER,
)
_ON_LOANS = (  # what is paid on loans beside the instalments
    (Source.LOAN_FEE, Category.FEE, "Multa por atraso"),
    (Source.LOAN_INTEREST, Category.INTEREST, "Juros de mora"),
    (Source.SETTLEMENT, Category.LOAN, "Liquidação por renegociação"),
    (Source.PREPAYMENT, Category.LOAN, "Liquidação antecipada"),
    (Source.RECOVERY, Category.LOAN, "Recuperação de crédito"),
)
_BETWEEN = (
    Source.TRANSFER, Source.COLLECTED, Source.SENT_ON, Source.SENT_BACK, Source.GIVEN_BACK, Source.AMONG_FRIENDS,
)  # fmt: skip
_OWN = (  # the customer's money from and to other banks
    Source.OPENING, Source.OWN_IN, Source.LOAN_PROVISION, Source.CARD_PROVISION, Source.INVESTMENT_PROVISION,
    Source.OWN_OUT, Source.SWEEP,
)  # fmt: skip

# fmt: off
POSTING_KINDS = (
    *(PostingKind(Source.SALARY, job, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF, Category.SALARY,
                  credit="Salário") for job in Job),
    PostingKind(Source.PENSION, Pension.INSS, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.PENSION, credit="Benefício INSS", named=False),
    PostingKind(Source.PENSION, Pension.PUBLIC, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.PENSION, credit="Proventos"),
    PostingKind(Source.SEVERANCE, 0, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.SEVERANCE, credit="Verbas rescisórias"),
    PostingKind(Source.BENEFIT, Benefit.UNEMPLOYMENT, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.BENEFIT, credit="Seguro-desemprego", named=False),
    PostingKind(Source.BENEFIT, Benefit.FUND, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.BENEFIT, credit="Saque FGTS", named=False),
    PostingKind(Source.THIRTEENTH, Thirteenth.PUBLIC_FIRST, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT,
                BY_ITSELF, Category.PENSION, credit="13º proventos - 1ª parcela"),
    PostingKind(Source.THIRTEENTH, Thirteenth.PUBLIC_SECOND, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT,
                BY_ITSELF, Category.PENSION, credit="13º proventos - 2ª parcela"),
    *(PostingKind(Source.THIRTEENTH, half, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                  Category.SALARY, credit="13º salário - 1ª parcela")
      for half in (Thirteenth.SALARY_FIRST, Thirteenth.OTHER_FIRST)),
    *(PostingKind(Source.THIRTEENTH, half, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                  Category.SALARY, credit="13º salário - 2ª parcela")
      for half in (Thirteenth.SALARY_SECOND, Thirteenth.OTHER_SECOND)),
    PostingKind(Source.THIRTEENTH, Thirteenth.PENSION_FIRST, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT,
                BY_ITSELF, Category.PENSION, credit="13º benefício INSS - 1ª parcela", named=False),
    PostingKind(Source.THIRTEENTH, Thirteenth.PENSION_SECOND, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT,
                BY_ITSELF, Category.PENSION, credit="13º benefício INSS - 2ª parcela", named=False),
    *(PostingKind(Source.WAGE, wage, TransactionType.TRANSFER, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                  Category.SEVERANCE if wage is Wage.SEVERANCE else Category.SALARY, credit=words)
      for wage, words in _WAGES.items()),
    *(PostingKind(Source.WAGE_PAID, wage, TransactionType.TRANSFER, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                  Category.PAYROLL, "Folha de pagamento") for wage in Wage),
    PostingKind(Source.EARNINGS, 0, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE, Category.TRANSFER,
                "Pix enviado", "Pix recebido"),
    PostingKind(Source.OWN_OUT, OwnOut.HOME, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE,
                Category.HOUSING, "Pix enviado"),
    PostingKind(Source.REVENUE, Sale.PIX, TransactionType.DEPOSIT, PaymentMethod.PIX, BY_ITSELF, Category.SALES,
                credit="Pix recebido"),
    PostingKind(Source.REVENUE, Sale.BOLETO, TransactionType.DEPOSIT, PaymentMethod.BOLETO, BY_ITSELF, Category.SALES,
                credit="Boleto recebido"),
    PostingKind(Source.REVENUE, Sale.CARD, TransactionType.DEPOSIT, PaymentMethod.CARD_SETTLEMENT, BY_ITSELF,
                Category.SALES, credit="Vendas com cartão", named=False),
    *(PostingKind(source, 0, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE, Category.OWN_TRANSFER,
                  "Pix enviado - mesma titularidade", "Pix recebido - mesma titularidade") for source in _OWN),
    *(PostingKind(Source.PAYOUT, loan, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF, Category.LOAN,
                  credit=f"Liberação de {_LOANS[loan]}", named=False) for loan in LoanType),
    PostingKind(Source.SUPPLIES, Supply.BOLETO, TransactionType.PAYMENT, PaymentMethod.BOLETO, SELF_SERVICE,
                Category.SUPPLIERS, "Pagamento de boleto"),
    PostingKind(Source.SUPPLIES, Supply.PIX, TransactionType.PAYMENT, PaymentMethod.PIX, SELF_SERVICE,
                Category.SUPPLIERS, "Pix enviado"),
    PostingKind(Source.PRO_LABORE, OwnerPay.TED, TransactionType.TRANSFER, PaymentMethod.TED, SELF_SERVICE,
                Category.TRANSFER, "TED pró-labore", "TED pró-labore"),
    PostingKind(Source.PRO_LABORE, OwnerPay.PIX, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE,
                Category.TRANSFER, "Pix pró-labore", "Pix pró-labore"),
    PostingKind(Source.PROFIT, 0, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE,
                Category.TRANSFER, "Pix distribuição de lucros"),
    PostingKind(Source.PORTABILITY, 0, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF, Category.OWN_TRANSFER,
                "Portabilidade de salário", named=False),
    *(PostingKind(Source.SAVINGS_SPENT, use,
                  TransactionType.TRANSFER if use is SavingsUse.RELATIVE else TransactionType.PAYMENT,
                  PaymentMethod.PIX, SELF_SERVICE, _SAVED_FOR[use], "Pix enviado") for use in SavingsUse),
    *(PostingKind(Source.SOLD, sold, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE, Category.TRANSFER,
                  credit="Pix recebido") for sold in (Sold.PHONE, Sold.CAR)),
    PostingKind(Source.SOLD, Sold.HOUSE, TransactionType.TRANSFER, PaymentMethod.TED, SELF_SERVICE, Category.TRANSFER,
                credit="TED recebida"),
    PostingKind(Source.SOLD, Sold.SPENT, TransactionType.PAYMENT, PaymentMethod.PIX, SELF_SERVICE, Category.VEHICLE,
                "Pix enviado"),
    PostingKind(Source.REDEMPTION, 0, TransactionType.DEPOSIT, PaymentMethod.BOOK_TRANSFER, SELF_SERVICE,
                Category.INVESTMENT, credit="Resgate de investimento", named=False),
    *(PostingKind(source, CustomerTransfer.PIX, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE,
                  Category.TRANSFER, "Pix enviado", "Pix recebido") for source in _BETWEEN),
    *(PostingKind(source, CustomerTransfer.BOOK, TransactionType.TRANSFER, PaymentMethod.BOOK_TRANSFER, SELF_SERVICE,
                  Category.TRANSFER, "Transferência enviada", "Transferência recebida") for source in _BETWEEN),
    PostingKind(Source.PAID_FOR_ALL, 0, TransactionType.PAYMENT, PaymentMethod.BOLETO, SELF_SERVICE, Category.SERVICES,
                "Pagamento de boleto"),
    PostingKind(Source.PASSED_ON, 0, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE, Category.TRANSFER,
                "Pix enviado"),
    PostingKind(Source.TAKINGS, 0, TransactionType.DEPOSIT, PaymentMethod.CASH, AT_A_MACHINE, Category.CASH,
                credit="Depósito em dinheiro", named=False),
    *(PostingKind(source, 0, TransactionType.TRANSFER, PaymentMethod.BOOK_TRANSFER, SELF_SERVICE, Category.OWN_TRANSFER,
                  "Transferência entre contas", "Transferência entre contas", named=False)
      for source in (Source.SAVING, Source.FEEDING)),
    PostingKind(Source.FEEDING, Doer.ESTATE, TransactionType.TRANSFER, PaymentMethod.BOOK_TRANSFER, BY_ITSELF,
                Category.OWN_TRANSFER, "Transferência entre contas", "Transferência entre contas", named=False),
    PostingKind(Source.REDEMPTION, Doer.ESTATE, TransactionType.DEPOSIT, PaymentMethod.BOOK_TRANSFER, BY_ITSELF,
                Category.INVESTMENT, credit="Resgate de investimento", named=False),
    *(PostingKind(source, Doer.ESTATE, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF, Category.OWN_TRANSFER,
                  credit="Pix recebido - mesma titularidade")
      for source in (Source.LOAN_PROVISION, Source.CARD_PROVISION)),
    *(_bill(kind, payment) for kind in BillKind for payment in BillPayment),
    PostingKind(Source.PAYROLL_BY_TED, 0, TransactionType.PAYMENT, PaymentMethod.TED, SELF_SERVICE, Category.PAYROLL,
                "TED salário"),
    PostingKind(Source.PAYROLL, 0, TransactionType.PAYMENT, PaymentMethod.PIX, SELF_SERVICE, Category.PAYROLL,
                "Pix folha de pagamento"),
    PostingKind(Source.PAYROLL_TAX, PayrollTax.FUND, TransactionType.PAYMENT, PaymentMethod.PIX, SELF_SERVICE,
                Category.TAXES, "Pix FGTS Digital"),
    PostingKind(Source.PAYROLL_TAX, PayrollTax.SOCIAL, TransactionType.PAYMENT, PaymentMethod.BOLETO, SELF_SERVICE,
                Category.TAXES, "Pagamento de DARF"),
    PostingKind(Source.PAYROLL_TAX, PayrollTax.FUND_BY_BOLETO, TransactionType.PAYMENT, PaymentMethod.BOLETO,
                SELF_SERVICE, Category.TAXES, "Pagamento de GRF"),
    *(PostingKind(Source.EVERYDAY, bought, TransactionType.PAYMENT, PaymentMethod.DEBIT_CARD, IN_A_SHOP,
                  Category.SERVICES, "Compra no débito") for bought in (Everyday.DEBIT_CARD, Everyday.TRIAL)),
    PostingKind(Source.EVERYDAY, Everyday.PIX_PURCHASE, TransactionType.PAYMENT, PaymentMethod.PIX, BY_QR_CODE,
                Category.SERVICES, "Pix QR Code"),
    *(PostingKind(Source.EVERYDAY, pix, TransactionType.TRANSFER, PaymentMethod.PIX, SELF_SERVICE, Category.TRANSFER,
                  "Pix enviado", "Pix recebido") for pix in (Everyday.PIX_OUT, Everyday.PIX_IN)),
    PostingKind(Source.EVERYDAY, Everyday.CASH_OUT, TransactionType.WITHDRAWAL, PaymentMethod.CASH, AT_A_MACHINE,
                Category.CASH, "Saque em dinheiro", named=False),
    PostingKind(Source.EVERYDAY, Everyday.BOLETO, TransactionType.PAYMENT, PaymentMethod.BOLETO, SELF_SERVICE,
                Category.SERVICES, "Pagamento de boleto"),
    PostingKind(Source.EVERYDAY, Everyday.CASH_IN, TransactionType.DEPOSIT, PaymentMethod.CASH, AT_A_MACHINE,
                Category.CASH, credit="Depósito em dinheiro", named=False),
    *(PostingKind(Source.EVERYDAY, ted, TransactionType.TRANSFER, PaymentMethod.TED, SELF_SERVICE, Category.TRANSFER,
                  "TED enviada", "TED recebida") for ted in (Everyday.TED_OUT, Everyday.TED_IN)),
    *(PostingKind(Source.SERVICE_FEE, fee, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF, Category.FEE,
                  words, named=False) for fee, words in ((ServiceFee.TED, "Tarifa TED"),
                                                         (ServiceFee.WITHDRAWAL, "Tarifa saque"))),
    PostingKind(Source.CARD_COPY, 0, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF, Category.FEE,
                "Tarifa 2ª via de cartão", named=False),
    PostingKind(Source.REFUND, Refund.CARD, TransactionType.DEPOSIT, PaymentMethod.DEBIT_CARD, BY_ITSELF,
                Category.REFUND, credit="Estorno de compra no débito"),
    *(PostingKind(Source.REFUND, pix, TransactionType.DEPOSIT, PaymentMethod.PIX, BY_ITSELF, Category.REFUND,
                  credit="Devolução de Pix") for pix in (Refund.PIX, Refund.WRONG_KEY)),
    PostingKind(Source.REFUND, Refund.TAKEN_BACK, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF,
                Category.REFUND, "Devolução de Pix", "Devolução de Pix"),
    PostingKind(Source.RETURNED_DEBIT, 0, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.REFUND, credit="Devolução de débito automático"),
    *(PostingKind(Source.RETRIED_DEBIT, bill, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF,
                  bill.category, "Débito automático - reapresentação") for bill in BillKind),
    *(PostingKind(Source.RETRIED_DEBIT, retried_loan(loan), TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT,
                  BY_ITSELF, Category.REFUND, f"Parcela de {_LOANS[loan]} - reapresentação", named=False)
      for loan in LoanType),
    PostingKind(Source.CHARGEBACK, 0, TransactionType.PAYMENT, PaymentMethod.CARD_SETTLEMENT, BY_ITSELF,
                Category.REFUND, "Estorno de vendas com cartão", named=False),
    *(PostingKind(Source.LOAN_SPENT, loan, TransactionType.PAYMENT, PaymentMethod.PIX, SELF_SERVICE, _SPENT_ON[loan],
                  "Pix enviado") for loan in LoanType),
    *(PostingKind(Source.INSTALMENT, loan, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF,
                  Category.LOAN, f"Parcela de {_LOANS[loan]}", named=False) for loan in LoanType),
    *(PostingKind(source, loan, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF, category,
                  f"{words} de {_LOANS[loan]}", named=False)
      for source, category, words in _ON_LOANS for loan in LoanType),
    PostingKind(Source.CARD_BILL, CardBillPayment.DIRECT_DEBIT, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT,
                BY_ITSELF, Category.CARD_BILL, "Débito automático fatura cartão", named=False),
    PostingKind(Source.CARD_BILL, CardBillPayment.BOLETO, TransactionType.PAYMENT, PaymentMethod.BOLETO, SELF_SERVICE,
                Category.CARD_BILL, "Pagamento de fatura cartão", named=False),
    PostingKind(Source.PURCHASE, 0, TransactionType.PAYMENT, PaymentMethod.BOOK_TRANSFER, SELF_SERVICE,
                Category.INVESTMENT, "Aplicação em investimento", named=False),
    PostingKind(Source.INTEREST, Direction.DEBIT, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF,
                Category.INTEREST, "Juros do cheque especial", named=False),
    PostingKind(Source.INTEREST, Direction.CREDIT, TransactionType.DEPOSIT, PaymentMethod.DIRECT_CREDIT, BY_ITSELF,
                Category.INTEREST, credit="Rendimento da poupança", named=False),
    PostingKind(Source.OVERDRAFT_TAX, 0, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF, Category.IOF,
                "IOF sobre cheque especial", named=False),
    *(PostingKind(Source.LOAN_TAX, loan, TransactionType.PAYMENT, PaymentMethod.DIRECT_DEBIT, BY_ITSELF, Category.IOF,
                  f"IOF sobre {_LOANS[loan]}", named=False) for loan in LoanType),
    PostingKind(Source.CLOSING, 0, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF, Category.OWN_TRANSFER,
                "Encerramento de conta", "Encerramento de conta", named=False),
    PostingKind(Source.CLOSING, Doer.ESTATE, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF, Category.TRANSFER,
                "Encerramento de conta por falecimento", "Encerramento de conta por falecimento"),
    PostingKind(Source.ADJUSTMENT, Direction.DEBIT, TransactionType.WITHDRAWAL, PaymentMethod.BOOK_TRANSFER, BY_ITSELF,
                Category.ADJUSTMENT, "Ajuste de saldo", named=False),
    PostingKind(Source.ADJUSTMENT, Direction.CREDIT, TransactionType.DEPOSIT, PaymentMethod.BOOK_TRANSFER, BY_ITSELF,
                Category.ADJUSTMENT, credit="Ajuste de saldo", named=False),
    PostingKind(Source.TOP_UP, 0, TransactionType.TRANSFER, PaymentMethod.PIX, BY_ITSELF, Category.OWN_TRANSFER,
                credit="Cobertura de saldo - conta em outro banco", named=False),
)
# fmt: on


def positions_of(kinds: Iterable[PostingKind]) -> Integers:
    """The position of each source's and detail's kind, (sources, details); -1 for none.

    Raises BuildError where a source or detail has none, or two, or a kind is of no source's details.
    """
    listed = [(kind.source, kind.detail) for kind in kinds]
    known = [(source, detail) for source in Source for detail in source.details]
    missing = [_said(*pair) for pair in known if pair not in listed]
    excess = [_said(*pair) for at, pair in enumerate(listed) if pair not in known or pair in listed[:at]]
    if missing or excess:
        raise BuildError(f"POSTING_KINDS lacks {missing or 'nothing'}, and has unknown or double {excess or 'nothing'}")
    table = np.full((max(Source) + 1, 1 + max(detail for _, detail in known)), -1)
    for position, pair in enumerate(listed):
        table[pair] = position
    return table


def _said(source: Source, detail: int) -> str:
    return f"Source.{source.name}" + (f" with detail {detail!r}" if source.details != ONE_KIND else "")


_POSITIONS = positions_of(POSTING_KINDS)
_BY_DIRECTION = among(*(source for source in Source if isinstance(source.details[0], Direction)))
_OF_ONE_KIND = among(*(source for source in Source if source.details == ONE_KIND))


def kinds_of(rows: Postings) -> Integers:
    """The position in POSTING_KINDS of each posting's kind; raises BuildError where there is none."""
    direction = np.where(rows.amount > 0, Direction.CREDIT, Direction.DEBIT)
    detail = np.where(_BY_DIRECTION[rows.source], direction, np.where(_OF_ONE_KIND[rows.source], 0, rows.detail))
    known = (detail >= 0) & (detail < _POSITIONS.shape[1])
    found = np.where(known, _POSITIONS[rows.source, np.where(known, detail, 0)], -1)
    if (found < 0).any():
        first = int(np.flatnonzero(found < 0)[0])
        raise BuildError(f"no posting kind for {Source(rows.source[first])!r} with detail {detail[first]}")
    return found
