"""Fraud labels: postings and card rows of fraud and laundering, each with the day on which a bank can know it."""

from __future__ import annotations

from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.tables.cases import Case


class FraudLabel(Row):
    label_id = col.key("Label identifier")
    transaction_id = col.ref(
        "transactions.Transaction", "Posting of an account that is labelled; null of a card's row",
        unique=True, nullable=True,
    )  # fmt: skip
    card_transaction_id = col.ref(
        "card_transactions.CardTransaction", "Row of a credit card that is labelled; null of an account's posting",
        unique=True, nullable=True,
    )  # fmt: skip
    case_id = col.ref(Case, "Case that it belongs to")
    typology = col.choice("How the case goes", Typology)
    role_of_account = col.choice("What the owner of the posting's account is in the case", CaseRole)
    step = col.integer("Step of the case's script, from 1; 8 for refunds", minimum=1, maximum=8)
    sequence = col.integer("Number among the case's postings by time, from 1", minimum=1)
    leg = col.choice("What the posting is in the case", CaseLeg)
    is_illicit = col.flag("Whether it moves illicit money: false for returns, refunds and between own accounts")
    known_on = col.date(
        "Day from which the bank can know the label; null as long as it cannot: train on what is known by your cut",
        state=True, nullable=True,
    )  # fmt: skip
