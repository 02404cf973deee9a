"""Rows of labels: of postings, and of digital events."""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.choices import CaseRole, Typology
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import mix
from lastro.engine.rows.tables import NULL_KEY, Table, positions, table
from lastro.tasks.truth.block import Labels, TruthBlock, numbered
from lastro.tasks.truth.choices import Actor
from lastro.tasks.truth.tables.activity_labels import ActivityLabel
from lastro.tasks.truth.tables.fraud_labels import FraudLabel

_ACTORS = {
    Typology.ACCOUNT_TAKEOVER: Actor.INTRUDER,
    Typology.GHOST_HAND: Actor.REMOTE,
    Typology.ROBBERY: Actor.COERCED,
}


def posting_labels(block: TruthBlock) -> Table[FraudLabel]:
    """The labels of the postings and card rows of a block, by case and time."""
    both = [block.labels, block.card_labels]
    posted, rows = (
        block.transactions.transaction_id[both[0].posting], block.card_transactions.card_transaction_id[both[1].posting]
    )  # fmt: skip
    labels, ids = Labels.together(both), np.concatenate([posted, rows])
    of_card = np.repeat([False, True], [len(posted), len(rows)])
    order = np.lexsort((labels.posting, labels.moment, labels.case))
    labels, ids, of_card = labels.take(order), ids[order], of_card[order]
    return table(
        FraudLabel,
        label_id=ids,
        transaction_id=np.where(of_card, NULL_KEY, ids),
        card_transaction_id=np.where(of_card, ids, NULL_KEY),
        case_id=block.cases.key[labels.case],
        typology=block.cases.typology[labels.case],
        role_of_account=labels.role,
        step=labels.step + 1,
        sequence=numbered(labels.case),
        leg=labels.leg,
        is_illicit=labels.illicit,
        known_on=block.known_on(labels.case, labels.moment),
    )


def activity_labels(block: TruthBlock) -> Table[ActivityLabel]:
    """The labels of the events of a block: payments of cases, and all else in the sessions in which they were made."""
    event, case, actor = _events(block)
    seen = block.digital_activity.timestamp[event]
    order = np.lexsort((event, seen, case))
    event, case, actor, seen = event[order], case[order], actor[order], seen[order]
    ids = block.digital_activity.activity_id[event]
    return table(
        ActivityLabel,
        label_id=ids,
        activity_id=ids,
        case_id=block.cases.key[case],
        typology=block.cases.typology[case],
        actor=actor,
        sequence=numbered(case),
        known_on=block.known_on(case, seen),
    )


def _events(block: TruthBlock) -> tuple[Integers, Integers, Integers]:
    """Events of cases, with the case and who acted: of a session in which several pay, the first decides.

    What else an intruder's device did in the customer's name, such as failing to log in, belongs to the case too.
    """
    activity = block.digital_activity
    event, label = _payments(block)
    actor = _actor(block, label)
    same_session = _joined(activity.session_id, activity.session_id[event], activity.session_id != NULL_KEY)
    by_customer = mix(activity.customer_id) ^ activity.device_id
    theirs = actor == Actor.INTRUDER
    same_device = _joined(by_customer, by_customer[event[theirs]], np.ones(len(by_customer), np.bool_))
    of = np.where(same_session >= 0, same_session, np.append(np.flatnonzero(theirs), -1)[same_device])
    found = np.flatnonzero(of >= 0)
    return found, block.labels.case[label[of[found]]], actor[of[found]]


def _payments(block: TruthBlock) -> tuple[Integers, Integers]:
    """The events that are postings of cases, with the label of each (positions)."""
    paid, labels = block.digital_activity.transaction_id, block.labels
    posting = block.transactions.transaction_id[labels.posting]
    label = positions(paid, posting)
    at = np.flatnonzero((label >= 0) & (paid != NULL_KEY))
    return at, label[at]


def _joined(every: Keys, some: Keys, able: Flags) -> Integers:
    """For each of many keys, the first of some that is the same (position), -1 for none."""
    known, first = np.unique(some, return_index=True)
    return np.where(able, np.append(first, -1)[positions(every, known)], -1)


def _actor(block: TruthBlock, label: Integers) -> Integers:
    typology, actor = block.cases.typology[block.labels.case[label]], np.full(len(label), int(Actor.OWNER))
    for each, who in _ACTORS.items():
        actor = np.where((typology == each) & (block.labels.role[label] == CaseRole.VICTIM), int(who), actor)
    return actor
