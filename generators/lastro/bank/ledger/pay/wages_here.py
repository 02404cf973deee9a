"""Wages between customers: where the employer banks here, its debit is the other leg of the employee's credit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.firms.payroll_taxes import StaffPay
from lastro.bank.ledger.pay.income import gross_pay
from lastro.bank.ledger.pay.staff import staff_of
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Job, Source, Thirteenth, Wage
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.months import Span
from lastro.bank.people.path.jobs import job_numbers, works_for_wages
from lastro.bank.people.rhythm import at
from lastro.bank.relations.companies import Companies, can_pay
from lastro.bank.relations.homes import in_home_market
from lastro.bank.relations.newcomers import is_newcomer, place_of
from lastro.bank.sizes import COHORT
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import positions

PAYDAY = (8 * 3600, 3600)  # second of the fifth business day from which wages are paid, and over how many; ASSUMED
ASK_A_COMPANY = 4.0  # people of a hundred who would work for each of its companies: it takes as many as it has places
_FIRST_NUMBER = 1 << 13  # of an employee among a company's payments of a month: those outside come before


@dataclass(frozen=True)
class WagesHere:
    """Wages with their other legs, and the employees whom each company (a main account) pays so by month."""

    postings: list[Postings]
    employees: Integers  # (main accounts, months)
    staff: StaffPay  # what these are paid before tax


def wages_here(block: AccountBlock, paid: list[Postings]) -> WagesHere:
    """Wages as they were drawn, with the legs of employers who bank here."""
    employer = _employers(block)
    count = np.zeros(employer.shape, np.int64)
    found, staff = [], []
    for part in paid:
        row, column = _whose(block, part)
        inside = (column >= 0) & (column < block.months.count) & (row >= 0) & (_kind(part) >= 0)
        company = np.where(inside, employer[row, np.where(inside, column, 0)], -1)
        here = np.flatnonzero(company >= 0)
        if not len(here):
            found.append(part)
            continue
        monthly = here[part.source[here] == Source.SALARY]
        np.add.at(count, (company[monthly], column[monthly]), 1)
        staff.append(_staff(block, part.take(here), row[here], column[here], company[here]))
        found += [part.take(company < 0), *_legs(block, part.take(here), row[here], company[here])]
    none = np.zeros(0, np.int64)
    nobody = StaffPay(none, none, none, none > 0)
    return WagesHere(found, count, StaffPay.together([nobody, *staff]))


def _staff(block: AccountBlock, part: Postings, row: Integers, column: Integers, company: Integers) -> StaffPay:
    """What companies pay employees who bank here, before tax: wages, and the 13th by its first half."""
    half, month = part.detail == Thirteenth.SALARY_FIRST, column + block.months.first
    half &= part.source == Source.THIRTEENTH
    gross = np.where(half, 2 * part.amount, gross_pay(block, row, month))
    return StaffPay(company, month, gross, half).take(half | (part.source == Source.SALARY))


def _whose(block: AccountBlock, part: Postings) -> tuple[Integers, Integers]:
    """The row among the main accounts, and the column of the month in which wages were earned."""
    row_of = np.full(len(block.accounts) + 1, -1)
    row_of[block.main] = np.arange(len(block.main))
    month = calendar.month_index(part.moment // DAY) - (part.source == Source.SEVERANCE)
    return row_of[part.account], month - block.months.first


def _kind(part: Postings) -> Integers:
    """The Wage of each posting, -1 for what no employer pays."""
    half = np.select(
        [part.detail == Thirteenth.SALARY_FIRST, part.detail == Thirteenth.SALARY_SECOND],
        [Wage.FIRST_HALF, Wage.SECOND_HALF],
        -1,
    )
    main = (part.source == Source.SALARY) & (part.detail == Job.MAIN)
    return np.select(
        [main, part.source == Source.THIRTEENTH, part.source == Source.SEVERANCE],
        [np.full(len(part), Wage.SALARY), half, np.full(len(part), Wage.SEVERANCE)],
        -1,
    )


def _employers(block: AccountBlock) -> Integers:
    """The employer of each main account's owner by month, a row of the main accounts; -1 where it does not bank here.

    Both accounts were open before the month began: a company's month is planned by what is known then.
    """
    shape = len(block.main), block.months.count
    customers, months = block.customers.customer_id[block.owner], np.tile(block.months.numbers, shape[0])
    every = np.repeat(np.arange(shape[0]), shape[1])
    jobs = job_numbers(block.who, Span(block.months.first, shape[1])).ravel()
    companies = Companies.of(block.run, customers)
    ours = ~is_hand_made(customers)
    local = np.zeros(len(customers), np.bool_)
    local[ours] = in_home_market(block.run, customers[ours])
    employer = companies.employer(block.who.draws.at(every), customers[every], local[every], jobs)
    at_customer = positions(employer, customers)
    opened, begin = block.accounts.created_at[block.main], calendar.first_day(months) * DAY
    known = (opened[every] < begin) & (opened[np.maximum(at_customer, 0)] < begin)
    fits: Flags = known & (works_for_wages(block.who) & ours)[every]
    fits &= can_pay(block.who, at_customer, every)
    some = np.flatnonzero(fits)
    places = staff_of(block)[at_customer[some]] / ASK_A_COMPANY
    fits[some] = block.who.draws.at(every[some]).chance("hired", places, jobs[some])
    return np.where(fits, at_customer, -1).reshape(shape)


def _member(customers: Keys) -> Integers:
    """The number of each in the cohort, those of newcomers behind all others."""
    within = (place_of(customers) % np.uint64(COHORT)).astype(np.int64)
    return within + COHORT * is_newcomer(customers)


def _legs(block: AccountBlock, part: Postings, row: Integers, company: Integers) -> list[Postings]:
    """The employers' debits and the employees' credits: of one moment, and linked where both accounts are open."""
    kind, month = _kind(part), calendar.month_index(part.moment // DAY)
    firm = block.main[company]
    member = _member(block.customers.customer_id[block.owner[row]])
    number = _FIRST_NUMBER + member * len(Wage) + kind
    key = monthly_keys(Source.WAGE_PAID, block.accounts.account_id[firm], month, number)
    payday = at(calendar.fifth_business_day(month), PAYDAY[0] + member % COHORT * PAYDAY[1] // COHORT)
    moment = np.where(kind == Wage.SALARY, payday, part.moment)
    both = block.open_at(firm, moment) & block.open_at(part.account, moment)
    other = (np.where(both, part.account, -1), np.where(both, firm, -1))
    link = np.where(both, key, part.link)
    debit = postings(Source.WAGE_PAID, firm, moment, -part.amount, key, detail=kind, other=other[0], link=link)
    credit_key = monthly_keys(Source.WAGE, block.accounts.account_id[part.account], month, kind)
    credit = postings(
        Source.WAGE, part.account, moment, part.amount, credit_key, detail=kind, other=other[1], link=link
    )
    return [debit, credit]
