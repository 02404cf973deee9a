"""The bank's settings: what bank.toml says of it, and what goes together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lastro.bank.settings import SETTINGS
from lastro.engine.errors import BadSetting
from lastro.engine.settings.settings import load
from leaks.test_bank_of_crime import NOT_YET
from projects import ROOT


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bank.toml").write_bytes((ROOT / "bank.toml").read_bytes())
    monkeypatch.chdir(tmp_path)


def test_every_declared_setting_stands_in_the_file_with_an_allowed_value() -> None:
    assert load(SETTINGS, {}).values.keys() == SETTINGS.types.keys()


def test_the_standard_settings_are_those_of_the_documentation() -> None:
    values = load(SETTINGS, {}).values
    assert values["bank.customers"] == 2_000
    assert values["bank.branches"] == 50
    assert values["bank.as_of"] == values["bank.base_date"] == date(2026, 10, 31)
    assert values["bank.history_start"] == date(2025, 11, 1)
    assert values["crime.fraud"] == values["crime.laundering"] == 1
    assert values["privacy.documents"] == "valid"


@pytest.mark.parametrize("rate", ["crime.fraud", "crime.laundering"])
def test_there_is_crime_by_default_only_if_no_figure_of_it_is_out_of_its_band(rate: str) -> None:
    assert load(SETTINGS, {})[rate] == 0 or not NOT_YET


def test_history_starts_no_later_than_it_ends() -> None:
    assert load(SETTINGS, {"history_start": "2026-10-31"})["bank.history_start"] == date(2026, 10, 31)
    with pytest.raises(BadSetting, match=r"^history_start=2025-11-01: .* to as_of, which is 2025-01-01$"):
        load(SETTINGS, {"as_of": "2025-01-01"})


@pytest.mark.parametrize("value", ["-1", "50000001"])
def test_customers_have_a_range(value: str) -> None:
    with pytest.raises(BadSetting, match=r"customers=.*: allowed is a whole number from 0 to 50000000"):
        load(SETTINGS, {"customers": value})
