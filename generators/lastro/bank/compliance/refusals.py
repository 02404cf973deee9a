"""Refusals: between which days customers are refused; who does not cure it has accounts restricted, then closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import CustomerType, ReviewStatus
from lastro.bank.compliance.reviews import Risk, office_moment, openings, risks
from lastro.brazil.calendar import next_business_day
from lastro.engine import Run, Table
from lastro.engine.arrays import Days, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

FOREVER = 10**6  # a day after all others
WARNED = (15, 45)  # days from the refusal to the restriction, in which documents may still come; ASSUMED
WAITED = (60, 150)  # days from the restriction to the closing, ASSUMED


@dataclass(frozen=True)
class Refusals:
    """What follows on a refusal, one value a customer; NULL for those who were not refused, whenever it is."""

    restricted_on: Days
    closes_at: Integers  # moment


def refused_risks(run: Run, customers: Table[Any]) -> Risk:
    """The risk of customers as compliance has it; who is silent is refused."""
    habits = run.draws("compliance habits", customers.customer_id)
    business = customers.customer_type == CustomerType.BUSINESS
    return risks(habits, business, np.maximum(customers.monthly_income, 0))


def refusals(run: Run, customers: Table[Any]) -> Refusals:
    """Who never hands in documents is refused at the opening review, warned, restricted, and closed."""
    risk, keys = refused_risks(run, customers), customers.customer_id
    silent = np.flatnonzero(risk.silent)
    found = Refusals(*np.full((2, len(keys)), NULL))
    if not len(silent):
        return found
    one = Risk(risk.pep[silent], risk.rating[silent], risk.silent[silent])
    first = openings(run.seed, keys[silent], customers.created_at[silent] // DAY, one)[0]
    draws = run.draws("compliance habits", keys[silent])
    refused = first.opened // DAY + first.takes
    restricted = next_business_day(refused + draws.integer("warned", *WARNED))
    found.restricted_on[silent] = restricted
    found.closes_at[silent] = office_moment(draws, restricted + draws.integer("waited", *WAITED))
    return found


def refused_between(run: Run, customers: Table[Any]) -> tuple[Days, Days]:
    """Between which days reviews refuse customers: both included, the first after the last where none does.

    Who never hands anything in stays refused.
    """
    risk, keys = refused_risks(run, customers), customers.customer_id
    first, last = np.full(len(keys), FOREVER), np.full(len(keys), -FOREVER)
    opening, redone = openings(run.seed, keys, customers.created_at // DAY, risk)
    refused = opening.take(opening.outcome == ReviewStatus.REJECTED)
    first[refused.owner] = refused.opened // DAY + refused.takes
    last[risk.silent] = FOREVER
    last[redone.owner] = redone.opened // DAY + redone.takes
    return first, last
