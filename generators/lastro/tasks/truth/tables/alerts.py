"""Alerts: what rules of one line find in the datasets, right or wrong; they know no truth."""

from __future__ import annotations

from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.choices import AlertRule


class Alert(Row):
    alert_id = col.key("Alert identifier")
    rule = col.choice("Rule that found it", AlertRule)
    customer_id = col.ref("customers.Customer", "Customer of the account")
    account_id = col.ref("accounts.Account", "Account, or the one that pays the credit card's bills")
    transaction_id = col.ref(
        "transactions.Transaction", "Posting that completes what the rule asks for; null of a card's purchase",
        nullable=True,
    )  # fmt: skip
    card_transaction_id = col.ref(
        "card_transactions.CardTransaction",
        "Purchase by credit card that completes it, by its first part; null of an account's posting", nullable=True,
    )  # fmt: skip
    raised_at = col.moment("When it was raised: the moment of that posting or purchase", born=True)
    score = col.integer("How much is at stake, by the amount: 1 little to 100", minimum=1, maximum=100)
    compliance_id = col.ref(
        "compliance.Compliance", "Suspicion of laundering (AML) opened within 30 days of it; null for none",
        nullable=True, state=True,
    )  # fmt: skip
