"""Rows of cases and of their members."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.crime.choices import CaseKind, CaseLeg, CaseRole, Typology
from lastro.bank.crime.members import RECRUITS, are_bought
from lastro.bank.crime.steps import MOST
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_CODE, Table, table
from lastro.tasks.truth.block import TruthBlock
from lastro.tasks.truth.choices import CaseOutcome, DetectedBy, Recruitment
from lastro.tasks.truth.tables.case_members import CaseMember
from lastro.tasks.truth.tables.cases import Case

DECEIVED = 0.10  # of recruits whose account was not bought, ASSUMED
POLICE = 0.3  # ASSUMED: of rings that become known, those of which the police tell
_PLACE_BITS = np.uint64(8)


def case_rows(block: TruthBlock) -> Table[Case]:
    """The cases of a block, in the order of their keys."""
    cases, run = block.cases, block.run
    lost, recovered = _losses(block)
    detected = (cases.known_at != NULL) & (cases.known_at <= run.end)
    return table(
        Case,
        case_id=cases.key,
        kind=cases.kind,
        typology=cases.typology,
        sophistication=cases.sophistication,
        started_at=cases.started_at,
        ended_at=_last(block.all_labels.case, block.all_labels.moment, len(cases)),
        outcome=_outcomes(block, lost, recovered),
        amount_moved=_sum(block, block.all_labels.illicit & block.all_labels.debit),
        amount_lost=lost,
        amount_recovered=recovered,
        detected_on=np.where(detected, cases.known_at // DAY, NULL),
        detected_by=np.where(detected, _told_by(block), NULL_CODE).astype(np.uint8),
    )


def _sum(block: TruthBlock, rows: Flags) -> Cents:
    """The amounts of some labelled postings, by case."""
    found = np.zeros(len(block.cases), np.int64)
    np.add.at(found, block.all_labels.case[rows], block.all_labels.cents[rows])
    return found


def _losses(block: TruthBlock) -> tuple[Cents, Cents]:
    """What victims have lost, and what came back of it, by case."""
    labels = block.all_labels
    victims = labels.role == CaseRole.VICTIM
    returned, refunded = labels.leg == CaseLeg.RETURN, labels.leg == CaseLeg.REFUND
    paid = _sum(block, victims & labels.debit & labels.illicit)
    fraud = block.cases.kind == CaseKind.FRAUD
    reclaimed = _sum(block, victims & labels.debit & refunded)
    lost = paid + reclaimed - _sum(block, victims & ~labels.debit & returned)
    lost = np.where(fraud, np.maximum(lost, 0), 0)
    return lost, np.minimum(lost, np.where(fraud, _sum(block, victims & ~labels.debit & refunded), 0))


def _outcomes(block: TruthBlock, lost: Cents, recovered: Cents) -> Integers:
    moved = np.bincount(block.all_labels.case, minlength=len(block.cases)) > 0
    found: Integers = np.select(
        [~moved, lost == 0, recovered == 0, recovered < lost],
        [CaseOutcome.ATTEMPT, CaseOutcome.MOVED, CaseOutcome.LOSS, CaseOutcome.PARTLY_RECOVERED],
        CaseOutcome.RECOVERED,
    )
    return found


def _told_by(block: TruthBlock) -> Integers:
    """Who tells of cases that become known."""
    fraud = block.cases.kind == CaseKind.FRAUD
    police = np.where(fraud, block.cases.typology == Typology.ROBBERY, block.cases.draws.chance("police", POLICE))
    found: Integers = np.where(police, DetectedBy.POLICE, np.where(fraud, DetectedBy.CUSTOMER, DetectedBy.RULE))
    return found


def _last(groups: Integers, moments: Integers, count: int) -> Integers:
    """The last moment of each group, NULL for none."""
    found = np.full(count, NULL)
    np.maximum.at(found, groups, moments)
    return found


def member_rows(block: TruthBlock) -> Table[CaseMember]:
    """The members of the cases of a block, by case, role and place."""
    members, customers = block.members, block.customers
    seat = members.case * (len(customers) + 1) + members.customer
    order = np.argsort(seat, kind="stable")
    labelled = block.all_labels.case * (len(customers) + 1) + block.all_labels.owner
    place = np.searchsorted(seat[order], labelled)
    case = block.cases.key[members.case]
    number = (members.role * MOST + members.place).astype(np.uint64)
    left = np.full(len(members), NULL)
    left[order] = _last(place, block.all_labels.moment, len(members))
    return table(
        CaseMember,
        member_id=(case << _PLACE_BITS) | number,
        case_id=case,
        customer_id=customers.customer_id[members.customer],
        account_id=block.accounts.account_id[members.account],
        role=members.role,
        place=members.place + 1,
        recruitment=_recruitment(block, members),
        left_at=left,
    )


def _recruitment(block: TruthBlock, members: Any) -> Integers:
    """Whether recruits' accounts were opened to be sold, or lent by who knows what for or by who does not."""
    draws = block.cases.draws.at(members.case)
    bought = are_bought(block.cases, members, block.accounts.created_at[members.account])
    deceived = draws.chance("deceived", DECEIVED, members.role * MOST + members.place)
    lent = np.where(deceived, Recruitment.DECEIVED, Recruitment.LENT)
    found = np.where(bought, Recruitment.BOUGHT, lent)
    return np.where(np.isin(members.role, RECRUITS), found, NULL_CODE).astype(np.uint8)
