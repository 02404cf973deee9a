"""Counterparties: who stands on the other side of each posting, and the words that a statement uses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from lastro.bank.choices import Category, CustomerType, PaymentMethod
from lastro.bank.ledger.sources import BillKind, Sale, Source, bill_kind
from lastro.bank.statement.context import NO_PURCHASE, Telling, owners
from lastro.brazil.work import PUBLIC, source_of_income
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.coded import Coded, coded

BY_CITY = 0.6  # public servants who work for their city, ASSUMED; the others work for the state
SMALL, TO_PEOPLE = 6_750_00, (0.88, 0.5)  # cents a month: a MEI at most (LC 123/2006); shares of sales, ASSUMED
TO_FIRMS = 0.7  # ASSUMED: Pix of businesses that are no purchase, but go to or come from another business
PARTNERS = (1, 12)  # numbers of the firms that a business sells to; 0 is an employer


def payees_of(told: Telling) -> Integers:
    """The other side of each posting: a position among the names of payees, then customers, then their town halls."""
    payee = np.full(len(told.rows), told.phrases.payees.nobody)
    for wanted, choose in _choices(told):
        at = np.flatnonzero(wanted)
        if len(at):
            payee[at] = choose(at)
    nameless = ~told.trait(lambda kind: kind.named) & (told.rows.other < 0) & ~own_money(told)
    payee[nameless] = told.phrases.payees.nobody
    return payee


def _choices(told: Telling) -> list[tuple[Flags, Callable[[Integers], Integers]]]:
    """For which postings the other side is found how; later ones overrule earlier ones."""
    payees, rows, who, draws = told.phrases.payees, told.rows, told.customers, told.draws
    names, people = len(payees.names), len(told.desk.customers)
    bills, state = told.of(Source.BILL), payees.state_code(told.desk.customers.state)
    person = told.of(Source.EARNINGS) | (told.of(Source.EVERYDAY) & (told.shop == NO_PURCHASE))
    wage = told.of(Source.SALARY) | told.of(Source.THIRTEENTH)
    public = wage & (source_of_income(told.desk.run, told.desk.customers.occupation) == PUBLIC)[told.owner]
    local = public & (who.uniform("employed by the city") < BY_CITY)
    return [
        (person, lambda at: payees.person(who.at(at), draws.at(at))),
        (told.of(Source.PAYROLL), lambda at: payees.employee(who.at(at), rows.detail[at])),
        (told.shop != NO_PURCHASE, lambda at: payees.shop(who.at(at), draws.at(at), told.shop[at])),
        (person & _among_firms(told), lambda at: payees.firm(who.at(at), draws.at(at).integer("partner", *PARTNERS))),
        (wage, lambda at: payees.firm(who.at(at), 0)),
        (public, lambda at: payees.governments + np.maximum(state[told.owner[at]], 0)),
        (local, lambda at: names + people + told.owner[at]),
        (told.of(Source.REVENUE), lambda at: payees.firm(who.at(at), draws.at(at).integer("partner", *PARTNERS))),
        (_sold_to_people(told), lambda at: payees.person(who.at(at), draws.at(at))),
        (told.of(Source.LOAN_SPENT), lambda at: payees.firm(draws.at(at), 0)),
        (bills, lambda at: payees.biller(who.at(at), bill_kind(rows.detail[at]), state[told.owner[at]])),
        (bills & (bill_kind(rows.detail) == BillKind.PROPERTY_TAX), lambda at: names + people + told.owner[at]),
        (own_money(told), lambda at: names + told.owner[at]),
        (rows.other >= 0, lambda at: names + owners(told.desk)[rows.other[at]]),
    ]


def own_money(told: Telling) -> Flags:
    """Transfers whose other side is the customer."""
    own: Flags = told.trait(lambda kind: kind.category is Category.OWN_TRANSFER)
    return own


def _among_firms(told: Telling) -> Flags:
    """Transfers of businesses that go to and come from other businesses: every TED, most Pix."""
    business: Flags = (told.desk.customers.customer_type == CustomerType.BUSINESS)[told.owner]
    ted = told.trait(lambda kind: kind.method is PaymentMethod.TED)
    return business & (ted | (told.draws.uniform("to a firm") < TO_FIRMS))


def _sold_to_people(told: Telling) -> Flags:
    """Sales by Pix to people: nearly all of the smallest businesses', half of the others'."""
    small = (told.desk.customers.monthly_income <= SMALL)[told.owner]
    share = np.where(small, TO_PEOPLE[0], TO_PEOPLE[1])
    to_people: Flags = told.of(Source.REVENUE, Sale.PIX) & (told.draws.uniform("sold to") < share)
    return to_people


def _halls(told: Telling, before: str) -> pl.Series:
    halls: pl.Series = before + "Prefeitura de " + told.desk.customers.city
    return halls


def names_of(told: Telling, payee: Integers) -> Coded:
    """The names of the other side, null where that is the bank or nobody."""
    names = pl.concat([told.phrases.payees.names, told.desk.customers.name, _halls(told, "")])
    return coded(names, np.where(payee == told.phrases.payees.nobody, len(names), payee))


def descriptions(told: Telling, payee: Integers) -> Coded:
    """What the statement says: the kind's words, and the other side where it is somebody else."""
    names = " - " + told.desk.customers.name
    suffixes = pl.concat([told.phrases.suffixes, names, _halls(told, " - ")])
    to_others = told.trait(lambda kind: kind.named and kind.category is not Category.OWN_TRANSFER)
    after = np.where(to_others, payee, told.phrases.payees.nobody)
    return Coded(((told.phrases.words, told.kind * 2 + (told.rows.amount > 0)), (suffixes, after)))
