"""Companies of the cohort: who works for which, and who owns them, as functions of ordinals alone.

Whether it comes to that, what the files say decides: both are customers, one is a company that employs, the other lives
on a wage that the company can pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.traits import Traits
from lastro.bank.relations.cohorts import cohorts_of, is_business, members
from lastro.bank.relations.homes import in_home_market
from lastro.bank.relations.newcomers import place_of
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions

HUNDRED = 100
EMPLOYERS = 0.45  # share of businesses with employees, ASSUMED
WORKS_NEARBY = 0.85  # ASSUMED: of who lives in the hundred's market, jobs in a company there that can pay
MOST_OF_SALES = 0.12  # of a company's sales that it pays one person who is a customer, at most; ASSUMED
OWNER_BANKS_HERE = 0.9  # ASSUMED: of companies in the hundred's market
_TRIES = 6


def employs(draws: Draws) -> Flags:
    """Which businesses have employees; draws are the customers'."""
    return draws.chance("employs", EMPLOYERS)


@dataclass(frozen=True)
class Companies:
    """The companies of some cohorts that employ, hundred by hundred: those in their hundred's market."""

    ordinals: Keys
    hundred: Integers

    @classmethod
    def of(cls, run: Run, customers: Keys) -> Companies:
        """Of the cohorts of customers."""
        everyone = members(cohorts_of(customers))
        draws = run.draws("customers", everyone)
        found = everyone[is_business(draws) & employs(draws) & in_home_market(run, everyone)]
        return cls(found, (found // np.uint64(HUNDRED)).astype(np.int64))

    def employer(self, people: Draws, ordinals: Keys, local: Flags, job: Integers) -> Keys:
        """The company of the hundred that people (one value each) work for in a job by number; NULL_KEY for another.

        Nobody works for a company of the hundred who does not live in its market (local); newcomers work for those of
        the hundred of who brought them.
        """
        hundred = (place_of(ordinals) // np.uint64(HUNDRED)).astype(np.int64)
        first, behind = (np.searchsorted(self.hundred, hundred, side=side) for side in ("left", "right"))
        pick = people.integer("employer here", first, np.maximum(behind, first + 1), job)
        nearby = people.chance("works nearby", WORKS_NEARBY, job) & (behind > first) & local
        return np.where(nearby, np.append(self.ordinals, NULL_KEY)[np.where(nearby, pick, -1)], NULL_KEY)


def can_pay(who: Traits, company: Integers, person: Integers) -> Flags:
    """Whether companies (positions, -1 for none) employ people (positions), as the files know both."""
    known = np.maximum(company, 0)
    firm = who.business[known] & employs(who.draws.at(known)) & (company >= 0)
    sales = who.income[known] * who.seen_here[known]
    able: Flags = firm & ~who.business[person] & (who.income[person] <= MOST_OF_SALES * sales)
    return able


def owners(run: Run, companies: Keys) -> Keys:
    """Who owns companies, somebody of their hundred who lives near; NULL_KEY where that is nobody who banks here."""
    draws, found = run.draws("customers", companies), np.full(len(companies), NULL_KEY)
    for number in reversed(range(_TRIES)):
        somebody = place_of(companies) // np.uint64(HUNDRED) * np.uint64(HUNDRED)
        somebody = somebody + draws.integer("owner", 0, HUNDRED, number).astype(np.uint64)
        person = ~is_business(run.draws("customers", somebody)) & in_home_market(run, somebody)
        found = np.where(person, somebody, found)
    here = draws.chance("owner banks here", OWNER_BANKS_HERE) & in_home_market(run, place_of(companies))
    return np.where(here, found, NULL_KEY)


def owner_rows(run: Run, customers: Keys, who: Traits) -> Integers:
    """The position of each company's owner among customers, -1 where that is none of them, and for people."""
    at = positions(owners(run, customers), customers)
    return np.where(who.business & (at >= 0) & ~who.business[at], at, -1)
