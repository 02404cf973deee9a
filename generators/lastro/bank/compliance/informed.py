"""Informed reviews: what a bank looks into once it has heard of a case: late, not always, and not always to an end.

They follow who moved money of a case that has become known, mules and ring members alike, never victims. A review says
what any other on its topic says, and is told apart by nothing but its key.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import Direction, ReviewStatus
from lastro.bank.compliance.comments import TEXTS, VARIANTS
from lastro.bank.compliance.reviews import Reviews, Topic, office_moment, reviews
from lastro.bank.compliance.suspicion import decided
from lastro.bank.crime.case_keys import Decoded, number_in_group
from lastro.bank.crime.case_keys import decoded as decoded_postings
from lastro.bank.crime.cases import Cases, cases_of
from lastro.bank.crime.choices import CaseKind, CaseRole, Typology
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import STEPS
from lastro.engine.arrays import Days, Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import NULL, positions

LOOKED_INTO = {CaseKind.FRAUD: 0.60, CaseKind.LAUNDERING: 0.75}  # of who moved money of a known case, ASSUMED
TOLD = 0.55  # of these reviews, those that end with a report to Coaf, ASSUMED
AFTER = (1, 26)  # days from when the bank hears of a case to the review, ASSUMED
_OF_CASE, _CASE_BITS = 1 << 16, 16  # numbers behind those of quarters: month and number of the case
_TRIES = 16  # numbers that one review may have: the first whose own draws end it as it is to end


def informed(run: Run, customers: Any, transactions: Any, owner: Integers, stopped_on: Days) -> list[Reviews]:
    """The reviews that cases ask for which have become known; who is stopped for a case is looked into that day.

    owner: the customer's position of each posting. stopped_on: when accounts of each customer were, NULL for none.
    """
    cases = cases_of(run, customers)
    case, customer = _movers(cases, transactions, owner, stopped_on)
    draws = cases.draws.at(case)
    place = (customers.customer_id[customer] & np.uint64(0xFFFF)).astype(np.int64)
    share = np.where(cases.kind[case] == CaseKind.FRAUD, *LOOKED_INTO.values())
    at_once = stopped_on[customer] == cases.known_at[case] // DAY + 1
    some = np.flatnonzero(draws.chance("looked into", np.where(at_once, 1.0, share), place))
    case, customer, draws, place = case[some], customer[some], draws.at(some), place[some]
    raised = cases.known_at[case] // DAY + draws.integer("review after", *AFTER, place)
    raised, at_once = np.where(at_once[some], stopped_on[customer], raised), at_once[some]
    told = draws.chance("told to Coaf", TOLD, place)
    cash = cases.typology[case] == Typology.STRUCTURING
    keys, found = customers.customer_id, []
    for topic, rows in ((Topic.FRAGMENTS, cash), (Topic.TURNOVER, ~cash)):
        of = cases.take(case[rows]), customer[rows], raised[rows], at_once[rows], told[rows]
        found.append(_reviewed(run.seed, keys, topic, *of))
    return found


def _movers(cases: Cases, transactions: Any, owner: Integers, stopped_on: Days) -> tuple[Integers, Integers]:
    """Who had moved money of known cases by then, or by their block, each once: positions of case and customer."""
    found = decoded_postings(transactions.transaction_id)
    at = positions(found.case, cases.key)
    found, case = found.take(at >= 0), at[at >= 0]
    heard = cases.known_at[case]
    stop = stopped_on[owner[found.posting]]
    until = np.where(stop == heard // DAY + 1, stop * DAY - 1, heard)
    by_then = (heard != NULL) & (transactions.transaction_date[found.posting] <= until)
    credit = transactions.direction[found.posting] == Direction.CREDIT
    rows = by_then & ~_of_victims(cases.typology[case], found, credit)
    pairs = np.unique(np.stack([case[rows], owner[found.posting[rows]]]), axis=1)
    return pairs[0], pairs[1]


def _of_victims(typology: Integers, found: Decoded, credit: Flags) -> Flags:
    """Which postings are victims' own; what comes back to or from anybody counts as theirs."""
    theirs = np.ones((len(Typology), STEPS + 1, 2), np.bool_)  # paid, received
    for each in Typology:
        for number, step in enumerate(steps_of(each)):
            theirs[each, number] = [step.payer is CaseRole.VICTIM, step.payee is CaseRole.VICTIM]
    victims: Flags = theirs[typology, found.step, credit.astype(np.int64)]
    return victims


def _reviewed(
    seed: int, keys: Keys, topic: Topic, cases: Cases, customer: Integers, raised: Days, at_once: Flags, told: Flags
) -> Reviews:
    """Reviews whose own draws end them as they are to end, so that the file alone tells what they come to.

    at_once: which are opened with a block, be the offices open or not.
    """
    first = _OF_CASE + number_in_group(cases.key)
    number = first.copy()
    waiting = np.ones(len(first), np.bool_)
    for turn in range(_TRIES):
        tried = first + (turn << (_CASE_BITS + 1))
        draws, key = reviews(seed, keys, customer, topic, tried)
        hit = waiting & (_ends_with_a_report(seed, draws, topic, key) == told)
        number[hit], waiting[hit] = tried[hit], False
    draws, key = reviews(seed, keys, customer, topic, number)
    opened = office_moment(draws, raised)
    opened = np.where(at_once, raised * DAY + opened % DAY, opened)
    return decided(draws, customer, topic, key, opened)


def _ends_with_a_report(seed: int, draws: Draws, topic: Topic, key: Keys) -> Flags:
    """Whether reviews of a key are completed with the remark that Coaf was told."""
    texts = TEXTS[topic, ReviewStatus.COMPLETED]
    tells = np.array(["comunicado ao Coaf" in texts[turn % len(texts)] for turn in range(VARIANTS)])
    variant = Draws(seed, "comments", key).integer("text", 0, VARIANTS)
    nothing = np.zeros(len(key), np.int64)
    outcome = decided(draws, nothing, topic, key, nothing).outcome
    found: Flags = tells[variant] & (outcome == ReviewStatus.COMPLETED)
    return found
