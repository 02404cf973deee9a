"""Counterparties: who stands on the other side of each posting, and the words that a statement uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.bank.choices import Category, CustomerType, PaymentMethod
from lastro.bank.crime.case_keys import are_acquainted
from lastro.bank.ledger.firms.firms import MEI_MOST
from lastro.bank.ledger.purchases import NO_PURCHASE
from lastro.bank.ledger.sources import (
    BillKind,
    Doer,
    OwnOut,
    PayrollTax,
    Sale,
    SavingsUse,
    Sold,
    Source,
    bill_kind,
)
from lastro.bank.relations.households import households, housemate
from lastro.bank.relations.outsiders import Kind, company_documents, masked, town_halls
from lastro.bank.statement.context import StatementContext, owners
from lastro.bank.statement.employers import SECOND, employed, job_number, of_second_job
from lastro.brazil.calendar import month_index
from lastro.brazil.markets import Markets
from lastro.brazil.places import Positions
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import NULL_KEY, is_hand_made
from lastro.engine.rows.coded import Coded, coded
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import positions

Chosen = tuple[Flags, Callable[[Integers], Integers]]  # postings, and how the other side of some of them is found


OWNER = 4_095  # the number of a company's owner among its employees: none has so many
TO_PEOPLE = (0.88, 0.5)  # shares of sales: of what a MEI may be, and of larger firms; ASSUMED
TO_FIRMS = 0.7  # ASSUMED: Pix of businesses that are no purchase, but go to or come from another business
PARTNERS = (1, 12)  # numbers of the firms that a business sells to; 0 is an employer


@dataclass(frozen=True)
class Parties:
    """Who is on the other side: names and documents, and the bank among Phrases.ispbs; `at` is one value a posting.

    The vocabulary is that of payees, then customers, their town halls, and the merchants of these postings.
    """

    names: pl.Series
    documents: pl.Series
    banks: Integers
    at: Integers  # positions among the names


def parties_of(context: StatementContext, place: Positions) -> Parties:
    """The other side of each posting; place: where it was made, -1 for nowhere."""
    payees, merchants, customers = context.phrases.payees, context.phrases.merchants, context.block.customers
    at = _payees(context, place)
    first = len(payees.names) + 2 * len(customers)
    shops, of_shop = np.unique(at[at >= first] - first, return_inverse=True)
    at[at >= first] = first + of_shop
    seats = context.phrases.places.find(customers.city, customers.state)
    halls = company_documents(context.block.run, Kind.GOVERNMENT, town_halls(seats.clip(0)))
    own = masked(customers.cpf).zip_with(customers.cpf != "", customers.cnpj)
    elsewhere = context.block.run.draws("customers", customers.customer_id).choice("other bank", context.phrases.banks)
    return Parties(
        names=pl.concat([payees.names, customers.name, _halls(context, ""), merchants.names(shops)]),
        documents=pl.concat([payees.documents, own, halls, merchants.documents(shops)]),
        banks=1
        + np.concatenate(
            [
                context.phrases.payee_banks,
                elsewhere,
                _banks(context, "town halls", seats.clip(0)),
                _banks(context, "merchants", shops),
            ]
        ),
        at=at,
    )


def _banks(context: StatementContext, kind: str, numbers: Integers) -> Integers:
    """The banks of outsiders by number."""
    return context.block.run.draws(kind, numbers.astype(np.uint64)).choice("bank", context.phrases.banks)


def _payees(context: StatementContext, place: Positions) -> Integers:
    """Positions among payees, customers, town halls, and the numbers of merchants behind them."""
    payee = np.full(len(context.rows), context.phrases.payees.nobody)
    for wanted, choose in _choices(context, place):
        at = np.flatnonzero(wanted)
        if len(at):
            payee[at] = choose(at)
    nameless = ~context.trait(lambda kind: kind.named) & (context.rows.other < 0) & ~is_own_money(context)
    payee[nameless] = context.phrases.payees.nobody
    later, earlier = context.followed
    payee[later] = payee[earlier]  # who is paid gives back
    return payee


def _choices(context: StatementContext, place: Positions) -> list[Chosen]:
    """For which postings the other side is found how; later ones overrule earlier ones."""
    return [*_people_and_shops(context, place), *_work_and_trade(context), *_savings_bills_and_own(context)]


def _people_and_shops(context: StatementContext, place: Positions) -> list[Chosen]:
    payees, merchants, rows = context.phrases.payees, context.phrases.merchants, context.rows
    who, draws = context.customers, context.draws
    behind = len(payees.names) + 2 * len(context.block.customers)
    person = context.of(Source.EARNINGS) | context.of(Source.PASSED_ON) | context.of(Source.SOLD)
    person |= context.of(Source.EVERYDAY) & (context.shop == NO_PURCHASE)
    owner = context.of(Source.PRO_LABORE) | context.of(Source.PROFIT)
    shop = context.shop != NO_PURCHASE
    return [
        (person, lambda at: payees.person(who.at(at), draws.at(at))),
        (_pays_staff(context), lambda at: payees.employee(who.at(at), rows.detail[at])),
        (owner, lambda at: payees.employee(who.at(at), np.full(len(at), OWNER))),
        (shop, lambda at: behind + merchants.of(who.at(at), draws.at(at), context.shop[at], place[at])),
        (person & _among_firms(context), lambda at: payees.firm(who.at(at), _partner(context, at))),
        (person & (rows.contract != NULL_KEY), lambda at: payees.stranger(rows.contract[at])),
        (person & are_acquainted(rows.contract), lambda at: payees.contact(who.at(at), rows.contract[at])),
    ]


def _pays_staff(context: StatementContext) -> Flags:
    outside = context.of(Source.PAYROLL) | context.of(Source.PAYROLL_BY_TED)
    return outside | context.of(Source.WAGE_PAID)


def _partner(context: StatementContext, at: Integers) -> Integers:
    """The number of a firm with which customers deal."""
    return context.draws.at(at).integer("partner", *PARTNERS)


def _work_and_trade(context: StatementContext) -> list[Chosen]:
    payees, who, owner = context.phrases.payees, context.customers, context.owner
    wage, public, local, union = employed(context)
    second, market, state = of_second_job(context), _home_markets(context), _home_states(context)
    town_hall = len(payees.names) + len(context.block.customers)
    fund = context.of(Source.PAYROLL_TAX, PayrollTax.FUND, PayrollTax.FUND_BY_BOLETO)
    return [
        (
            wage,
            lambda at: payees.employer(who.at(at), job_number(context, at) + SECOND * second[at], market[owner[at]]),
        ),
        (public, lambda at: payees.governments + np.maximum(state[owner[at]], 0)),
        (local, lambda at: town_hall + owner[at]),
        (union, lambda at: np.full(len(at), payees.union)),
        (context.of(Source.PAYROLL_TAX), lambda at: np.full(len(at), payees.tax_office)),
        (fund, lambda at: np.full(len(at), payees.caixa)),
        (context.of(Source.PAID_FOR_ALL), lambda at: payees.firm(who.at(at), PARTNERS[1])),
        (context.of(Source.REVENUE), lambda at: payees.firm(who.at(at), _partner(context, at))),
        (_sold_to_people(context), lambda at: payees.buyer(context.draws.at(at))),
    ]


def _savings_bills_and_own(context: StatementContext) -> list[Chosen]:
    payees, rows, owner = context.phrases.payees, context.rows, context.owner
    who, draws, state, homes = context.customers, context.draws, _home_states(context), _homes(context)
    names, people = len(payees.names), len(context.block.customers)
    spent = context.of(Source.LOAN_SPENT) | context.of(Source.SAVINGS_SPENT) | context.of(Source.SOLD, Sold.SPENT)
    given = context.of(Source.SAVINGS_SPENT, SavingsUse.BUILDER, SavingsUse.RELATIVE)
    bills, of_kind = context.of(Source.BILL), bill_kind(rows.detail)
    home = (bills & (of_kind == BillKind.HOME)) | context.of(Source.OWN_OUT, OwnOut.HOME)

    def billers(at: Integers) -> Integers:
        kind, month = of_kind[at], month_index(rows.moment[at] // DAY)
        return payees.biller(who.at(at), homes.at(owner[at]), draws.at(at), kind, state[owner[at]], month)

    return [
        (spent, lambda at: payees.firm(draws.at(at), 0)),
        (given, lambda at: payees.person(who.at(at), draws.at(at))),
        (bills, billers),
        (bills & (rows.contract != NULL_KEY), lambda at: payees.swindler(rows.contract[at])),
        (home, lambda at: payees.at_home(who.at(at))),
        (bills & (of_kind == BillKind.PROPERTY_TAX), lambda at: names + people + owner[at]),
        (is_own_money(context), lambda at: names + owner[at]),
        (context.of(Source.CLOSING, Doer.ESTATE), lambda at: _heirs(context, at)),
        (rows.other >= 0, lambda at: names + owners(context.block)[rows.other[at]]),
    ]


def _heirs(context: StatementContext, at: Integers) -> Integers:
    """Who is paid what the dead leave, at another bank: who lives with them and is a customer too, or somebody else."""
    payees, block, moment = context.phrases.payees, context.block, context.rows.moment[at]
    keys = block.customers.customer_id[context.owner[at]]
    mate = positions(housemate(block.run, keys), block.customers.customer_id)
    known = (mate >= 0) & ~is_hand_made(keys) & (block.customers.created_at[mate] <= moment)
    known &= block.people.died[mate] * DAY > moment
    return np.where(known, len(payees.names) + mate, payees.at_home(context.customers.at(at)))


def _homes(context: StatementContext) -> Draws:
    """Draws of the heads of the customers' homes, one value a customer."""
    run = context.block.run
    return run.draws("customers", households(run, context.block.customers.customer_id).head)


def _home_states(context: StatementContext) -> Integers:
    """The code of the state in which each customer lives."""
    return context.phrases.payees.state_code(context.block.customers.state)


def _home_markets(context: StatementContext) -> Integers:
    """The market in which each customer lives."""
    customers = context.block.customers
    homes = context.phrases.places.find(customers.city, customers.state)
    found: Integers = context.block.run.once(Markets).of[homes.clip(0)]
    return found


def is_own_money(context: StatementContext) -> Flags:
    """Transfers whose other side is the customer."""
    own: Flags = context.trait(lambda kind: kind.category is Category.OWN_TRANSFER)
    return own


def _among_firms(context: StatementContext) -> Flags:
    """Transfers of businesses that go to and come from other businesses: every TED, most Pix."""
    business: Flags = (context.block.customers.customer_type == CustomerType.BUSINESS)[context.owner]
    ted = context.trait(lambda kind: kind.method is PaymentMethod.TED)
    return business & (ted | (context.draws.uniform("to a firm") < TO_FIRMS))


def _sold_to_people(context: StatementContext) -> Flags:
    """Sales by Pix to people: nearly all of the smallest businesses', half of the others'."""
    small = (context.block.customers.monthly_income <= MEI_MOST)[context.owner]
    share = np.where(small, TO_PEOPLE[0], TO_PEOPLE[1])
    to_people: Flags = context.of(Source.REVENUE, Sale.PIX) & (context.draws.uniform("sold to") < share)
    return to_people


def _halls(context: StatementContext, before: str) -> pl.Series:
    halls: pl.Series = before + "Prefeitura de " + context.block.customers.city
    return halls


def names_of(context: StatementContext, parties: Parties) -> Coded:
    """The names of the other side, null where that is the bank or nobody."""
    return coded(parties.names, _or_null(context, parties))


def documents_of(context: StatementContext, parties: Parties) -> Coded:
    """The CPF (masked) or CNPJ of the other side, null where that is the bank or nobody."""
    return coded(parties.documents, _or_null(context, parties))


def _or_null(context: StatementContext, parties: Parties) -> Integers:
    return np.where(parties.at == context.phrases.payees.nobody, len(parties.names), parties.at)


def banks_of(context: StatementContext, parties: Parties) -> Integers:
    """The bank of the other side among Phrases.ispbs, this one's (0) for its customers; behind the last for nobody."""
    nobody = parties.at == context.phrases.payees.nobody
    inside = context.rows.other >= 0
    return np.select([inside, nobody], [0, len(context.phrases.ispbs)], parties.banks[parties.at])


def descriptions(context: StatementContext, parties: Parties) -> Coded:
    """What the statement says: the kind's words, and the other side where it is somebody else."""
    nobody = context.phrases.payees.nobody
    suffixes = pl.concat([context.phrases.suffixes, " - " + parties.names.slice(nobody + 1)])
    to_others = context.trait(lambda kind: kind.named and kind.category is not Category.OWN_TRANSFER)
    after = np.where(to_others, parties.at, nobody)
    return Coded(((context.phrases.words, context.kind * 2 + (context.rows.amount > 0)), (suffixes, after)))
