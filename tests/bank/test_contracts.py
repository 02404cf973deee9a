"""What loans, cards and investments have in common: history, growth, sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generated import CONTRACTS, by_hand, by_key, contracts, died, holders_of, owners, run_of
from lastro.bank.contracts.cards.bills import bills_between, cycles
from lastro.bank.contracts.investments.values import movements
from lastro.bank.contracts.loans.grants import lives_in_files
from lastro.bank.contracts.loans.payments import instalments
from lastro.bank.people.traits import traits
from lastro.engine import Table
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.moments import DAY, day

DATASETS = sorted(CONTRACTS)
SIZES = {"loans": (780, 1000), "credit_cards": (1600, 2000), "investments": (1400, 1900)}  # of 2,000 customers


@pytest.fixture(params=DATASETS)
def dataset(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.mark.parametrize("later", ["2026-11-01", "2026-11-30", "2027-03-31"])
def test_time_changes_present_state_only(dataset: str, later: str) -> None:
    before, after = by_key(contracts(dataset), state=False), by_key(contracts(dataset, as_of=later), state=False)
    assert {key: after[key] for key in before} == before
    assert later == "2026-11-01" or len(after) > len(before)


def test_time_changes_some_present_state(dataset: str) -> None:
    before, after = by_key(contracts(dataset), state=True), by_key(contracts(dataset, as_of="2026-11-30"), state=True)
    assert sum(after[key] != before[key] for key in before) > len(before) / 10


def test_more_customers_leave_the_first_as_they_were(dataset: str) -> None:
    few, many = by_key(contracts(dataset, count=500), state=True), by_key(contracts(dataset, count=700), state=True)
    assert list(many.items())[: len(few)] == list(few.items())


def test_blocks_do_not_matter(dataset: str) -> None:
    whole, part = by_key(contracts(dataset, count=700), state=True), contracts(dataset, count=200, first=500)
    assert list(whole.items())[-len(part) :] == list(by_key(part, state=True).items())


def test_there_are_as_many_as_a_bank_of_this_size_has(dataset: str) -> None:
    low, high = SIZES[dataset]
    assert low <= len(contracts(dataset)) <= high


def test_keys_are_unique(dataset: str) -> None:
    rows = contracts(dataset)
    assert len(by_key(rows, state=True)) == len(rows)


def test_rows_stand_in_the_order_of_customers(dataset: str) -> None:
    assert (np.diff(contracts(dataset).customer_id.astype(np.int64)) >= 0).all()


def test_accounts_are_the_customers_own(dataset: str) -> None:
    rows, (_, accounts) = contracts(dataset), owners()
    owner = dict(zip(accounts.account_id.tolist(), accounts.customer_id.tolist(), strict=True))
    assert [owner[account] for account in rows.account_id.tolist()] == rows.customer_id.tolist()


def test_contracts_begin_after_their_accounts(dataset: str) -> None:
    rows, (_, accounts) = contracts(dataset), owners()
    opened = dict(zip(accounts.account_id.tolist(), accounts.created_at.tolist(), strict=True))
    begun = next(getattr(rows, n) for n in ("start_date", "created_at", "purchase_date") if n in rows.columns)
    begun = begun if dataset == "credit_cards" else begun * DAY
    assert (begun > np.array([opened[account] for account in rows.account_id.tolist()])).all()


def test_hand_made_customers_have_contracts_with_hand_made_keys(dataset: str) -> None:
    rows = CONTRACTS[dataset].generate(run_of(), *by_hand(*owners(count=300)))
    keys = next(iter(rows.columns.values()))
    assert len(rows) > 50
    assert is_hand_made(keys).all()
    assert len(set(keys.tolist())) == len(rows)


def test_nobody_has_nothing(dataset: str) -> None:
    assert len(contracts(dataset, count=0)) == 0


ABSURD = {
    "loans": {
        "term": [0, -1, 10**9],
        "loan_amount": [0, -5, 10**15],
        "interest_rate": [0, 10**12],
        "start_date": [-25_000, 60_000],
    },
    "credit_cards": {
        "credit_limit": [0, -1, 10**15],
        "closing_day": [-3, 99],
        "due_day": [0, 77],
        "created_at": [-(10**9), 4 * 10**9],
    },
    "investments": {
        "amount": [0, -1, 10**15],
        "rate": [0, 10**12],
        "maturity_date": [-25_000, 60_000],
        "purchase_date": [-25_000, 60_000],
    },
}


@pytest.mark.parametrize(("edited", "column"), [(d, c) for d, columns in ABSURD.items() for c in columns])
def test_absurd_edits_by_hand_break_nothing_else(edited: str, column: str) -> None:
    rows, values = contracts(edited, count=300), ABSURD[edited][column]
    for value in values:
        absurd = rows.columns[column].copy()
        absurd[0] = value
        changed = _postings(edited, Table(rows.row, {**rows.columns, column: absurd}))
        assert [post for post in changed if post[0] != 0] == [post for post in _postings(edited, rows) if post[0] != 0]


def _postings(dataset: str, rows: Table[Any]) -> list[tuple[int, ...]]:
    """What contracts post: their position, the moment, the amount."""
    run, window = run_of(), (day("2025-11-01"), day("2026-10-31"))
    if dataset == "investments":
        moves = movements(run, rows, died(rows, owners(count=300)[0]))
        return list(
            zip(
                range(len(rows)),
                moves.purchase.tolist(),
                moves.redemption.tolist(),
                moves.redeemed.tolist(),
                strict=True,
            )
        )
    if dataset == "loans":
        people = owners(count=300)[0]
        paid = instalments(lives_in_files(run, rows, people, traits(run, people)), *window)
        return list(zip(paid.loan.tolist(), paid.moment.tolist(), paid.amount.tolist(), strict=True))
    billed = bills_between(cycles(run, rows, holders_of(rows, owners(count=300)[0])), *window)
    return list(zip(billed.card.tolist(), billed.moment.tolist(), billed.paid.tolist(), strict=True))
