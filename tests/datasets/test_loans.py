"""Loans: schedules that are paid, missed and made up for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import loans as loans_module
from generated import contracts, incomes, owners, run_of
from lastro.bank.choices import LoanStatus, LoanType, RiskBand
from lastro.bank.contracts.loans.amortization import instalment_parts
from lastro.bank.contracts.loans.grants import Credit, credit_of, lives_in_files
from lastro.bank.contracts.loans.lives import LATEST, LoanLives, due_days
from lastro.bank.contracts.loans.payments import instalments, payout_moments, prepayments, recoveries, settlements
from lastro.bank.contracts.loans.standing import LoanStates
from lastro.bank.people.holdings import holdings
from lastro.bank.people.levels import prices
from lastro.bank.people.path.leaving import leaving_on
from lastro.bank.people.traits import traits
from lastro.brazil.calendar import add_months, is_bank_business_day, month_index
from lastro.engine import Table
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY

START, AS_OF = day("2025-11-01"), day("2026-10-31")


@pytest.fixture(scope="module")
def loans() -> Table[Any]:
    return contracts("loans", count=10_000)


@pytest.fixture(scope="module")
def income(loans: Table[Any]) -> Any:
    return incomes(loans, owners(count=10_000)[0])


@pytest.fixture(scope="module")
def lives(loans: Table[Any]) -> LoanLives:
    people = owners(count=10_000)[0]
    return lives_in_files(run_of(), loans, people, traits(run_of(), people))


@pytest.fixture(scope="module")
def paid(lives: LoanLives) -> Any:
    return instalments(lives, START, AS_OF)


@pytest.fixture(scope="module")
def credit() -> Credit:
    people, accounts = owners(count=2_000)
    return credit_of(run_of(), people, holdings(people.customer_id, accounts), traits(run_of(), people))


def _running(loans: Table[Any]) -> Any:
    """Which loans are on the running book: not paid off, not written off."""
    return (loans.loan_status != LoanStatus.PAID_OFF) & (loans.written_off_on == NULL)


def _arrears(loans: Table[Any], kind: int) -> float:
    """The share of running loans of a type that are 90 days late."""
    running = loans.loan_status[_running(loans) & (loans.loan_type == kind)]
    return float((running == LoanStatus.DEFAULT).mean())


def test_four_to_eight_percent_of_running_loans_are_ninety_days_late(loans: Table[Any]) -> None:
    late = loans.loan_status[_running(loans)] == LoanStatus.DEFAULT
    assert 0.04 <= late.mean() <= 0.08


def test_arrears_rise_from_homes_to_cars_to_personal_loans(loans: Table[Any]) -> None:
    assert _arrears(loans, LoanType.MORTGAGE) < _arrears(loans, LoanType.AUTO) < _arrears(loans, LoanType.PERSONAL)


def test_arrears_weigh_on_those_who_owe_much(loans: Table[Any], lives: LoanLives, income: Any) -> None:
    amount = instalment_parts(lives.schedule, np.arange(len(loans)), np.ones(len(loans), dtype=np.int64)).amount
    burden = amount / np.maximum(income * prices(run_of(), month_index(loans.start_date)), 1)
    personal, long = loans.loan_type == LoanType.PERSONAL, (loans.term >= 18) & (loans.term <= 36)
    defaulted, some = loans.defaulted_on != NULL, personal & long & (loans.risk_band <= RiskBand.C)
    heavy = burden > np.median(burden[some])
    assert defaulted[some & heavy].mean() > 1.1 * defaulted[some & ~heavy].mean()


def test_default_is_ninety_days_past_due(loans: Table[Any]) -> None:
    assert ((loans.loan_status == LoanStatus.DEFAULT) == (loans.days_past_due >= 90)).all()
    assert (loans.days_past_due[loans.loan_status == LoanStatus.ACTIVE] > 0).sum() > 0


def test_a_loan_that_is_paid_off_owes_nothing(loans: Table[Any]) -> None:
    done = loans.loan_status == LoanStatus.PAID_OFF
    assert (loans.installment_amount[done] == NULL).all()
    assert (loans.outstanding_balance[done] == 0).all()
    assert (loans.outstanding_balance[~done] > 0).all()


def test_instalments_are_paid_in_order(paid: Any) -> None:
    same = paid.loan[1:] == paid.loan[:-1]
    assert (np.diff(paid.moment)[same] > 0).all()
    assert (np.diff(paid.number)[same] == 1).all()


def test_instalments_fall_due_and_are_paid_on_business_days(paid: Any) -> None:
    assert is_bank_business_day(paid.due).all()
    assert is_bank_business_day(paid.paid_on).all()


def test_nothing_is_paid_before_it_is_due(paid: Any) -> None:
    assert (paid.paid_on >= paid.due).all()


def test_missed_instalments_are_made_up_for_on_one_day(paid: Any) -> None:
    together = (paid.loan[1:] == paid.loan[:-1]) & (paid.paid_on[1:] == paid.paid_on[:-1])
    assert 20 < together.sum() < 0.05 * len(paid.loan)
    assert (np.diff(paid.moment)[together] == 1).all()


def test_late_instalments_cost_two_percent_and_one_percent_a_month_by_the_day(paid: Any) -> None:
    late = paid.paid_on - paid.due
    assert (paid.charges.fee[late == 0] == 0).all()
    assert (abs(paid.charges.fee - 0.02 * paid.amount)[late > 0] <= 0.5).all()
    assert (abs(paid.charges.interest - paid.amount * late / 3_000)[late > 0] <= 0.5).all()


@pytest.mark.parametrize("ago", [0, 1, 17, 92, 360])
def test_the_state_follows_from_the_payments(lives: LoanLives, ago: int) -> None:
    as_of = AS_OF - ago
    some = lives.take(np.flatnonzero((lives.loans.start_date <= as_of) & (lives.ends.paid_off > as_of)))
    every = instalments(some, day("2000-01-01"), as_of)
    count = np.bincount(every.loan, minlength=len(some.before))
    found = LoanStates(some).on(as_of)
    assert (found.installments_paid == count).all()
    oldest = due_days(some.loans, np.arange(len(count)), np.minimum(count + 1, some.loans.term))
    assert (found.days_past_due == np.where(count < some.loans.term, np.maximum(as_of - oldest, 0), 0)).all()


def test_a_window_shows_what_the_whole_shows(lives: LoanLives, paid: Any) -> None:
    whole = instalments(lives, day("2000-01-01"), AS_OF)
    recent = whole.moment >= START * DAY
    assert whole.amount[recent].tolist() == paid.amount.tolist()
    assert whole.moment[recent].tolist() == paid.moment.tolist()


def test_loans_start_on_business_days_in_banking_hours(loans: Table[Any]) -> None:
    second = payout_moments(run_of(), loans) - loans.start_date * DAY
    assert is_bank_business_day(loans.start_date).all()
    assert second.min() >= 10 * 3600
    assert second.max() < 16 * 3600


def test_homes_weigh_at_most_thirty_percent_of_income(loans: Table[Any], income: Any) -> None:
    homes = np.flatnonzero((loans.loan_type == LoanType.MORTGAGE) & (loans.installment_amount != NULL))
    assert (loans.installment_amount[homes] <= 0.301 * income[homes]).all()
    late = homes[loans.start_date[homes] >= day("2024-01-01")]
    assert 180_000_00 <= loans.loan_amount[late].mean() <= 400_000_00  # R$ 328.6 k in 2024 (SBPE)


def test_businesses_have_business_loans_and_nobody_else(loans: Table[Any]) -> None:
    people = owners(count=10_000)[0]
    firms = set(people.customer_id[people.customer_type == 1].tolist())
    assert {c in firms for c in loans.customer_id[loans.loan_type == LoanType.BUSINESS].tolist()} == {True}
    assert {c in firms for c in loans.customer_id[loans.loan_type != LoanType.BUSINESS].tolist()} == {False}


def test_delinquency_is_a_setting() -> None:
    calm, hard = (contracts("loans", ledger_delinquency=level) for level in ("0.0", "3.0"))
    assert (calm.loan_status == LoanStatus.DEFAULT).sum() == 0
    usual = contracts("loans").loan_status == LoanStatus.DEFAULT
    assert (hard.loan_status == LoanStatus.DEFAULT).sum() > 1.3 * usual.sum()


def test_money_that_is_short_is_short_for_all_loans_of_a_borrower_but_the_homes(lives: LoanLives) -> None:
    whose, home = lives.loans.customer_id, lives.loans.loan_type == LoanType.MORTGAGE
    order = np.argsort(whose, kind="stable")
    first, second = order[:-1], order[1:]
    pairs = whose[first] == whose[second]
    first, second = first[pairs], second[pairs]
    with_home = home[first] | home[second]
    both, either = lives.late[first] & lives.late[second], lives.late[first] | lives.late[second]
    alone, together = (both[part].sum() / either[part].sum() for part in (with_home, ~with_home))
    assert together > 0.2
    assert alone < 0.15


def test_leavers_borrow_what_is_paid_or_lost_before_they_leave(credit: Credit) -> None:
    people, accounts = owners(count=2_000)
    held, who = holdings(people.customer_id, accounts), traits(run_of(), people)
    leaves = leaving_on(who.draws, held.main_created)[credit.owner] // DAY
    loans = credit.loans
    assert 15 < who.leaver[credit.owner].sum() < 0.2 * len(loans)
    assert (add_months(loans.start_date, loans.term) < leaves).all()
    gone = np.flatnonzero(leaves <= day("2026-10-31"))
    lives = credit.lives
    last = np.minimum(lives.paid_by(gone, leaves[gone]), loans.term[gone])
    assert len(gone) > 2
    ended = np.minimum(lives.ends.written_off[gone], lives.ends.prepaid[gone]) < leaves[gone]
    assert ((last == loans.term[gone]) | ended).all()


# Ends


def test_a_default_is_the_first_day_on_which_a_loan_is_ninety_days_past_due(lives: LoanLives) -> None:
    found = lives.take(np.flatnonzero((lives.ends.defaulted > START) & (lives.ends.defaulted <= AS_OF)))
    assert len(found.before) > 50
    for ago in (1, 0):
        late = [LoanStates(found.take(np.array([at]))).on(on - ago).days_past_due[0]
                for at, on in enumerate(found.ends.defaulted[:60].tolist())]  # fmt: skip
        assert {days >= 90 for days in late} == {ago == 0}


def test_what_is_a_year_past_due_is_written_off_and_paid_no_more_by_schedule(loans: Table[Any]) -> None:
    lost = loans.written_off_on != NULL
    assert lost.sum() > 100
    assert (lost == (loans.days_past_due >= 360)).all()
    assert (AS_OF - loans.written_off_on[lost] == loans.days_past_due[lost] - 360).all()
    assert (loans.loan_status[lost] == LoanStatus.DEFAULT).all()
    assert ((loans.recovered_amount != NULL) == lost).all()
    assert 0.1 < (loans.recovered_amount[lost] > 0).mean() < 0.4


def test_what_is_recovered_is_paid_after_the_write_off(lives: LoanLives) -> None:
    found = recoveries(lives)
    assert (found.moment // DAY > lives.ends.written_off[found.loan]).all()
    assert ((found.amount > 0) & (found.amount < lives.loans.loan_amount[found.loan])).all()


def test_a_renegotiated_loan_is_paid_off_by_a_new_one_when_that_is_paid_out(
    loans: Table[Any], lives: LoanLives
) -> None:
    position = {key: at for at, key in enumerate(loans.loan_id.tolist())}
    paid = settlements(lives)
    known = lives.ends.renegotiated[paid.loan] <= AS_OF
    newer = np.array([position[key] for key in loans.renegotiated_loan_id[paid.loan[known]].tolist()])
    assert len(newer) > 50
    assert (loans.loan_amount[newer] == paid.amount[known]).all()
    assert (payout_moments(run_of(), loans)[newer] == paid.moment[known]).all()
    assert (loans.loan_status[paid.loan[known]] == LoanStatus.PAID_OFF).all()
    assert (loans.risk_band[newer] == NULL_CODE).all()


def test_a_tenth_of_loans_a_year_is_paid_off_before_its_time(loans: Table[Any], lives: LoanLives) -> None:
    early = lives.ends.prepaid <= AS_OF
    assert (loans.loan_status[early] == LoanStatus.PAID_OFF).all()
    assert ((loans.prepaid_on != NULL) == early).all()
    within = (loans.prepaid_on >= START) & (loans.loan_type == LoanType.PERSONAL)
    running = (loans.loan_type == LoanType.PERSONAL) & (loans.loan_status == LoanStatus.ACTIVE)
    assert 0.05 < within.sum() / running.sum() < 0.20


def test_a_prepayment_owes_no_interest_of_the_days_to_come(lives: LoanLives) -> None:
    paid = prepayments(lives)
    by_schedule = lives.paid[paid.loan, -1]
    owed = instalment_parts(lives.schedule, paid.loan, by_schedule)
    following = instalment_parts(lives.schedule, paid.loan, by_schedule + 1)
    assert len(paid.loan) > 300
    assert ((owed.balance < paid.amount) & (paid.amount < owed.balance + following.interest)).all()


def test_loans_are_prepaid_by_who_is_up_to_date_before_the_next_instalment(lives: LoanLives) -> None:
    loan = np.flatnonzero(lives.ends.prepaid < LATEST)
    day_, paid = lives.ends.prepaid[loan], lives.paid[loan, -1]
    assert is_bank_business_day(day_).all()
    assert (due_days(lives.loans, loan, paid) < day_).all()
    assert (day_ < due_days(lives.loans, loan, paid + 1)).all()
    assert (paid < lives.loans.term[loan]).all()
    assert (lives.ends.renegotiated[loan] == LATEST).all()
    assert (lives.ends.written_off[loan] == LATEST).all()


def test_december_with_its_13th_sees_most_prepayments(lives: LoanLives) -> None:
    month = month_index(lives.ends.prepaid[lives.ends.prepaid <= AS_OF]) % 12
    assert np.bincount(month, minlength=12).argmax() in (11, 0)  # within a fortnight of December's instalment


def test_nothing_is_renegotiated_twice(lives: LoanLives) -> None:
    assert (lives.ends.renegotiated[lives.loans.risk_band == NULL_CODE] == LATEST).all()


# Grants


def test_nobody_is_lent_anything_while_past_due_or_after_a_default(loans: Table[Any], lives: LoanLives) -> None:
    granted = np.flatnonzero((loans.risk_band != NULL_CODE) & (loans.start_date > day("2020-01-01")))
    for at in granted.tolist():
        others = np.flatnonzero(
            (loans.customer_id == loans.customer_id[at]) & (loans.start_date < loans.start_date[at])
        )
        on = np.full(len(others), loans.start_date[at])
        assert not lives.is_late(others, on).any()
        assert not ((lives.ends.defaulted[others] < on) & (on < lives.ends.defaulted[others] + 365)).any()


def test_nobody_is_lent_anything_who_had_no_work_the_month_before(credit: Credit) -> None:
    granted = np.flatnonzero(credit.loans.risk_band != NULL_CODE)
    before = credit.path.at(credit.owner[granted], month_index(credit.loans.start_date[granted]) - 1)
    assert credit.path.employed[before].all()
    assert credit.path.hardship[before].max() < 0.36


def test_who_may_borrow_is_not_past_due(credit: Credit) -> None:
    everybody = np.arange(len(credit.path.frailty))
    on = np.full(len(everybody), AS_OF)
    may, late = credit.may_borrow(everybody, on), credit.is_past_due(everybody, on)
    assert not (may & late).any()
    assert 0.7 < may.mean() < 0.95
    assert late.sum() > 30


def test_rates_rise_with_the_risk_band_and_so_do_defaults(loans: Table[Any]) -> None:
    personal = loans.loan_type == LoanType.PERSONAL
    bands = [personal & (loans.risk_band == band) for band in RiskBand]
    rates = [loans.interest_rate[band].mean() for band in bands]
    assert rates == sorted(rates)
    defaults = [(loans.defaulted_on[band] != NULL).mean() for band in bands]
    assert defaults[0] < defaults[2] < defaults[4]


def test_two_loans_of_one_person_go_late_together(loans: Table[Any]) -> None:
    running = np.flatnonzero(_running(loans))
    late = loans.days_past_due[running] > 0
    first = running[:-1][np.diff(loans.customer_id[running].astype(np.int64)) == 0]
    place = np.searchsorted(running, first)
    given = late[place + 1][late[place]].mean(), late[place + 1][~late[place]].mean()
    assert given[0] > 2.5 * given[1]


def test_defaults_have_their_hump_at_four_to_twelve_months_on_book(loans: Table[Any]) -> None:
    defaulted = loans.defaulted_on != NULL
    month = month_index(np.where(defaulted, loans.defaulted_on, AS_OF)) - month_index(loans.start_date)
    stayed = np.minimum(month, loans.term)
    hazard = []
    for first, last in ((0, 3), (4, 12), (13, 24), (25, 48)):
        exposed = (np.minimum(stayed, last) - first + 1).clip(0).sum()
        hazard.append((defaulted & (month >= first) & (month <= last)).sum() / exposed)
    assert hazard[0] < hazard[3] < hazard[2] < hazard[1]


@pytest.mark.parametrize("on", ["2026-04-30", "2026-09-01"])
def test_an_earlier_day_comes_out_of_the_last_over_defaults_write_offs_and_renegotiations(on: str) -> None:
    last, then = contracts("loans"), contracts("loans", as_of=on)
    some = last.take(np.flatnonzero(last.start_date <= day(on)))
    assert some.loan_id.tolist() == then.loan_id.tolist()
    found = vars(loans_module.states(run_of(), some, owners()[0]).on(day(on)))
    assert {name: column.tolist() for name, column in found.items()} == {
        name: then.columns[name].tolist() for name in found
    }
    for name in ("defaulted_on", "written_off_on", "prepaid_on"):
        assert ((last.columns[name] != NULL).sum()) > ((then.columns[name] != NULL).sum())
    assert (last.renegotiated_loan_id != NULL_KEY).sum() > (then.renegotiated_loan_id != NULL_KEY).sum()


def test_nobody_is_issued_a_card_while_past_due_or_after_a_default(credit: Credit) -> None:
    cards = contracts("credit_cards", count=2_000)
    owner = np.searchsorted(owners(count=2_000)[0].customer_id, cards.customer_id)
    assert not credit.is_past_due(owner, cards.created_at // DAY).any()
