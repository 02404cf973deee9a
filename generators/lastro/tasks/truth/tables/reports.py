"""Reports: contested Pix and purchases, and what the bank tells Coaf; most of them are of no crime."""

from __future__ import annotations

from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.choices import ReportDecision, ReportKind
from lastro.tasks.truth.tables.cases import Case


class Report(Row):
    report_id = col.key("Report identifier")
    kind = col.choice(
        "MED_request: a Pix is contested; dispute: a card purchase or boleto is; police: a robbery is told; "
        "COS: suspicion told to Coaf; COE: cash told to it",
        ReportKind,
    )
    customer_id = col.ref("customers.Customer", "Customer who reports, or who is reported")
    case_id = col.ref(Case, "Case that it is about; null where there is none", nullable=True)
    transaction_id = col.ref("transactions.Transaction", "Posting that it names; null for none", nullable=True)
    card_transaction_id = col.ref(
        "card_transactions.CardTransaction", "Row of a credit card that it names; null for none", nullable=True
    )
    filed_at = col.moment("When it was filed", born=True)
    decided_on = col.date("Day of the decision; null until then", state=True, nullable=True)
    decision = col.choice("What was decided; null until then", ReportDecision, state=True, nullable=True)
    amount_claimed = col.money("Sum that is contested; null for reports to Coaf", nullable=True, minimum=0)
    amount_returned = col.money("What has come back of it so far", state=True, minimum=0)
