"""Activity labels: the digital events of cases, and who was behind the screen."""

from __future__ import annotations

from lastro.bank.crime.choices import Typology
from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.choices import Actor
from lastro.tasks.truth.tables.cases import Case


class ActivityLabel(Row):
    label_id = col.key("Label identifier")
    activity_id = col.ref("digital_activity.DigitalActivity", "Event that is labelled", unique=True)
    case_id = col.ref(Case, "Case that it belongs to")
    typology = col.choice("How the case goes", Typology)
    actor = col.choice(
        "owner: the customer, deceived or not; coerced: under threat; remote: a criminal on the customer's device; "
        "intruder: a criminal on another",
        Actor,
    )  # fmt: skip
    sequence = col.integer("Number among the case's events by time, from 1", minimum=1)
    known_on = col.date(
        "Day from which the bank can know the label; null as long as it cannot", state=True, nullable=True
    )
