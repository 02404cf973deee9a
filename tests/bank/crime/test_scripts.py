"""Scripts of crime: what a fraud analyst looks at first when a case is told."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category, Channel
from lastro.bank.crime.case_keys import AS_EVERY_DAY, are_acquainted, decoded
from lastro.bank.crime.choices import CaseRole, Typology
from lastro.bank.crime.refunds import refunds
from lastro.bank.crime.steps import Way
from lastro.bank.ledger.limits import SENT_A_NIGHT
from lastro.bank.ledger.posting_kinds import POSTING_KINDS, kinds_of
from lastro.bank.ledger.purchases import CATEGORIES, NO_PURCHASE
from lastro.bank.ledger.sources import BillPayment, Source, bill_detail, bill_kind
from lastro.bank.statement.channels import channels
from lastro.bank.statement.context import statement_context
from lastro.bank.statement.counterparties import parties_of
from lastro.bank.statement.payees import FAVOURITES, PEOPLE
from lastro.brazil import calendar
from lastro.engine.rows.moments import DAY
from played import COUNT, bank, played, posted_by, sums


def test_who_pays_many_mules_has_much_to_launder() -> None:
    fan = played(Typology.FAN_OUT)
    mules, brought = fan.places.count(CaseRole.LAYER), sums(fan.paid, 0)
    some = brought > 0
    each = brought[some] / mules[some]
    assert some.sum() > COUNT / 2
    assert 250_00 < np.median(each) < 900_00
    many, few = (np.median(brought[some & rows]) for rows in (mules >= 9, mules < 9))
    assert many > 1.3 * few


def test_impersonators_elsewhere_ask_for_sums_worth_the_trouble() -> None:
    asked = sums(played(Typology.IMPERSONATION).paid, 0)
    assert 450_00 < np.median(asked[asked > 0]) < 2_500_00


def test_stolen_cards_buy_what_sells_again_and_tested_ones_buy_online() -> None:
    block, _ = bank()
    for typology, wanted in (
        (Typology.CARD_SWAP, {Category.ELECTRONICS, Category.GROCERIES, Category.CLOTHING}),
        (Typology.CARD_TESTING, {Category.ONLINE_SHOPPING}),
    ):
        rows = posted_by(played(typology))
        context = statement_context(block, rows)
        bought = np.flatnonzero(context.shop != NO_PURCHASE)
        assert len(bought) > COUNT
        assert {CATEGORIES[at] for at in context.shop[bought].tolist()} == wanted
        at_counters = channels(context)[bought] == Channel.POS
        assert at_counters.all() if typology is Typology.CARD_SWAP else not at_counters.any()


def test_a_swapped_boleto_looks_like_a_bill_that_its_victim_has_paid_lately() -> None:
    swap, rows = played(Typology.BOLETO_SWAP), posted_by(played(Typology.BOLETO_SWAP))
    bills = rows.take(np.flatnonzero(rows.source == Source.BILL))
    usual = bank()[1].rows
    assert len(bills) > COUNT / 4
    for account, moment, amount, detail in zip(bills.account, bills.moment, bills.amount, bills.detail, strict=True):
        own = (usual.account == account) & (usual.source == Source.BILL) & (usual.moment < moment)
        own &= bill_kind(usual.detail) == bill_kind(detail)
        assert detail == bill_detail(bill_kind(detail), BillPayment.BOLETO)
        assert (np.abs(amount / usual.amount[own] - 1) <= 0.0301).any()
    assert (swap.paid.way == Way.BILL).all()


def test_robbers_take_what_limits_give_within_two_hours() -> None:
    robbery = played(Typology.ROBBERY)
    forced = robbery.paid.take(np.flatnonzero(robbery.paid.step < 2))
    assert forced.cents[forced.step == 0].max() == SENT_A_NIGHT
    took = forced.moment - robbery.cases.started_at[forced.case]
    evening = robbery.cases.started_at % DAY < 18 * 3600
    assert took[evening[forced.case]].max() < 2 * 3600
    here = robbery.places.account[:, CaseRole.VICTIM, 0]
    at = np.flatnonzero(here >= 0)
    had = robbery.control.available(here[at], robbery.cases.started_at[at])
    some = (had > 500_00) & (had < 4_000_00)
    assert np.median((sums(robbery.paid, 0) + sums(robbery.paid, 1))[at][some] / had[some]) > 0.6


def test_who_does_not_exist_is_paid_alike_each_month_as_employees_are() -> None:
    rows = posted_by(played(Typology.PAYROLL_FRAUD))
    pay = rows.take(np.flatnonzero((rows.amount < 0) & (decoded(rows.key).step == 0)))
    case, day = decoded(pay.key).case, pay.moment // DAY
    assert set(pay.source.tolist()) == {Source.PAYROLL, Source.WAGE_PAID}
    assert {POSTING_KINDS[kind].category for kind in kinds_of(pay).tolist()} == {Category.PAYROLL}
    assert (day == calendar.fifth_business_day(calendar.month_index(day))).all()
    assert len(np.unique(np.stack([case, day.astype(np.uint64)]), axis=1).T) == len(pay)
    months = [np.unique(pay.amount[case == each], return_counts=True) for each in np.unique(case)]
    assert all(len(cents) == 1 for cents, _ in months)
    assert max(count.max() for _, count in months) > 3


def test_what_was_paid_by_mistake_is_taken_back_from_who_has_sent_it_on() -> None:
    paid = played(Typology.FALSE_REFUND).paid
    first, sent, back = (paid.take(np.flatnonzero(paid.step == step)) for step in (0, 1, 3))
    assert COUNT / 5 < len(back) < COUNT * 0.7
    came = first.take(np.searchsorted(first.case, back.case))
    assert (came.case == back.case).all()
    assert (back.payer == came.payee).all()
    assert (back.outsider == came.outsider).all()
    assert (back.cents <= came.cents).all()
    assert (back.moment > came.moment + DAY // 2).all()
    assert (sums(paid, 3) > 0.95 * sums(paid, 0))[sums(paid, 3) > 0].mean() > 0.3
    assert len(sent) >= len(back)


def test_some_investments_are_brought_by_somebody_whom_the_victim_pays_anyway() -> None:
    rows = posted_by(played(Typology.FALSE_INVESTMENT))
    out = rows.take(np.flatnonzero((rows.amount < 0) & (rows.source == Source.EVERYDAY)))
    out = out.take(np.flatnonzero(decoded(out.key).step != 3))  # what mules pass on
    context = statement_context(bank()[0], out)
    parties = parties_of(context, np.full(len(out), -1))
    contacts = np.stack([context.customers.bits("contacts", np.full(len(out), n)) for n in range(FAVOURITES.size)])
    is_contact = (contacts % np.uint64(PEOPLE) == parties.at.astype(np.uint64)).any(axis=0)
    known = are_acquainted(out.contract)
    assert 0.15 < known.mean() < 0.6
    assert is_contact[known].all()
    assert is_contact[~known].mean() < 0.1


def test_an_investment_begins_with_a_round_sum_that_is_worth_it() -> None:
    paid = played(Typology.FALSE_INVESTMENT).paid
    first = paid.cents[paid.step == 0]
    assert len(first) > COUNT / 2
    assert first.min() >= 100_00
    assert (first % 50_00 == 0).all()


def test_false_shops_offer_what_people_order_of_shops_that_they_do_not_know() -> None:
    rows = posted_by(played(Typology.FALSE_SALE))
    shop = statement_context(bank()[0], rows).shop
    by_code = np.flatnonzero((shop != NO_PURCHASE) & (rows.detail == Way.QR) & (rows.source == Source.EVERYDAY))
    assert len(by_code) > COUNT / 8
    assert {CATEGORIES[at] for at in shop[by_code].tolist()} <= {
        Category.ONLINE_SHOPPING, Category.ELECTRONICS, Category.CLOTHING, Category.HOUSEHOLD, Category.HEALTH,
    }  # fmt: skip


def test_what_was_paid_in_several_pix_comes_back_on_several_days() -> None:
    robbery = played(Typology.ROBBERY)
    back = refunds(bank()[0], robbery.cases, robbery.paid)
    case, day = decoded(back.key).case, back.moment // DAY
    _, parts = np.unique(case, return_counts=True)
    _, days = np.unique(np.unique(np.stack([case, day.astype(np.uint64)]), axis=1)[0], return_counts=True)
    assert parts.max() > 2
    assert (days[parts > 2] > 1).all()


def _outside(sophistication: int) -> tuple[float, float, np.ndarray]:
    """Of those who pay feeders from elsewhere: the share of whoever they deal with anyway, and by case of the commonest
    of the others; and the hours until what came goes on."""
    paid = played(Typology.FAN_IN, sophistication).paid
    came = paid.take(np.flatnonzero((paid.step == 0) & (paid.payer < 0)))
    own = came.take(np.flatnonzero(came.outsider != AS_EVERY_DAY))
    commonest = [np.unique(own.outsider[own.case == case], return_counts=True)[1].max() for case in np.unique(own.case)]
    on = paid.take(np.flatnonzero((paid.step == 1) & (paid.payer >= 0)))
    last = {(case, account): moment for case, account, moment in zip(came.case, came.payee, came.moment, strict=True)}
    told = zip(on.case, on.payer, on.moment, strict=True)
    hours = np.array([(then - last[case, who]) / 3600 for case, who, then in told if (case, who) in last])
    return 1 - len(own) / len(came), sum(commonest) / len(own), hours


def test_clumsy_rings_share_one_account_and_hurry_and_careful_ones_deal_with_people_they_know() -> None:
    (few, one, soon), (half, _, _), (most, several, late) = (_outside(care) for care in (1, 2, 3))
    assert few < 0.12 < 0.35 < half < 0.65 < 0.7 < most
    assert several < 0.6 < 0.85 < one
    assert np.median(soon) < 12 < 24 < np.median(late)
