"""Both ends of every setting: the bank is built, and every rule holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from builds import NAMES, chosen, make
from lastro.bank.ledger.postings import monthly_keys
from lastro.bank.ledger.sources import Source
from lastro.bank.people.event_keys import event_keys
from lastro.bank.settings import LAST_DAY, SETTINGS
from lastro.checks.run import check
from lastro.engine.random.keys import child, fitting
from lastro.engine.settings.setting_types import Day, Decimal, OneOf, Whole

SHORT = "2026-09-01"  # a history that is built in a second
TOO_LARGE = {"customers", "workers"}  # their upper ends; keys are tried below
AT_THE_ENDS = [
    {"as_of": "2021-01-01", "history_start": "2021-01-01", "base_date": "2021-01-01"},
    {"as_of": f"{LAST_DAY}", "history_start": f"{LAST_DAY}", "base_date": f"{LAST_DAY}"},
    {"as_of": f"{LAST_DAY}", "history_start": "2021-01-01", "customers": "3"},
    {"base_date": "2021-01-01", "history_start": SHORT},
    {"base_date": f"{LAST_DAY}", "history_start": SHORT},
    {"customers": "0", "history_start": SHORT},
]


def ends() -> list[dict[str, str]]:
    """Settings that are no days, all at one end and all at the other."""
    low, high = {"history_start": SHORT}, {"history_start": SHORT}
    for full, kind in SETTINGS.types.items():
        name = full.removeprefix("bank.")
        if isinstance(kind, OneOf):
            low[name], high[name] = kind.values[0], kind.values[-1]
        elif isinstance(kind, Whole | Decimal):
            low[name], high[name] = str(kind.low), str(kind.high)
    return [low | {"customers": "80"}, high | {"customers": "80", "workers": "2"}]


def violations(folder: Path, given: Mapping[str, str]) -> list[object]:
    """What `doit check` would find in a bank that is built with these settings."""
    make(folder, **{"customers": "40", **given})
    known = chosen(**given)
    start, end = known["bank.history_start"], known["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    found = check(folder, NAMES, start, end, str(known["privacy.documents"]))
    return [line for line in found.lines() if line["violations"] or line["notes"]]


def _long(given: dict[str, str]) -> bool:
    """Whether a history goes over all years that there can be: its ends are tried by themselves, too."""
    return given.get("history_start") == "2021-01-01" and given["as_of"] == f"{LAST_DAY}"


TRIED = [pytest.param(each, marks=[pytest.mark.long] * _long(each)) for each in [*ends(), *AT_THE_ENDS]]


@pytest.mark.parametrize("given", TRIED, ids=lambda given: " ".join(given.values()))
def test_a_bank_at_the_ends_of_its_settings_breaks_no_rule(given: dict[str, str], tmp_path: Path) -> None:
    assert violations(tmp_path, {"workers": "1", **given}) == []


def test_both_ends_of_every_setting_are_tried() -> None:
    tried = {(name, text) for given in [*ends(), *AT_THE_ENDS] for name, text in given.items()}
    usual = chosen()
    tried |= {(full.removeprefix("bank."), str(usual[full])) for full in SETTINGS.types}  # everywhere else
    for full, kind in SETTINGS.types.items():
        name = full.removeprefix("bank.")
        both = kind.values if isinstance(kind, OneOf) else (kind.low, kind.high)  # type: ignore[attr-defined]
        assert {(name, str(end)) for end in both} - tried <= {(each, str(both[-1])) for each in TOO_LARGE}, name


def test_all_days_have_the_same_ends() -> None:
    days = [kind for kind in SETTINGS.types.values() if isinstance(kind, Day)]
    assert {(day.low, day.high) for day in days} == {(date(2021, 1, 1), LAST_DAY)}


def test_the_last_of_all_customers_has_keys_of_its_own() -> None:
    kind = SETTINGS.types["bank.customers"]
    assert isinstance(kind, Whole)
    last, month = np.array([kind.high - 1], dtype=np.uint64), np.array([LAST_DAY.year * 12 + 11])
    account = child(last, 3, 2, "accounts")
    keys = [*monthly_keys(Source(max(Source)), account, month, 2**14 - 1)]
    keys += [*event_keys(55, last, np.array([2**32 - 1]), 32, "sessions")]
    assert all(0 < int(key) < 2**63 for key in keys)
    assert int(keys[0]) >> 24 & (2**28 - 1) == int(account[0])


@pytest.mark.parametrize("number", [-1, 1024, 2**40])
def test_a_number_that_would_run_into_the_next_field_of_a_key_is_refused(number: int) -> None:
    assert fitting(np.array([0, 1023]), 10).tolist() == [0, 1023]
    with pytest.raises(OverflowError, match="do not fit into 10 bits of a key"):
        fitting(np.array([0, number]), 10)
    with pytest.raises(OverflowError, match="do not fit"):
        monthly_keys(Source.BILL, np.array([5], dtype=np.uint64), np.array([2000 * 12 + number]), 0)
    with pytest.raises(OverflowError, match="do not fit"):
        child(np.array([5], dtype=np.uint64), number, 10, "loans")
