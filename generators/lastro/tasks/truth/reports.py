"""Rows of reports: of cases that are told, of purchases that somebody regrets, and of what reviews send to Coaf."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category, ComplianceType, Direction, PaymentMethod, ReviewStatus
from lastro.bank.compliance.comments import topics
from lastro.bank.compliance.reviews import Topic
from lastro.bank.crime.cards.giving_back import is_given_back
from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import CaseKind, CaseLeg, CaseRole, Typology
from lastro.bank.crime.refunds import FURTHER, IN_TIME, RETURNED, RETURNED_LATER
from lastro.engine.arrays import Cents, Flags, Integers, Keys
from lastro.engine.random.draws import Draws, mix, name_key
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY, Table, positions, table
from lastro.tasks.truth.block import Labels, TruthBlock
from lastro.tasks.truth.choices import ReportDecision, ReportKind
from lastro.tasks.truth.disputes import disputes
from lastro.tasks.truth.tables.reports import Report

# 7.8 requests for 100,000 Pix (MED 2024: 4.96 million of 63.4 billion), of which 62 to 69 % are refused: disputes
REGRETTED = 5.0e-5  # of Pix to businesses and people: contested without a crime
REGRET_AFTER = (1, 40)  # days, ASSUMED
DECIDED_AFTER = (2, 8)  # days: seven to analyse (Banco Central, MED)


@dataclass(frozen=True)
class _Reports(Columnar):
    key: Keys
    kind: Integers
    customer: Integers
    case: Keys
    transaction: Keys
    card_transaction: Keys
    filed: Integers
    decided: Integers  # day, which may lie beyond as_of
    decision: Integers
    claimed: Cents
    returned: Cents


def report_rows(block: TruthBlock) -> Table[Report]:
    """The reports of a block that have been filed, by customer and time."""
    found = _Reports.together([*_of_cases(block), _regretted(block), _disputed(block), _to_coaf(block)])
    found = found.take(np.flatnonzero(found.filed <= block.run.end))
    found = found.take(np.lexsort((found.key, found.filed, found.customer)))
    decided = found.decided <= block.run.as_of
    return table(
        Report,
        report_id=found.key,
        kind=found.kind,
        customer_id=block.customers.customer_id[found.customer],
        case_id=found.case,
        transaction_id=found.transaction,
        card_transaction_id=found.card_transaction,
        filed_at=found.filed,
        decided_on=np.where(decided, found.decided, NULL),
        decision=np.where(decided, found.decision, NULL_CODE).astype(np.uint8),
        amount_claimed=found.claimed,
        amount_returned=found.returned,
    )


def report_keys(what: str, keys: Keys) -> Keys:
    """Keys of reports on something that has a key."""
    found: Keys = mix(keys ^ name_key("reports", what)) >> np.uint64(1)
    return found


def _of_cases(block: TruthBlock) -> list[_Reports]:
    """What victims tell: of accounts' payments and of credit cards'."""
    posted, rows = block.labels, block.card_labels
    by_pix = block.transactions.payment_method[posted.posting] == PaymentMethod.PIX
    ids = block.transactions.transaction_id[posted.posting]
    card_ids, none = block.card_transactions.card_transaction_id[rows.posting], np.zeros(len(rows), np.bool_)
    return [
        _told(block, posted, by_pix, ids, np.full(len(posted), NULL_KEY)),
        _told(block, rows, none, np.full(len(rows), NULL_KEY), card_ids),
    ]


def _told(block: TruthBlock, labels: Labels, by_pix: Flags, posted: Keys, on_card: Keys) -> _Reports:
    """The first payment of each case that is known, with all that was paid by then."""
    cases = block.cases
    known = cases.known_at[labels.case]
    told = (labels.role == CaseRole.VICTIM) & labels.debit & labels.illicit & (known != NULL)
    told &= (cases.kind[labels.case] == CaseKind.FRAUD) & (labels.moment <= known)
    rows = np.flatnonzero(told)
    case, first = np.unique(labels.case[rows], return_index=True)
    at, claimed, returned = rows[first], np.zeros(len(cases), np.int64), np.zeros(len(cases), np.int64)
    np.add.at(claimed, labels.case[told], labels.cents[told])
    back = (labels.role == CaseRole.VICTIM) & ~labels.debit & (labels.leg == CaseLeg.REFUND)
    np.add.at(returned, labels.case[back], labels.cents[back])
    of = cases.take(case)
    robbed = of.typology == Typology.ROBBERY
    kind = np.where(robbed, ReportKind.POLICE, np.where(by_pix[at], ReportKind.MED_REQUEST, ReportKind.DISPUTE))
    accepted = _accepted(of, kind, labels.moment[at]) | (returned[case] > 0)
    accepted |= (on_card[at] != NULL_KEY) & is_given_back(of)
    return _Reports(
        report_keys("case", of.key), kind, labels.owner[at],
        of.key, posted[at], on_card[at], of.known_at,
        of.known_at // DAY + of.draws.integer("decided after", *DECIDED_AFTER),
        np.where(accepted, ReportDecision.ACCEPTED, ReportDecision.REFUSED), claimed[case], returned[case],
    )  # fmt: skip


def _accepted(cases: Cases, kind: Integers, paid: Integers) -> Flags:
    """Which reports the bank accepts, whether or not money has come back by now: by the draw that refunds follow."""
    share = np.where(cases.known_at // DAY >= FURTHER, RETURNED_LATER, RETURNED)
    in_time = cases.known_at - paid < IN_TIME
    found: Flags = (kind != ReportKind.DISPUTE) & in_time & cases.draws.chance("returned", share)
    return found


def _regretted(block: TruthBlock) -> _Reports:
    """Pix that somebody contests, although nobody was cheated; the bank refuses."""
    rows = block.transactions
    pix = (rows.payment_method == PaymentMethod.PIX) & (rows.direction == Direction.DEBIT)
    at = np.flatnonzero(pix & (rows.category != Category.OWN_TRANSFER))
    at = np.setdiff1d(at, block.labels.posting)
    draws = Draws(block.run.seed, "regrets", rows.transaction_id[at])
    some = np.flatnonzero(draws.chance("contested", REGRETTED))
    at, draws = at[some], draws.at(some)
    ids, day = rows.transaction_id[at], rows.transaction_date[at] // DAY + draws.integer("after", *REGRET_AFTER)
    nothing = np.zeros(len(at), np.int64)
    return _Reports(
        report_keys("regret", ids), nothing + ReportKind.MED_REQUEST, block.owner[at], np.full(len(at), NULL_KEY), ids,
        np.full(len(at), NULL_KEY),
        day * DAY + draws.integer("second", 8 * 3600, 21 * 3600), day + draws.integer("decided after", *DECIDED_AFTER),
        nothing + ReportDecision.REFUSED, rows.amount[at], nothing,
    )  # fmt: skip


def _disputed(block: TruthBlock) -> _Reports:
    """Purchases by credit card that their buyers contest, although nobody has stolen the card."""
    found, rows = disputes(block), block.card_transactions
    ids = rows.card_transaction_id[found.row]
    holder = block.card_holder[positions(rows.card_id[found.row], block.credit_cards.card_id)]
    decision = np.where(found.accepted, ReportDecision.ACCEPTED, ReportDecision.REFUSED)
    none = np.full(len(found), NULL_KEY)
    return _Reports(
        report_keys("dispute", ids), np.full(len(found), int(ReportKind.DISPUTE)), holder, none, none, ids,
        found.filed, found.decided, decision, rows.purchase_amount[found.row], found.returned,
    )  # fmt: skip


def _to_coaf(block: TruthBlock) -> _Reports:
    """What completed reviews have told to Coaf, with the case whose money the customer had moved by then, if any."""
    reviews = block.compliance
    cash = topics(reviews.comments) == Topic.CASH
    sent = cash | reviews.comments.str.contains("comunicado ao Coaf", literal=True).to_numpy()
    done = sent & (reviews.compliance_type == ComplianceType.AML) & (reviews.status == ReviewStatus.COMPLETED)
    at = np.flatnonzero(done)
    owner = positions(reviews.customer_id[at], block.customers.customer_id)
    nothing, none = np.zeros(len(at), np.int64), np.full(len(at), NULL_KEY)
    return _Reports(
        report_keys("review", reviews.compliance_id[at]), np.where(cash[at], ReportKind.COE, ReportKind.COS), owner,
        _case_moved_by(block, owner, reviews.review_date[at]), none, none,
        reviews.review_date[at],
        reviews.updated_at[at] // DAY, nothing + ReportDecision.SENT, nothing + NULL, nothing,
    )  # fmt: skip


def _case_moved_by(block: TruthBlock, owner: Integers, moment: Integers) -> Keys:
    """The case whose money customers had moved in the half year before, the last one; NULL_KEY for none."""
    labels = block.labels
    rows = labels.take(np.flatnonzero(labels.role != CaseRole.VICTIM))
    order = np.lexsort((rows.moment, rows.owner))
    packed = (rows.owner[order] << 34) + rows.moment[order]
    last = np.searchsorted(packed, (owner << 34) + moment, side="right") - 1
    there = np.append(rows.owner[order], -1)[last] == owner
    recent = moment - np.append(rows.moment[order], 0)[last] <= 183 * DAY
    case = np.append(block.cases.key[rows.case[order]], NULL_KEY)[last]
    return np.where(there & recent, case, NULL_KEY)
