"""C3: the truth has its days: nothing is known before it happened, and ends and numbers are those of the postings."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank, Kept
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.truth.seen import Labelled, seat_keys, seen
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_CODE


@each("C3", "cases")
def cases_are_known_after_they_began(bank: Bank, batch: Batch) -> Broken:
    """A case is detected by somebody or not at all, and not before it began, nor does it end before that."""
    known = batch["detected_on"] != NULL
    yield (
        "detected_by",
        "it is detected by nobody, or by somebody on no day",
        known != (batch["detected_by"] != NULL_CODE),
    )
    yield "detected_on", "it is detected before it began", known & (batch["detected_on"] < batch.day("started_at"))
    ended = batch["ended_at"]
    yield "ended_at", "it ends before it began", (ended != NULL) & (ended < batch["started_at"])


@each("C3", "reports")
def reports_are_decided_after_they_are_filed(bank: Bank, batch: Batch) -> Broken:
    """A report is decided on a day or not at all, and not before it is filed."""
    decided = batch["decided_on"] != NULL
    yield "decision", "it is decided on no day, or not decided on one", decided != (batch["decision"] != NULL_CODE)
    yield "decided_on", "it is decided before it was filed", decided & (batch["decided_on"] < batch.day("filed_at"))


@whole("C3", "fraud_labels")
def posting_labels_have_their_day(bank: Bank) -> Broken:
    """A posting's label is known from its case's day on, or its own if that is later; numbers run by time from 1."""
    labels, of = bank["fraud_labels"], Labelled.of(bank)
    moment = np.full(len(labels), NULL)
    moment[of.row] = of.moment
    yield from _known(bank, labels, moment)
    early = np.zeros(len(labels), np.bool_)
    early[of.row] = of.moment < bank["cases"].started_at[of.case]
    yield "case_id", "its posting lies before its case began", early


@whole("C3", "activity_labels")
def event_labels_have_their_day(bank: Bank) -> Broken:
    """So is an event's label, and its numbers run so too."""
    labels, events = bank["activity_labels"], seen(bank, "digital_activity")
    yield from _known(bank, labels, events.at("timestamp", events.index.of(labels.activity_id), NULL))


def _known(bank: Bank, labels: Kept, moment: Integers) -> Broken:
    case = bank["cases"].index.of(labels.case_id)
    there = (case >= 0) & (moment != NULL)
    detected = bank["cases"].at("detected_on", case, NULL)
    day = np.where(detected == NULL, NULL, np.maximum(detected, moment // DAY))
    yield "known_on", "it is not known from the later of its case's day and its own", there & (labels.known_on != day)
    yield "sequence", "it is not numbered by time", there & _out_of_turn(case, moment, labels.sequence)


def _out_of_turn(case: Integers, moment: Integers, sequence: Integers) -> Flags:
    """Which rows break 1, 2, 3 ... by time within their case; those whose moment is not known count too."""
    order = np.lexsort((sequence, case))
    first = np.diff(case[order], prepend=-2) != 0
    number = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0)) + 1
    before = np.append(NULL, moment[order][:-1])
    wrong = np.zeros(len(order), np.bool_)
    wrong[order] = (sequence[order] != number) | (~first & (before > moment[order]))
    return wrong


@whole("C3", "cases")
def cases_end_with_their_last_posting(bank: Bank) -> Broken:
    """A case ends with its last labelled posting so far, and nowhere if there is none."""
    of = Labelled.of(bank)
    last = _last(of.case, of.moment, len(bank["cases"]))
    yield "ended_at", "it does not end with its last posting", bank["cases"].ended_at != last


@whole("C3", "case_members")
def members_leave_with_their_last_posting(bank: Bank) -> Broken:
    """So does a customer's place in it."""
    members, of = bank["case_members"], Labelled.of(bank)
    posted = seat_keys(bank["cases"].case_id[of.case], bank["accounts"].customer_id[of.account])
    seats, which = np.unique(
        np.concatenate([seat_keys(members.case_id, members.customer_id), posted]), return_inverse=True
    )
    last = _last(which[len(members) :], of.moment, len(seats))[which[: len(members)]]
    yield "left_at", "it does not leave with its last posting", members.left_at != last


def _last(group: Integers, moment: Integers, size: int) -> Integers:
    found = np.full(size, NULL)
    np.maximum.at(found, group, moment)
    return found
