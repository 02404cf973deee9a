"""Cases of crime: what they do to the books, and what a rate, a later day or more customers leave as it was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from generated import WITHOUT_CRIME, owners, run_of
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.crime.case_keys import decoded, is_crime
from lastro.bank.crime.cases import Cases, cases_of
from lastro.bank.crime.choices import CaseKind, Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import members_of, seated
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.scripts import cast_of, steps_of
from lastro.bank.crime.steps import A_PAYER, COVER, MOST, STEPS
from lastro.bank.crime.typologies import of_kind
from lastro.bank.ledger.all_postings import posted
from lastro.bank.ledger.balances import Ledger, settle
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import CRIME, Refund, Source
from lastro.bank.people.account_block import account_block
from lastro.bank.people.traits import traits
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

MUCH = {"crime_fraud": 50, "crime_laundering": 10}
# and from the bills of robbed cards
OWN_MONEY = (Source.SAVING, Source.OWN_OUT, Source.PROFIT)  # is not moved where crime has left too little
CONSEQUENCES = (Source.CARD_BILL, Source.TOP_UP, Source.INTEREST, Source.OVERDRAFT_TAX, Source.CLOSING)
AT_NIGHT = (Typology.GHOST_HAND, Typology.ROBBERY)


@cache
def ledger(count: int = 1000, **given: Any) -> Ledger:
    """The postings of the first customers; without crime, unless rates are given."""
    dates = {name: value for name, value in given.items() if not name.startswith("crime")}
    people, accounts = owners(count, **dates)
    block = account_block(run_of(**(WITHOUT_CRIME | given)), people, accounts)
    arranged, balances = posted(block, contracts_of(block))
    return settle(block, arranged, balances)


def rows(found: Ledger, crime: bool) -> Postings:
    """The postings of cases, or all others."""
    return found.postings.take(np.flatnonzero(is_crime(found.postings.key) == crime))


def said(found: Postings) -> dict[int, tuple[int, ...]]:
    """Account, moment and amount of postings by key."""
    columns = (found.account.tolist(), found.moment.tolist(), found.amount.tolist())
    return dict(zip(found.key.tolist(), zip(*columns, strict=True), strict=True))


def cases(count: int = 1000, **given: Any) -> Cases:
    """The cases among the first customers."""
    people, _ = owners(count)
    return cases_of(run_of(**given), people)


def test_without_crime_there_are_no_cases_and_no_postings_of_any() -> None:
    assert len(cases(**WITHOUT_CRIME)) == 0
    assert not is_crime(ledger().postings.key).any()


def test_the_bank_has_crime_unless_the_settings_say_otherwise() -> None:
    assert len(cases(2000)) > 0


def test_a_higher_rate_only_adds_cases() -> None:
    few, many = cases(crime_fraud=2, crime_laundering=1), cases(**MUCH)
    place = np.searchsorted(many.key, few.key)
    assert 0 < len(few) < len(many)
    for name in ("key", "typology", "sophistication", "started_at", "known_at"):
        assert (getattr(many, name)[place] == getattr(few, name)).all()


def test_a_higher_rate_changes_no_posting_of_the_cases_that_were_there() -> None:
    few, many = rows(ledger(crime_fraud=5, crime_laundering=2), True), rows(ledger(**MUCH), True)
    assert 0 < len(few) < len(many)
    assert said(few).items() <= said(many).items()


def test_at_any_rate_all_other_postings_are_those_of_the_bank_without_crime() -> None:
    control, crime = rows(ledger(), False), rows(ledger(**MUCH), False)
    fixed = [part.take(~np.isin(part.source, CONSEQUENCES)) for part in (control, crime)]
    without, beside = (said(part) for part in fixed)
    gone = fixed[0].take(~np.isin(fixed[0].key, fixed[1].key))
    assert beside.items() <= without.items()
    assert set(gone.source.tolist()) <= set(OWN_MONEY)
    assert len(gone) < len(fixed[0]) / 2000


def test_nobody_fetches_money_in_order_to_move_own_money_where_crime_has_taken_it() -> None:
    found = ledger(**MUCH).postings
    up = np.flatnonzero(found.source[:-1] == Source.TOP_UP)
    behind = found.take(up + 1)
    assert len(up) > 100
    assert not (np.isin(behind.source, OWN_MONEY) & (behind.amount < 0)).any()


def test_nobody_borrows_to_save_where_crime_has_taken_the_money() -> None:
    found = ledger(**MUCH)
    rows = found.postings
    own = np.isin(rows.source, OWN_MONEY) & (rows.amount < 0) & ~is_crime(rows.key)
    assert own.sum() > 100
    assert (found.balance_after[own] >= 0).all()


def test_of_card_bills_only_those_of_robbed_cards_are_paid_otherwise() -> None:
    both = [rows(found, False) for found in (ledger(), ledger(**MUCH))]
    control, crime = (said(part.take(part.source == Source.CARD_BILL)) for part in both)
    others = [key for key in control.keys() | crime.keys() if control.get(key) != crime.get(key)]
    assert 0 < len(others) < len(control) / 20
    moments = [(control[key][:2], crime[key][:2]) for key in others if key in control and key in crime]
    assert all(one == other for one, other in moments)


def test_no_two_postings_share_a_key() -> None:
    keys = ledger(**MUCH).postings.key
    assert len(np.unique(keys)) == len(keys)
    assert CRIME not in list(Source)


def test_balances_are_running_sums_and_keep_the_limit() -> None:
    found = ledger(**MUCH)
    _, accounts = owners(1000)
    same = np.diff(found.postings.account) == 0
    assert (np.diff(found.balance_after) == found.postings.amount[1:])[same].all()
    assert (found.balance_after >= -accounts.overdraft_limit[found.postings.account]).all()


def test_nobody_passes_on_more_than_was_paid_in() -> None:
    found, known = rows(ledger(**MUCH), True), cases(**MUCH)
    told = decoded(found.key)
    case = np.searchsorted(known.key, told.case)
    laundering = (known.kind[case] == CaseKind.LAUNDERING) & (known.typology[case] != Typology.CYCLE)
    laundering &= told.step != COVER  # of own money
    assert laundering.sum() > 25
    for at in np.unique(case[laundering]):
        here = told.posting[laundering & (case == at)]
        for account in np.unique(found.account[here]):
            own = here[found.account[here] == account]
            running = np.cumsum(found.amount[own])  # postings are in the order of time
            assert running.min() >= 0


def test_both_legs_of_a_payment_inside_are_of_one_amount_and_moment() -> None:
    found = rows(ledger(**MUCH), True)
    inside = found.take(found.other >= 0)
    debits, credits = (inside.take(inside.amount * sign > 0) for sign in (-1, 1))
    debits, credits = (part.take(np.argsort(part.link)) for part in (debits, credits))
    assert len(debits) > 40
    assert (debits.link == credits.link).all()
    assert (debits.moment == credits.moment).all()
    assert (debits.amount == -credits.amount).all()
    assert (debits.other == credits.account).all()


def test_a_later_day_adds_to_cases_and_changes_nothing() -> None:
    early = rows(ledger(as_of="2026-05-14", **MUCH), True)
    late = rows(ledger(**MUCH), True)
    moments = late.moment <= run_of(as_of="2026-05-14").end
    assert 100 < len(early) < len(late)
    names = ("moment", "amount", "key", "source", "detail", "contract")
    before = late.take(moments)
    order = [np.argsort(part.key) for part in (early, before)]
    for name in names:
        assert (getattr(early, name)[order[0]] == getattr(before, name)[order[1]]).all(), name


def test_more_customers_change_no_case_of_those_before() -> None:
    alone, among = rows(ledger(1000, **MUCH), True), rows(ledger(2000, **MUCH), True)
    first = among.take(np.isin(among.key, alone.key))
    assert said(first) == said(alone)
    assert (decoded(among.key).case >> np.uint64(16) <= 1).all()


def test_members_had_their_account_when_the_case_began() -> None:
    people, accounts = owners(1000)
    run = run_of(**MUCH)
    known = cases_of(run, people)
    members = members_of(seated(run, people, accounts, known))
    assert len(np.unique(members.case)) == len(known)
    assert (accounts.created_at[members.account] < known.started_at[members.case]).all()
    assert (accounts.customer_id[members.account] == people.customer_id[members.customer]).all()
    place = np.stack([members.case, members.customer])
    assert len(np.unique(place, axis=1).T) == len(members)


def test_no_member_is_dead_when_the_case_begins() -> None:
    run, (people, accounts) = run_of(history_start="2021-01-01", **MUCH), owners(500, history_start="2021-01-01")
    found = cases_of(run, people)
    members = members_of(seated(run, people, accounts, found))
    dies, starts = traits(run, people).died[members.customer] * DAY, found.started_at[members.case]
    assert (starts < dies).all()
    assert (dies <= run.end).any()  # some die later


@pytest.mark.parametrize("kind", CaseKind)
def test_every_typology_pays_and_leaves_no_purse_below_nothing(kind: CaseKind) -> None:
    people, accounts = owners(1000)
    block = account_block(run_of(**WITHOUT_CRIME), people, accounts)
    arranged, _ = posted(block, contracts_of(block))
    some = cases(**MUCH).take(np.arange(8))
    for typology in of_kind(kind):
        forced = replace(some, typology=np.full(len(some), int(typology)))
        places = seated(block.run, people, accounts, forced)
        control = Control.of(block, arranged, members_of(places).account)
        paid = walked(block, control, forced, places)
        assert len(np.unique(paid.case)) > 1, typology
        assert (paid.cents > 0).all()
        first = np.flatnonzero(paid.step == 0)
        assert (paid.moment[first] > forced.started_at[paid.case[first]]).all()
        hour = paid.moment % DAY // 3600
        assert ((hour >= 7) & (hour < (23 if typology in AT_NIGHT else 20))).all()


def test_what_comes_back_names_the_payment_that_it_gives_back() -> None:
    found = rows(ledger(**MUCH), True)
    back = found.take((found.source == Source.REFUND) & (found.detail == Refund.PIX))
    order = np.argsort(found.key)
    paid = found.take(order[np.searchsorted(found.key[order], back.contract)])
    assert len(back) > 5
    assert (paid.key == back.contract).all()
    assert (paid.account == back.account).all()
    assert (paid.moment < back.moment).all()
    assert (-paid.amount >= back.amount).all()


def test_mules_give_back_no_more_than_they_still_have_of_the_case() -> None:
    found = rows(ledger(**MUCH), True)
    told = decoded(found.key)
    back = found.take((told.step == STEPS) & (found.other >= 0))
    assert len(back) > 1
    for at in np.flatnonzero(back.amount < 0):
        case = told.case == decoded(back.key[at : at + 1]).case[0]
        own = found.take(case & (found.account == back.account[at]))
        assert np.cumsum(own.amount).min() >= 0


def test_ids_say_which_step_of_which_case_a_posting_is() -> None:
    found, known = rows(ledger(**MUCH), True), cases(**MUCH)
    told = decoded(found.key)
    case = np.searchsorted(known.key, told.case)
    assert (known.key[case] == told.case).all()
    assert (told.posting == np.arange(len(found))).all()
    for typology, step in set(zip(known.typology[case].tolist(), told.step.tolist(), strict=True)):
        assert step in (COVER, STEPS) or step < len(steps_of(typology))


def test_scripts_fit_into_the_keys_of_their_postings() -> None:
    for typology in Typology:
        places = {seats.role: seats.count[1] for seats in cast_of(typology)}
        assert len(steps_of(typology)) <= COVER
        for step in steps_of(typology):
            payers = places[step.payer] if step.payer is not None else places[step.payee]  # type: ignore[index]
            times = places[step.payee] if step.times is None else step.times[1]  # type: ignore[index]
            assert payers <= MOST
            assert times <= (MOST if payers == 1 else A_PAYER)


def test_what_is_known_is_known_after_it_began() -> None:
    known = cases(**MUCH)
    ever = known.known_at != NULL
    assert 0.3 < ever.mean() < 0.75
    assert (known.known_at[ever] > known.started_at[ever]).all()
