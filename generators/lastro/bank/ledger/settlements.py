"""Settlements: what contracts post to accounts: pay-outs, instalments, card bills, purchases and redemptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lastro.bank.choices import LoanType
from lastro.bank.contracts.cards.bills import Cycles, bills_between, cycles_of
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.contracts.investments import values as investment_values
from lastro.bank.contracts.loans import payments as loan_payments
from lastro.bank.contracts.loans.arrears import is_renegotiation
from lastro.bank.contracts.loans.grants import lives_in_files
from lastro.bank.contracts.loans.lives import LoanLives
from lastro.bank.contracts.loans.tax import tax_on_loans
from lastro.bank.ledger.postings import INSTALMENT_BITS, Postings, event_keys, postings
from lastro.bank.ledger.sources import CardBillPayment, Doer, Source, among
from lastro.bank.ledger.surplus import provisions
from lastro.bank.ledger.transfers import feeding
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import died_of
from lastro.brazil.calendar import first_day, month_index
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import child
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

BILL_BITS = 12  # of a posting's key, behind the contract's
SPENT_LATER = (3_600, 8 * DAY)  # seconds after which the money of a personal or business loan goes out, ASSUMED
SPENT_SOON = (600, 4 * 3_600)  # seconds after which a home or car is paid for: the same day
SPENT_SHARE = (0.55, 0.95)  # of a personal or business loan, ASSUMED
BROUGHT_BEFORE = (60, 300)  # seconds, ASSUMED
SWEPT_SHARE = (0.70, 0.98)  # of a redemption, that goes on to another bank, ASSUMED
_BY_ESTATES = among(Source.LOAN_PROVISION, Source.CARD_PROVISION, Source.REDEMPTION, Source.FEEDING)
SWEPT_AFTER = (2 * 3_600, 3 * DAY)  # seconds, ASSUMED


@dataclass(frozen=True)
class Contracts:
    """The loans, cards and investments of a block's customers, computed or read from the files."""

    loans: Any
    cards: Any
    investments: Any


@dataclass(frozen=True)
class Settlements:
    """What contracts post; `foreseen` is what a month's spending may reckon with: bills and instalments of contracts
    that had begun before the month (a later one is not yet in the files when the month is half over)."""

    postings: list[Postings]
    foreseen: list[Postings]
    brought: Postings  # from other banks, what purchases of investments may need
    swept: Postings  # what of redemptions is to go on to other banks


def settlements(block: AccountBlock, contracts: Contracts) -> Settlements:
    """Everything that contracts post to the block's accounts."""
    lives = lives_in_files(block.run, contracts.loans, block.customers, block.people)
    instalments = _instalments(block, lives)
    bills = _bills(block, contracts.cards)
    invested, brought, swept = _investments(block, contracts.investments)
    posted = [*_pay_outs(block, contracts.loans), *invested, *instalments, *bills, *_ends_of_loans(block, lives)]
    return Settlements(
        [_by_estates(block, part) for part in posted],
        [
            *(_begun_before(block, part, contracts.loans.loan_id, contracts.loans.start_date) for part in instalments),
            *(_begun_before(block, part, contracts.cards.card_id, contracts.cards.created_at // DAY) for part in bills),
        ],
        brought,
        swept,
    )


def _by_estates(block: AccountBlock, part: Postings) -> Postings:
    """The same, with what is done for the dead told from what customers do."""
    after = (part.moment > block.closes[part.account]) & (part.moment <= block.settles[part.account])
    estates = after & _BY_ESTATES[part.source]
    if not estates.any():
        return part
    return replace(part, detail=np.where(estates, int(Doer.ESTATE), part.detail))


def _begun_before(block: AccountBlock, part: Postings, contracts: Keys, begun: Integers) -> Postings:
    if len(part) == 0:
        return part
    start = begun[positions(part.contract, contracts)]
    return part.take(month_index(part.moment // DAY) > month_index(start))


def _account(block: AccountBlock, contracts: Any) -> Integers:
    """The positions of the contracts' accounts; -1 where the account is not the customer's."""
    return positions(contracts.account_id, block.accounts.account_id)


def _income(block: AccountBlock, contracts: Any) -> Integers:
    """The monthly incomes of the contracts' holders, in cents."""
    income: Integers = block.customers.monthly_income[positions(contracts.customer_id, block.customers.customer_id)]
    return income


def _pay_outs(block: AccountBlock, loans: Any) -> list[Postings]:
    """Pay-outs with their tax, and what is bought with the rest: a home or a car the same day, other things within a
    week; nothing where an older loan is paid off."""
    moment, account = loan_payments.payout_moments(block.run, loans), _account(block, loans)
    draws = block.run.draws("loans", loans.loan_id)
    at_once = np.isin(loans.loan_type, (LoanType.MORTGAGE, LoanType.AUTO))
    delay = np.where(at_once, draws.integer("spent soon", *SPENT_SOON), draws.integer("spent later", *SPENT_LATER))
    share = SPENT_SHARE[0] + (SPENT_SHARE[1] - SPENT_SHARE[0]) * draws.uniform("spent share")
    nought, tax = np.zeros(len(loans), np.int64), _loan_tax(block, loans)
    left = loans.loan_amount - tax
    spent = np.where(at_once, left, (left * share).astype(np.int64) // 100_00 * 100_00)
    spent = np.where(is_renegotiation(loans), 0, spent)
    out, taxed, back = (
        event_keys(source, loans.loan_id, nought, 1) for source in (Source.PAYOUT, Source.LOAN_TAX, Source.LOAN_SPENT)
    )
    kinds = loans.loan_type.astype(np.int64)
    parts = [
        postings(Source.PAYOUT, account, moment, loans.loan_amount, out, detail=kinds, contract=loans.loan_id),
        postings(Source.LOAN_TAX, account, moment, -tax, taxed, detail=kinds, contract=loans.loan_id),
        postings(Source.LOAN_SPENT, account, moment + delay, -spent, back, detail=kinds),
    ]
    return [part.take((part.account >= 0) & (part.amount != 0)) for part in parts]


def _loan_tax(block: AccountBlock, loans: Any) -> Integers:
    """The IOF on loans of the history, cents; nothing on those that were paid out before it."""
    tax = np.zeros(len(loans), np.int64)
    within = np.flatnonzero(loans.start_date >= history_start(block.run))
    tax[within] = tax_on_loans(block.run, loans.take(within), _income(block, loans)[within])
    return tax


def _instalments(block: AccountBlock, lives: LoanLives) -> list[Postings]:
    """Instalments that are paid, what they cost for being late, and the money brought for them where an account does
    not live on an income."""
    first, last = first_day(np.array([block.months.first, block.months.first + block.months.count]))
    paid, loans = loan_payments.instalments(lives, int(first), int(last) - 1), lives.loans
    charged = paid.charges
    debits, fees, interest = (
        _on_loans(block, source, loans, paid.loan, paid.moment, amount, paid.number)
        for source, amount in (
            (Source.INSTALMENT, paid.amount), (Source.LOAN_FEE, charged.fee), (Source.LOAN_INTEREST, charged.interest),
        )
    )  # fmt: skip
    there = (_account(block, loans)[paid.loan] >= 0) & (paid.amount > 0)
    before = event_keys(Source.LOAN_PROVISION, loans.loan_id[paid.loan], paid.number, INSTALMENT_BITS)[there]
    return [provisions(block, Source.LOAN_PROVISION, debits, before), debits, fees, interest]


def _ends_of_loans(block: AccountBlock, lives: LoanLives) -> list[Postings]:
    """What new loans pay of older ones, what is recovered of those written off, and prepayments with the money that is
    brought for them."""
    settled, recovered, prepaid = (
        _on_loans(block, source, lives.loans, paid.loan, paid.moment, paid.amount)
        for source, paid in (
            (Source.SETTLEMENT, loan_payments.settlements(lives)), (Source.RECOVERY, loan_payments.recoveries(lives)),
            (Source.PREPAYMENT, loan_payments.prepayments(lives)),
        )
    )  # fmt: skip
    before = event_keys(
        Source.LOAN_PROVISION, prepaid.contract, np.zeros(len(prepaid), dtype=np.int64), INSTALMENT_BITS
    )
    return [settled, recovered, provisions(block, Source.LOAN_PROVISION, prepaid, before), prepaid]


def _on_loans(
    block: AccountBlock,
    source: Source,
    loans: Any,
    loan: Integers,
    moment: Integers,
    amount: Integers,
    number: Integers | None = None,
) -> Postings:
    """Debits of the loans at some positions; number: of their instalments."""
    account, keys = _account(block, loans)[loan], loans.loan_id[loan]
    key = event_keys(source, keys, np.zeros_like(loan) if number is None else number, INSTALMENT_BITS)
    kind = loans.loan_type[loan].astype(np.int64)
    part = postings(source, account, moment, -amount, key, detail=kind, contract=keys)
    return part.take((account >= 0) & (amount > 0))


def _bills(block: AccountBlock, cards: Any) -> list[Postings]:
    """Payments of card bills as they are without crime, and the money brought for them."""
    debits, number = bill_payments(block, cards, cycles_of(block.run, block.customers, Cards.of(cards)))
    before = event_keys(Source.CARD_PROVISION, debits.contract, number, BILL_BITS)
    return [provisions(block, Source.CARD_PROVISION, debits, before), debits]


def bill_payments(block: AccountBlock, cards: Any, every: Cycles) -> tuple[Postings, Integers]:
    """Payments of card bills, by direct debit or by boleto, and the number of each bill."""
    first, last = first_day(np.array([block.months.first, block.months.first + block.months.count]))
    bills = bills_between(every, int(first), int(last) - 1)
    paid = (bills.paid > 0) & (_account(block, cards)[bills.card] >= 0)
    card, keys = bills.card[paid], cards.card_id[bills.card[paid]]
    number = month_index(bills.closing[paid]) - 2000 * 12
    dead = bills.paid_on[paid] >= died_of(cards.customer_id[card], block.customers.customer_id, block.people)
    way = np.where(bills.automatic[paid] | dead, CardBillPayment.DIRECT_DEBIT, CardBillPayment.BOLETO)
    key = event_keys(Source.CARD_BILL, keys, number, BILL_BITS)
    account, moment = _account(block, cards)[card], bills.moment[paid]
    return postings(Source.CARD_BILL, account, moment, -bills.paid[paid], key, detail=way, contract=keys), number


def _investments(block: AccountBlock, investments: Any) -> tuple[list[Postings], Postings, Postings]:
    """Purchases and redemptions, with the transfers that feed and empty Investment accounts; what may be brought for
    purchases; and what is to go on to other banks."""
    moves = investment_values.movements(
        block.run, investments, died_of(investments.customer_id, block.customers.customer_id, block.people)
    )
    account, keys = _account(block, investments), investments.investment_id
    nought = np.zeros(len(keys), np.int64)
    there = account >= 0
    bought = postings(
        Source.PURCHASE, account, moves.purchase, -investments.amount, event_keys(Source.PURCHASE, keys, nought, 1),
        contract=keys,
    ).take(there)  # fmt: skip
    redeemed = postings(
        Source.REDEMPTION, account, moves.redemption, moves.redeemed, event_keys(Source.REDEMPTION, keys, nought, 1),
        contract=keys,
    ).take(there & (moves.redemption != NULL) & (moves.redeemed > 0))  # fmt: skip
    feeds = [feeding(block, part.account, part.moment, -part.amount, child(part.contract, side, 1, "feeding"))
             for side, part in enumerate((bought, redeemed))]  # fmt: skip
    return [redeemed, *feeds, bought], _brought(block, bought), _swept(block, redeemed)


def _on_main(block: AccountBlock, part: Postings) -> Postings:
    """The same postings on the main account of the customer."""
    owner = positions(block.accounts.customer_id[part.account], block.customers.customer_id)
    main = positions(block.held.main, block.accounts.account_id)[owner]
    return postings(Source.PURCHASE, main, part.moment, part.amount, part.key, contract=part.contract)


def _brought(block: AccountBlock, bought: Postings) -> Postings:
    """The whole price of each purchase, brought to the main account within the hour before."""
    on_main = _on_main(block, bought)
    keys = event_keys(Source.INVESTMENT_PROVISION, bought.contract, np.zeros(len(bought), np.int64), 1)
    before = block.run.draws("provisions", keys).integer("before", *BROUGHT_BEFORE)
    account, moment = on_main.account, on_main.moment - before
    part = postings(Source.INVESTMENT_PROVISION, account, moment, -on_main.amount, keys, contract=bought.contract)
    return part.take(account >= 0)


def _swept(block: AccountBlock, redeemed: Postings) -> Postings:
    """Most of what a redemption brings goes on to another bank within days."""
    draws = block.run.draws("investments", redeemed.contract)
    share = SWEPT_SHARE[0] + (SWEPT_SHARE[1] - SWEPT_SHARE[0]) * draws.uniform("swept share")
    amount = (redeemed.amount * share).astype(np.int64) // 10_00 * 10_00
    moment = redeemed.moment + draws.integer("swept after", *SWEPT_AFTER)
    key = event_keys(Source.SWEEP, redeemed.contract, np.zeros(len(redeemed), np.int64), 1)
    main = _on_main(block, redeemed).account
    part = postings(Source.SWEEP, main, moment, -amount, key)
    return part.take((main >= 0) & (amount > 0))
