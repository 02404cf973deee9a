"""Cases: every fraud and every ring that has begun, whether or not anybody knows of it."""

from __future__ import annotations

from lastro.bank.crime.choices import CaseKind, Typology
from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.choices import CaseOutcome, DetectedBy


class Case(Row):
    case_id = col.key("Case identifier")
    kind = col.choice("Whether somebody is cheated, or money is laundered", CaseKind)
    typology = col.choice("How the case goes", Typology)
    sophistication = col.integer("How careful the criminals are: 1 clumsy to 3 careful", minimum=1, maximum=3)
    started_at = col.moment("When the case began", born=True)
    ended_at = col.moment("Its last posting so far; null where it has none", state=True, nullable=True)
    outcome = col.choice(
        "attempt: no money has moved; moved: it has, and no customer of this bank lost any (a ring, or a fraud whose "
        "victim banks elsewhere); loss, partly_recovered, recovered: a customer did, and what came back",
        CaseOutcome, state=True,
    )  # fmt: skip
    amount_moved = col.money("Debits of the case's illicit postings in this bank", state=True, minimum=0)
    amount_lost = col.money(
        "What customers of this bank have paid, less what a fraud paid back to be believed; 0 of a ring",
        state=True, minimum=0,
    )  # fmt: skip
    amount_recovered = col.money("What was given back of that", state=True, minimum=0)
    detected_on = col.date("Day on which the bank heard of it; null as long as it has not", state=True, nullable=True)
    detected_by = col.choice("Who told the bank; null as long as nobody has", DetectedBy, state=True, nullable=True)
