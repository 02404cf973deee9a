"""Postings of cases, in the form of innocent ones, and their way into the ledger."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.crime.cards.bill_payments import with_robbed_cards
from lastro.bank.crime.case_keys import outsiders, posting_keys
from lastro.bank.crime.cases import Cases, cases_of, rates
from lastro.bank.crime.choices import Typology
from lastro.bank.crime.control import Control, watched
from lastro.bank.crime.members import members_of, seated
from lastro.bank.crime.playing.cover import covered
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.refunds import given_back, refunds, sent_back
from lastro.bank.crime.scripts import steps_of
from lastro.bank.crime.steps import STEPS, Way
from lastro.bank.ledger.balances import ArrangedPostings, in_order
from lastro.bank.ledger.postings import Postings, postings
from lastro.bank.ledger.sources import CustomerTransfer, Everyday, Refund, Source, Wage
from lastro.bank.ledger.stopping import as_allowed
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Flags, Integers

_DETAILS: dict[Source, int] = {
    Source.WAGE_PAID: Wage.SALARY, Source.WAGE: Wage.SALARY, Source.REFUND: Refund.TAKEN_BACK,
}  # fmt: skip


def with_cases(block: AccountBlock, cards: Any, arranged: ArrangedPostings) -> ArrangedPostings:
    """The postings of a block in order, with those of its cases among them, behind all others of their second; of
    accounts that are stopped, what the bank lets happen."""
    if not any(rates(block.run).values()) and not block.stopped.some:
        return arranged
    everyday = with_robbed_cards(block, cards, arranged.rows)
    return in_order(block, as_allowed(block, Postings.together([everyday, *_of_cases(block, arranged)])))


def _of_cases(block: AccountBlock, arranged: ArrangedPostings) -> list[Postings]:
    cases = cases_of(block.run, block.customers)
    if not len(cases):
        return []
    places = seated(block.run, block.customers, block.accounts, cases)
    control = Control.of(block, arranged, watched(block, members_of(places).account))
    paid = walked(block, control, cases, places)
    cover = covered(block, control, cases, places, paid)
    beside = given_back(control, cases, paid, cover), cover
    rows = case_postings(control, cases, Paid.together([paid, *beside]))
    return [rows, refunds(block, cases, paid), sent_back(control, cases, paid, cover)]


def case_postings(control: Control, cases: Cases, paid: Paid) -> Postings:
    """What payments post: two legs where both sides bank here."""
    both = (paid.payer >= 0) & (paid.payee >= 0)
    inside, out, into = (
        paid.take(np.flatnonzero(rows)) for rows in (both, ~both & (paid.payer >= 0), ~both & (paid.payee >= 0))
    )
    return Postings.together(
        [*_legs(cases, inside), _single(control, cases, out, False), _single(control, cases, into, True)]
    )


def _legs(cases: Cases, paid: Paid) -> list[Postings]:
    own, pay, back = _own(cases, paid), paid.way == Way.PAYROLL, paid.step == STEPS
    parts = []
    for out, into, rows in (
        (Source.TRANSFER, Source.TRANSFER, ~own & ~pay & ~back),
        (Source.REFUND, Source.REFUND, back),
        (Source.SAVING, Source.SAVING, own),
        (Source.WAGE_PAID, Source.WAGE, pay),
    ):
        some = paid.take(np.flatnonzero(rows))
        link, credit = (posting_keys(cases.key[some.case], some.step, some.payment, leg) for leg in (False, True))
        for source, account, other, sign, key in (
            (out, some.payer, some.payee, -1, link),
            (into, some.payee, some.payer, 1, credit),
        ):
            detail = _DETAILS.get(source, CustomerTransfer.PIX)
            parts.append(
                postings(source, account, some.moment, sign * some.cents, key, detail=detail, other=other, link=link)
            )
    return parts


def _own(cases: Cases, paid: Paid) -> Flags:
    """Payments from a member's savings to the main account."""
    table = np.zeros((len(Typology), STEPS + 1), np.bool_)
    for typology in Typology:
        for number, step in enumerate(steps_of(typology)):
            table[typology, number] = step.savings
    own: Flags = table[cases.typology[paid.case], paid.step]
    return own


def _single(control: Control, cases: Cases, paid: Paid, into: bool) -> Postings:
    """Postings whose other side banks elsewhere; `contract` says who that is, for the statement."""
    key = posting_keys(cases.key[paid.case], paid.step, paid.payment, False)
    payroll = paid.way == Way.PAYROLL
    rows = postings(
        Source.EVERYDAY,
        paid.payee if into else paid.payer,
        paid.moment,
        paid.cents if into else -paid.cents,
        key,
        detail=np.select([paid.way == Way.ONLINE, paid.way == Way.BILL], [Everyday.TRIAL, Everyday.BOLETO], paid.way),
        contract=outsiders(cases.key[paid.case], paid.outsider, _acquainted(cases, paid)),
    )
    swapped, bill = _swapped(control, cases, paid)
    source = np.select([payroll, swapped], [int(Source.PAYROLL), int(Source.BILL)], rows.source)
    detail = np.select([payroll, swapped], [np.full(len(rows), _NEW_EMPLOYEE), bill], rows.detail)
    return Postings(**{**vars(rows), "source": source, "detail": detail})


def _swapped(control: Control, cases: Cases, paid: Paid) -> tuple[Flags, Integers]:
    """Which payments look like a bill of the payer's, with its detail; who pays none by hand, pays any boleto."""
    cents, detail = control.bill_before(np.maximum(paid.payer, 0), cases.started_at[paid.case])
    return (paid.way == Way.BILL) & (cents > 0), detail


_NEW_EMPLOYEE = 4_000  # a number that no employee has


def _acquainted(cases: Cases, paid: Paid) -> Flags:
    """Whom their payers know who bank elsewhere: one and the same in all payments of a case."""
    share = np.zeros((len(Typology), STEPS + 1))
    for typology in Typology:
        for number, step in enumerate(steps_of(typology)):
            share[typology, number] = step.known
    found: Flags = cases.draws.at(paid.case).chance(
        "acquainted", share[cases.typology[paid.case], paid.step], paid.outsider
    )
    found &= (paid.way == Way.PIX) & (paid.payee < 0)
    return found
