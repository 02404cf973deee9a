"""C2: what a case moved, lost and got back is the sum of its postings, and nobody passes on what never came in."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.rule_registry import Broken, whole
from lastro.checks.rules.truth.seen import Labelled, coded, seat_keys
from lastro.engine.arrays import Flags, Integers, Keys


@whole("C2", "cases")
def amounts_are_those_of_the_postings(bank: Bank) -> Broken:
    """The amounts of a case are the sums of its labelled postings, and its outcome is what they say."""
    cases, of, size = bank["cases"], Labelled.of(bank), len(bank["cases"])
    fraud = cases.kind == coded("cases", "kind", "fraud")
    victim = of.role == coded("fraud_labels", "role_of_account", "victim")
    back = {leg: of.leg == coded("fraud_labels", "leg", leg) for leg in ("return", "refund")}
    reclaimed = of.debit & back["refund"]  # from a victim who had been paid what was not his
    paid, returned, refunded = (
        _sums(of.case, of.cents, rows, size)
        for rows in (victim & (of.debit & of.illicit | reclaimed), *(victim & ~of.debit & back[leg] for leg in back))
    )
    lost = np.where(fraud, np.maximum(paid - returned, 0), 0)
    recovered = np.where(fraud, np.minimum(refunded, lost), 0)
    moved = _sums(of.case, of.cents, of.debit & of.illicit, size)
    for column, sum_ in (("amount_moved", moved), ("amount_lost", lost), ("amount_recovered", recovered)):
        yield column, f"{column} is not what its postings come to", getattr(cases, column) != sum_
    outcome = _outcome(np.bincount(of.case, minlength=size) > 0, lost, recovered)
    yield "outcome", "its outcome is not what its amounts say", cases.outcome != outcome


def _outcome(any_posting: Flags, lost: Integers, recovered: Integers) -> Integers:
    """attempt where nothing was posted; moved where no customer has lost anything; else by what came back."""
    names = ("attempt", "moved", "loss", "partly_recovered", "recovered")
    attempt, moved, loss, partly, wholly = (coded("cases", "outcome", name) for name in names)
    conditions = [~any_posting, lost == 0, recovered == 0, recovered < lost]
    found: Integers = np.select(conditions, [attempt, moved, loss, partly], wholly)
    return found


def _sums(group: Integers, cents: Integers, rows: Flags, size: int) -> Integers:
    found = np.zeros(size, np.int64)
    np.add.at(found, group[rows], cents[rows])
    return found


@whole("C2", "case_members")
def nobody_passes_on_what_never_came(bank: Bank) -> Broken:
    """Who is no victim, and does not begin a ring, passes on at most what the case paid in: in = out + kept."""
    members, of = bank["case_members"], Labelled.of(bank)
    seats, which = np.unique(seat_keys(members.case_id, members.customer_id), return_index=True)
    case, owner = bank["cases"].case_id[of.case], bank["accounts"].customer_id[of.account]
    place = _places(seats, seat_keys(case, owner))
    known = place >= 0
    kept = np.zeros(len(members), np.int64)
    known &= of.leg != coded("fraud_labels", "leg", "cover")  # own money
    np.add.at(kept, which[place[known]], np.where(of.debit, -of.cents, of.cents)[known])
    own = members.role == coded("case_members", "role", "victim")
    typology = bank["cases"].at("typology", bank["cases"].index.of(members.case_id), 0)
    own |= (typology == coded("cases", "typology", "cycle")) & (members.place == 1)
    yield "", "it passes on more than the case paid in", (kept < 0) & ~own


def _places(seats: Keys, wanted: Keys) -> Integers:
    """Where keys stand among sorted ones, -1 for nowhere."""
    at = np.searchsorted(seats, wanted)
    there = np.append(seats, np.uint64(0))[at] == wanted
    return np.where(there, at, -1)
