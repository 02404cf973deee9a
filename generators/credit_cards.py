"""Credit cards: limits, what is owed, and the last bill of each."""

from __future__ import annotations

from accounts import Account
from customers import Customer
from engine import Row, col


class CreditCard(Row):
    card_id = col.key("Card identifier")
    customer_id = col.ref(Customer, "Holder", owner=True)
    card_number = col.text("Card number of 16 digits, the last one by Luhn", personal=True, unique=True, pattern=r"\d{16}")
    card_type = col.choice("Brand", ("Visa", "MasterCard", "Elo"))
    expiry_date = col.date("Last day on which the card is valid, at a month's end")
    credit_limit = col.money("Credit limit", minimum=0)
    current_balance = col.money("All that is owed at the end of as_of, billed or not", state=True, minimum=0)
    created_at = col.moment("When the card was issued")
    updated_at = col.moment("Last bill, payment or change of the card, the issue if there was none", state=True)
    account_id = col.ref(Account, "Account that pays the bills")
    status = col.choice(
        "Active, Blocked (owes too much or for too long), Expired or Cancelled",
        ("Active", "Blocked", "Expired", "Cancelled"), state=True,
    )  # fmt: skip
    closing_day = col.integer("Day of the month on which the bill closes", minimum=1, maximum=28)
    due_day = col.integer("Day of the month on which the bill falls due, the first one after its closing", minimum=1, maximum=28)
    last_bill_amount = col.money("Amount of the last bill closed by as_of", state=True, minimum=0)
    last_bill_due_date = col.date(
        "When the last bill falls due, before any move to a business day; null when there is none", nullable=True, state=True
    )
    last_bill_paid = col.money("What was paid from the last bill's closing to the end of as_of", state=True, minimum=0)
