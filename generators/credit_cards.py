"""Credit cards: limits, what is owed, and the last bill of each."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

import numpy as np

from accounts import Account
from customers import Customer
from lastro.bank.choices import CardBrand, CardStatus
from lastro.bank.contracts.cards.debt import CardStates
from lastro.bank.contracts.cards.numbers import card_numbers
from lastro.bank.contracts.cards.terms import Cards, cards_of
from lastro.bank.contracts.loans.grants import credit_of
from lastro.bank.contracts.restrictions import is_granted
from lastro.bank.crime.cards.robbed import with_thieves
from lastro.bank.people.holdings import holdings
from lastro.bank.people.traits import traits
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.rows.moments import DAY


class CreditCard(Row):
    card_id = col.key("Card identifier")
    customer_id = col.ref(Customer, "Holder", owner=True)
    card_number = col.text(
        "Card number of 16 digits, the last one by Luhn",
        personal=True,
        unique=True,
        pattern=r"\d{16}",
        example="4539578763621486",
    )
    card_type = col.choice("Brand", CardBrand)
    expiry_date = col.date("Last day on which the card is valid, at a month's end", ahead=True)
    credit_limit = col.money("Credit limit", minimum=0, maximum=1_000_000)
    current_balance = col.money(
        "Owed at the end of as_of, billed or not: that of its last row; parts to come are not in it",
        state=True,
        minimum=0,
    )
    upcoming_installments = col.money(
        "Parts of purchases and of divided bills that later bills will have", state=True, minimum=0
    )
    opening_balance = col.money("Owed at the end of the day before history_start; 0 for a card issued later", minimum=0)
    created_at = col.moment("When the card was issued", born=True)
    updated_at = col.moment("Last purchase, bill, payment or change of the card, else the issue", state=True)
    account_id = col.ref(Account, "Account that pays the bills")
    status = col.choice("Active, Blocked (owes too much or for too long), Expired or Cancelled", CardStatus, state=True)
    closing_day = col.integer("Day of the month on which the bill closes", minimum=1, maximum=28, example="3")
    due_day = col.integer(
        "Day of the month on which the bill falls due, the first one after its closing",
        minimum=1,
        maximum=28,
        example="10",
    )
    last_bill_amount = col.money("Amount of the last bill closed by as_of", state=True, minimum=0)
    last_bill_due_date = col.date(
        "When the last bill falls due, before any move to a business day; null when there is none",
        nullable=True,
        state=True,
        ahead=True,
    )
    last_bill_paid = col.money("What was paid from the last bill's closing to the end of as_of", state=True, minimum=0)
    defaulted_on = col.date(
        "Since when a bill has been unpaid for more than 90 days; null where none is", nullable=True, state=True
    )
    written_off_on = col.date(
        "When the bank gave the debt up, after 360 days; null where it has not", nullable=True, state=True
    )


def generate(run: Run, customers: Table[Customer], accounts: Table[Account]) -> Table[CreditCard]:
    """The cards of a block's customers issued by as_of and valid in the history, and what is owed on them."""
    held = holdings(customers.customer_id, accounts)
    whose = run, customers, held, traits(run, customers)
    cards = cards_of(*whose, credit_of(*whose))
    cards = cards.take(is_granted(accounts, cards.account_id, cards.created_at // DAY))
    valid = run.setting("privacy.documents") == "valid"
    number = card_numbers(run.seed, cards.card_id, cards.card_type.astype(np.int64), valid)
    owed = states(run, cards, customers)
    return table(
        CreditCard,
        card_number=number,
        opening_balance=owed.opening_balance(),
        **vars(cards),
        **vars(owed.on(run.as_of)),
    )


def states(run: Run, credit_cards: Cards | Table[CreditCard], customers: Table[Customer]) -> CardStates:
    """The states of cards on any day."""
    return CardStates(run, credit_cards, with_thieves(run, customers, Cards.of(credit_cards)))
