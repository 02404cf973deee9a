"""Card transactions: every row of every card's bills, with what is owed after it."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

import numpy as np

from accounts import Account
from credit_cards import CreditCard
from customers import Customer
from lastro.bank.choices import CardTransactionType, Category, Direction, EntryMode
from lastro.bank.contracts.cards.rows.all_rows import Payments, all_rows
from lastro.bank.contracts.cards.rows.card_rows import CardRows
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.crime.cards.robbed import with_thieves
from lastro.bank.people.period import history_start
from lastro.bank.statement.card_statement import card_statement
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Integers
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.tables import positions
from transactions import Transaction

READS = {"transactions": ("transaction_id", "account_id", "amount", "transaction_date", "card_id")}


class CardTransaction(Row):
    card_transaction_id = col.key("Identifier of the row")
    card_id = col.ref(CreditCard, "Card whose bill it stands on", owner=True)
    purchase_id = col.uuid(
        "The same on a purchase, all its parts and its refund, or on a plan and its parts; null for what is neither",
        kind="purchases", nullable=True,
    )  # fmt: skip
    transaction_type = col.choice(
        "Purchase in one payment, or part (Instalment) of one; Refund; what the bank charges; Payment of a bill; "
        "Instalment Plan: what was left of a bill, taken from it and put on later ones in parts",
        CardTransactionType,
    )
    direction = col.choice("Debit adds to what is owed, Credit takes from it", Direction)
    amount = col.money("Amount, always positive; direction says which way", minimum=0.01)
    purchase_amount = col.money(
        "The whole purchase or plan that the row is, or is a part of; null for what is neither", nullable=True
    )
    transaction_date = col.moment("When the purchase or plan was made, else when the row was posted")
    posted_on = col.date("When it was posted: parts but the first, on the day after a closing", born=True)
    merchant_name = col.text("Where it was bought; null for what is no purchase", nullable=True, example="Padaria Lua")
    merchant_document = col.text(
        "CNPJ of the merchant; null for what is no purchase",
        nullable=True, pattern=r"[0-9A-Z]{2}(\.[0-9A-Z]{3}){2}/[0-9A-Z]{4}-\d{2}", example="12.345.678/0001-95",
    )  # fmt: skip
    category = col.choice("What the money was for, as in transactions", Category)
    city = col.text("City of the shop; null from afar and for what is no purchase", nullable=True, example="Santos")
    state = col.text("State (UF) of the city", nullable=True, pattern="[A-Z]{2}", example="SP")
    entry_mode = col.choice("How the card was read; null for what is no purchase", EntryMode, nullable=True)
    installment_number = col.integer("Which part it is, from 1; 1 for what is not divided", minimum=1, maximum=31)
    installments = col.integer("In how many parts; 1 for what is not divided", minimum=1, maximum=31)
    bill_due_date = col.date("Due date of the bill that it stands on; of a Payment, that it pays", ahead=True)
    balance_after = col.money("Owed on the card after this row; parts to come are not in it", minimum=0)


def generate(
    run: Run,
    customers: Table[Customer],
    accounts: Table[Account],
    credit_cards: Table[CreditCard],
    transactions: Table[Transaction],
) -> Table[CardTransaction]:
    """The rows of a block's cards posted within the history, card by card in the order of posting."""
    every = with_thieves(run, customers, Cards.of(credit_cards))
    paid = _payments(credit_cards, transactions)
    rows = all_rows(run, credit_cards, every, paid, history_start(run), run.as_of)
    return table(
        CardTransaction,
        card_transaction_id=rows.key,
        card_id=credit_cards.card_id[rows.card],
        purchase_id=rows.group,
        transaction_type=rows.kind,
        direction=np.where(rows.amount > 0, Direction.DEBIT, Direction.CREDIT),
        amount=np.abs(rows.amount),
        purchase_amount=rows.whole,
        transaction_date=rows.made,
        posted_on=rows.posted,
        installment_number=rows.part,
        installments=rows.parts,
        bill_due_date=every.due[rows.card, rows.bill],
        balance_after=_balances(credit_cards, rows),
        **vars(card_statement(run, customers, credit_cards, every, rows)),
    )


def _payments(cards: Table[CreditCard], transactions: Table[Transaction]) -> Payments:
    """The postings of accounts that pay the cards' bills."""
    card = positions(transactions.card_id, cards.card_id)
    paid = np.flatnonzero((transactions.card_id != NULL_KEY) & (card >= 0))
    return Payments(
        card[paid], transactions.transaction_date[paid], transactions.amount[paid], transactions.transaction_id[paid]
    )


def _balances(cards: Table[CreditCard], rows: CardRows) -> Integers:
    """What is owed after each row, card by card from the opening balance on."""
    total = np.cumsum(rows.amount)
    starts = np.flatnonzero(np.diff(rows.card, prepend=-1))
    before = np.where(starts > 0, total[starts - 1], 0)
    counts = np.diff(starts, append=len(total))
    after: Integers = total + np.repeat(cards.opening_balance[rows.card[starts]] - before, counts)
    return after
