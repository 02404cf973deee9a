"""Calendar, schedules and spills reckon as the auditor's plain Python does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from dateutil.relativedelta import relativedelta

from auditor import bank_days, people, schedules
from auditor.reading import reais
from lastro.checks import days
from lastro.checks.batch import Batch
from lastro.checks.rules import emails
from lastro.checks.rules.contracts.schedules import months
from lastro.checks.spill import Spill, again
from lastro.engine.rows.columns import row_class

EPOCH = date(1970, 1, 1)
SOME_DAYS = [date(2021, 1, 1) + timedelta(days=number) for number in range(0, 3000, 7)]


def numbers(some: list[date]) -> np.ndarray:
    return np.array([(each - EPOCH).days for each in some], dtype=np.int64)


def dates(some: np.ndarray) -> list[date]:
    return [EPOCH + timedelta(days=int(each)) for each in some]


def test_bank_days_are_the_auditors() -> None:
    every = [date(2021, 1, 1) + timedelta(days=number) for number in range(3000)]
    assert days.is_bank_day(numbers(every)).tolist() == [bank_days.is_bank_day(each) for each in every]
    assert dates(days.next_bank_day(numbers(every))) == [bank_days.next_bank_day(each) for each in every]
    assert dates(days.last_bank_day(numbers(every))) == [bank_days.last_bank_day(each) for each in every]


def test_paydays_are_the_auditors() -> None:
    found = days.paydays(days.months_of(numbers(SOME_DAYS)))
    assert dates(found) == [bank_days.payday(each.year, each.month) for each in SOME_DAYS]


def test_the_last_of_all_months_has_a_payday() -> None:
    assert len(days.paydays(days.months_of(numbers([date(9999, 12, 31)])))) == 1


@pytest.mark.parametrize("months_later", [-1, 1, 13, 420])
def test_calendar_months_are_dateutils(months_later: int) -> None:
    every = [date(2023, 12, 1) + timedelta(days=number) for number in range(100)]
    found = dates(days.plus_months(numbers(every), months_later))
    assert found == [each + relativedelta(months=months_later) for each in every]


@pytest.mark.parametrize("price", [True, False])
@pytest.mark.parametrize(("amount", "rate", "term"), [(120_000, 1200, 3), (99_999_999, 1234, 420), (7, 0, 5)])
def test_schedules_are_the_auditors(amount: int, rate: int, term: int, price: bool) -> None:
    columns = [np.array([value], dtype=np.int64) for value in (amount, rate, term)]
    found = [(int(due[0]), int(left[0])) for due, left in months(*columns, np.array([price]))]
    monthly = schedules.monthly_rate(schedules.Decimal(reais(rate)))
    assert found == list(schedules._steps("Price" if price else "SAC", amount, monthly, term))


def test_spilled_rows_come_back_sorted_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lastro.checks.spill.LIMIT", 50)
    keys = np.random.default_rng(1).integers(0, 2**64, 500, dtype=np.uint64)
    spill = Spill(2)
    for start in range(0, 1000, 100):
        spill.add(np.tile(keys, 2)[start : start + 100], np.arange(start, start + 100))
    rows = list(spill.sorted())
    assert sum(again(part).sum() for part in rows) == 500
    assert sorted(int(row[1]) for part in rows for row in part) == list(range(1000))


ADDRESSES = {  # name and address: whether the one is made of the other
    ("Gabriel Reis Sá Filho", "gsa110310@conecta.example.org"): True,
    ("Ana Maria Luz", "maria.l@example.com"): True,
    ("Bo Li", "li_bo3@example.net"): True,
    ("Gabriel Reis Sá Filho", "bsa110310@conecta.example.org"): False,
    ("Ana Maria Luz", "qqq@example.com"): False,
}


def test_an_address_is_of_a_name_to_the_check_and_to_the_auditor() -> None:
    found: list[bool] = []
    for name, address in ADDRESSES:
        people._email(
            {"name": name, "email": address}, lambda right, _: bool(right), lambda right, _: found.append(right)
        )
    frame = pl.DataFrame({"name": [name for name, _ in ADDRESSES], "email": [address for _, address in ADDRESSES]})
    batch = Batch(row_class("customers"), frame, np.arange(len(frame)))
    ((_, _, wrong),) = emails.addresses_derive_from_the_name(None, batch)  # type: ignore[arg-type]
    assert found[1::2] == (~wrong).tolist() == list(ADDRESSES.values())
