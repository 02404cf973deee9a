"""P1: what postings look like: type, direction, instrument, channel and category fit, and so do city and other side."""

from __future__ import annotations

from functools import cache

import numpy as np

from lastro.bank.choices import Category, Channel, Direction, PaymentMethod, TransactionType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each
from lastro.engine.arrays import Bytes
from lastro.engine.rows.choice import Choice

CREDIT, DEBIT = Direction.CREDIT, Direction.DEBIT
DEPOSIT, WITHDRAWAL = TransactionType.DEPOSIT, TransactionType.WITHDRAWAL
TRANSFER, PAYMENT = TransactionType.TRANSFER, TransactionType.PAYMENT
PIX, TED, BOLETO, CASH = PaymentMethod.PIX, PaymentMethod.TED, PaymentMethod.BOLETO, PaymentMethod.CASH
CARD, SETTLEMENT = PaymentMethod.DEBIT_CARD, PaymentMethod.CARD_SETTLEMENT
OUT, IN, BOOK = PaymentMethod.DIRECT_DEBIT, PaymentMethod.DIRECT_CREDIT, PaymentMethod.BOOK_TRANSFER
SELF = (Channel.MOBILE, Channel.WEB, Channel.BRANCH)
FROM_AFAR = SELF  # tickets and hotels, ordered by app or site; at a branch by those who use neither
BY_ITSELF, SHOP, MACHINE = (Channel.SYSTEM,), (Channel.POS,), (Channel.ATM, Channel.BRANCH)
NAMED, UNNAMED, EITHER = 1, 2, 3  # whether somebody is named on the other side; 0: there is no such posting
Form = tuple[Direction, TransactionType, PaymentMethod, tuple[Channel, ...], int]
COLUMNS: dict[str, type[Choice]] = {
    "category": Category, "direction": Direction, "transaction_type": TransactionType,
    "payment_method": PaymentMethod, "channel": Channel,
}  # fmt: skip

SPENT: list[Form] = [  # what shops, landlords, schools, suppliers, employees and the state are paid by
    (DEBIT, PAYMENT, PIX, (*SELF, *SHOP, *BY_ITSELF), NAMED),  # by itself: ordered beforehand
    (DEBIT, PAYMENT, BOLETO, (*SELF, *BY_ITSELF), NAMED),
    (DEBIT, PAYMENT, CARD, SHOP, NAMED),
    (DEBIT, PAYMENT, OUT, BY_ITSELF, NAMED),
]
BETWEEN: list[Form] = [(way, TRANSFER, by, SELF, NAMED) for way in (CREDIT, DEBIT) for by in (PIX, TED, BOOK)]
_ORDERED = ((CREDIT, PIX), (DEBIT, PIX), (DEBIT, TED), (DEBIT, BOOK))
FORMS: dict[Category, list[Form]] = {  # direction, type, instrument, channels, whether the other side is named
    Category.SALARY: [(CREDIT, kind, IN, BY_ITSELF, NAMED) for kind in (DEPOSIT, TRANSFER)],
    Category.PAYROLL: [
        *SPENT,
        (DEBIT, PAYMENT, TED, (*SELF, *BY_ITSELF), NAMED),  # of who has no Pix yet
        (DEBIT, TRANSFER, IN, BY_ITSELF, NAMED),  # to employees who bank here
    ],
    Category.PENSION: [(CREDIT, DEPOSIT, IN, BY_ITSELF, EITHER)],  # named where a state pays it, and not the INSS
    Category.SEVERANCE: [(CREDIT, kind, IN, BY_ITSELF, NAMED) for kind in (DEPOSIT, TRANSFER)],
    Category.BENEFIT: [(CREDIT, DEPOSIT, IN, BY_ITSELF, UNNAMED)],
    Category.REFUND: [
        *((CREDIT, DEPOSIT, by, BY_ITSELF, NAMED) for by in (CARD, PIX)),
        *((way, TRANSFER, PIX, BY_ITSELF, NAMED) for way in (CREDIT, DEBIT)),  # what the bank takes back for a victim
        (CREDIT, DEPOSIT, IN, BY_ITSELF, EITHER),  # of a bill, or of this bank's own instalment
        (DEBIT, PAYMENT, SETTLEMENT, BY_ITSELF, UNNAMED),
        (DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED),  # an instalment that was given back, debited again
    ],
    Category.SALES: [
        (CREDIT, DEPOSIT, PIX, BY_ITSELF, NAMED),
        (CREDIT, DEPOSIT, BOLETO, BY_ITSELF, NAMED),
        (CREDIT, DEPOSIT, SETTLEMENT, BY_ITSELF, UNNAMED),
    ],
    Category.CASH: [(CREDIT, DEPOSIT, CASH, MACHINE, UNNAMED), (DEBIT, WITHDRAWAL, CASH, MACHINE, UNNAMED)],
    Category.TRANSFER: [
        *BETWEEN,
        (DEBIT, PAYMENT, PIX, SELF, NAMED),
        *((way, TRANSFER, PIX, BY_ITSELF, NAMED) for way in (CREDIT, DEBIT)),  # what is left to heirs
    ],
    Category.OWN_TRANSFER: [*BETWEEN, *((way, TRANSFER, by, BY_ITSELF, NAMED) for way, by in _ORDERED)],
    Category.HOUSING: [*SPENT, *((DEBIT, TRANSFER, by, (*SELF, *BY_ITSELF), NAMED) for by in (PIX, TED))],  # a share
    Category.ONLINE_SHOPPING: [*SPENT, (DEBIT, PAYMENT, CARD, FROM_AFAR, NAMED)],
    Category.TRAVEL: [*SPENT, (DEBIT, PAYMENT, CARD, FROM_AFAR, NAMED)],
    Category.CARD_BILL: [
        (DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED),
        (DEBIT, PAYMENT, BOLETO, (*SELF, *BY_ITSELF), UNNAMED),
    ],
    Category.LOAN: [(CREDIT, DEPOSIT, IN, BY_ITSELF, UNNAMED), (DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED)],
    Category.INVESTMENT: [
        (CREDIT, DEPOSIT, BOOK, (*SELF, *BY_ITSELF), UNNAMED),
        (DEBIT, PAYMENT, BOOK, (*SELF, *BY_ITSELF), UNNAMED),
    ],
    Category.FEE: [(DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED)],
    Category.INTEREST: [(CREDIT, DEPOSIT, IN, BY_ITSELF, UNNAMED), (DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED)],
    Category.IOF: [(DEBIT, PAYMENT, OUT, BY_ITSELF, UNNAMED)],
    Category.ADJUSTMENT: [(CREDIT, DEPOSIT, BOOK, BY_ITSELF, UNNAMED), (DEBIT, WITHDRAWAL, BOOK, BY_ITSELF, UNNAMED)],
}


@each("P1", "transactions")
def postings_are_of_a_kind(bank: Bank, batch: Batch) -> Broken:
    """Type, direction, instrument, channel and category fit; somebody is named where that kind has another side."""
    form = _forms()[tuple(batch[column] for column in COLUMNS)]
    yield "", "type, direction, instrument, channel and category do not fit each other", form == 0
    named = batch.present("counterparty_name")
    yield "counterparty_name", "it names nobody on the other side", (form == NAMED) & ~named
    yield "counterparty_name", "it names somebody where there is no other side", (form == UNNAMED) & named


@each("P1", "transactions")
def postings_are_made_somewhere(bank: Bank, batch: Batch) -> Broken:
    """A posting has the city where it was made, unless the system made it."""
    system, known = batch.has("channel", Channel.SYSTEM), batch.present("city")
    yield "city", "it has no city", ~system & ~known
    yield "city", "it has a city, but the system made it", system & known


@cache
def _forms() -> Bytes:
    """NAMED, UNNAMED or EITHER by the codes of COLUMNS, 0 for what does not fit."""
    known = np.zeros([len(choice) for choice in COLUMNS.values()], dtype=np.uint8)
    for category in Category:
        for direction, kind, method, channels, named in FORMS.get(category, SPENT):
            for channel in channels:
                known[category, direction, kind, method, channel] = named
    return known
