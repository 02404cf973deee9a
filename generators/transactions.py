"""Transactions: every posting of every account, with the balance after it."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

import numpy as np

from accounts import Account
from branches import Branch
from credit_cards import CreditCard
from customers import Customer
from investments import Investment
from lastro.bank.choices import Category, Channel, Currency, Direction, PaymentMethod, TransactionType
from lastro.bank.ledger.adjustment import adjusted
from lastro.bank.ledger.all_postings import posted
from lastro.bank.ledger.balances import Ledger, settle
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import Contracts
from lastro.bank.ledger.sources import Source, among, retries_loan
from lastro.bank.people.account_block import account_block
from lastro.bank.statement.statement import Statement, statement
from lastro.engine import Lookup, Row, Run, Table, col, table
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.keys import NULL_KEY
from loans import Loan

LOAN_SOURCES = among(
    Source.PAYOUT,
    Source.LOAN_TAX,
    Source.INSTALMENT,
    Source.LOAN_FEE,
    Source.LOAN_INTEREST,
    Source.SETTLEMENT,
    Source.RECOVERY,
    Source.PREPAYMENT,
)
CARD_SOURCES = among(Source.CARD_BILL)
REVERSALS = among(Source.REFUND, Source.RETURNED_DEBIT, Source.CHARGEBACK)
INVESTMENT_SOURCES = among(Source.PURCHASE, Source.REDEMPTION)


class Transaction(Row):
    transaction_id = col.key("Transaction identifier")
    account_id = col.ref(Account, "Account that the posting belongs to", owner=True)
    transaction_type = col.choice("Kind of posting", TransactionType)
    amount = col.money("Amount, always positive; direction says which way", minimum=0.01, maximum=1_000_000_000)
    currency = col.choice("Currency of the amount (ISO 4217)", Currency)
    transaction_date = col.moment("When the posting was made", born=True)
    description = col.text("What the statement says", example="Compra no débito - Padaria Estrela")
    direction = col.choice("Credit adds to the balance, Debit takes from it", Direction)
    balance_after = col.money("Balance of the account after this posting")
    payment_method = col.choice("Instrument of the Brazilian payment system", PaymentMethod)
    channel = col.choice("Where the posting was made", Channel)
    category = col.choice("What the money was for", Category)
    city = col.text("City where the posting was made; null for postings by the system", nullable=True, example="Santos")
    state = col.text(
        "State (UF) of the city; null for postings by the system", nullable=True, pattern="[A-Z]{2}", example="SP"
    )
    counterparty_name = col.text(
        "Who is on the other side; null where that is the bank",
        nullable=True, personal=True, example="Padaria Estrela",
    )  # fmt: skip
    counterparty_account_id = col.ref(Account, "The other account, where it is in this bank", nullable=True)
    transfer_id = col.uuid(
        "The same on both legs of a transfer inside the bank", kind="transfers", nullable=True, commits=True
    )
    end_to_end_id = col.text(
        "EndToEndId of a Pix: E, ISPB of the payer's bank, minute in UTC, 11 letters or digits; the same on both legs",
        nullable=True, pattern=r"E[0-9A-Z]{8}\d{12}[0-9a-zA-Z]{11}", example="E9179402820260314122611aB3xY7Qw2Z",
    )  # fmt: skip
    loan_id = col.ref(Loan, "Loan that this posting pays out, pays off, or is charged for", nullable=True)
    card_id = col.ref(CreditCard, "Card whose bill this posting pays", nullable=True)
    investment_id = col.ref(Investment, "Investment that this posting buys or redeems", nullable=True)
    posting_number = col.integer("Number within the account, 1, 2, 3 ...: the order of its postings", minimum=1)
    counterparty_document = col.text(
        "CPF (masked, as on receipts) or CNPJ of who is on the other side; null where that is the bank",
        nullable=True, personal=True, pattern=r"\*{3}\.\d{3}\.\d{3}-\*{2}|[0-9A-Z]{2}(\.[0-9A-Z]{3}){2}/\d{4}-\d{2}",
        example="12.345.678/0001-95",
    )  # fmt: skip
    counterparty_bank = col.text(
        "ISPB of the other side's bank, this one's for its customers; null where that is the bank itself",
        nullable=True, pattern="[0-9A-Z]{8}", example="00360305",
    )  # fmt: skip
    reverses_transaction_id = col.uuid(
        "Earlier posting of the account that this one gives back, or a part of it: refunds, returned Pix and debits",
        kind="transactions", nullable=True,
    )  # fmt: skip


def generate(
    run: Run,
    customers: Table[Customer],
    branches: Lookup[Branch],
    accounts: Table[Account],
    loans: Table[Loan],
    credit_cards: Table[CreditCard],
    investments: Table[Investment],
) -> Table[Transaction]:
    block = account_block(run, customers, accounts)
    ledger = adjusted(block, settle(block, *posted(block, Contracts(loans, credit_cards, investments))))
    return _written(ledger, accounts, statement(block, ledger.postings))


def _written(ledger: Ledger, accounts: Table[Account], described: Statement) -> Table[Transaction]:
    rows, nobody = ledger.postings, np.append(accounts.account_id, NULL_KEY)
    return table(
        Transaction,
        transaction_id=rows.key,
        account_id=accounts.account_id[rows.account],
        amount=np.abs(rows.amount),
        currency=np.full(len(rows), Currency.BRL),
        transaction_date=rows.moment,
        direction=np.where(rows.amount > 0, Direction.CREDIT, Direction.DEBIT),
        balance_after=ledger.balance_after,
        counterparty_account_id=nobody[rows.other],
        transfer_id=rows.link,
        loan_id=np.where(_retries(rows), rows.contract, _settled(rows.source, rows.contract, LOAN_SOURCES)),
        card_id=_settled(rows.source, rows.contract, CARD_SOURCES),
        investment_id=_settled(rows.source, rows.contract, INVESTMENT_SOURCES),
        posting_number=_numbered(rows.account),
        reverses_transaction_id=_settled(rows.source, rows.contract, REVERSALS),
        **vars(described),
    )


def _numbered(account: Integers) -> Integers:
    """1, 2, 3 ... within each account, whose postings stand together."""
    place = np.arange(len(account))
    first = np.diff(account, prepend=-1) != 0
    return place - np.maximum.accumulate(np.where(first, place, 0)) + 1


def _retries(rows: Postings) -> Flags:
    """Which postings debit a loan's instalment again that was given back."""
    found: Flags = rows.source == Source.RETRIED_DEBIT
    return found & retries_loan(rows.detail)


def _settled(source: Integers, contract: Keys, sources: Flags) -> Keys:
    """The contracts of postings from the given sources, NULL_KEY for the others."""
    return np.where(sources[source], contract, NULL_KEY)
