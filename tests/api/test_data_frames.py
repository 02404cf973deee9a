"""`lastro.open` and `lastro.load`: the same bank in memory as in the files, typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import lastro
from builds import NAMES, make
from lastro.engine.errors import BadInput, BadSetting, BuildError
from projects import ROOT

ODD = [
    {"customers": "0", "seed": "1"},
    {"customers": "1", "seed": "2"},
    {"customers": "999", "seed": "3", "history_start": "2026-10-01"},
    {"customers": "1001", "privacy.documents": "invalid", "history_start": "2026-09-01"},
    {"customers": "150", "base_date": "2022-03-31", "as_of": "2022-03-31", "history_start": "2021-12-01"},
]
SMALL = {"customers": "150", "seed": "7"}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small bank."""
    folder = tmp_path_factory.mktemp("small")
    make(folder, **SMALL)
    return folder


@pytest.mark.parametrize("given", ODD, ids=lambda given: " ".join(f"{k}={v}" for k, v in given.items()))
def test_a_bank_in_memory_is_the_bank_in_the_files_in_values_types_and_order(
    tmp_path: Path, given: dict[str, str]
) -> None:
    make(tmp_path, **given)
    opened, loaded = lastro.open(**given), lastro.load(tmp_path)
    for name in NAMES:
        assert_frame_equal(opened[name], loaded[name])
        assert opened[name].schema == opened.schema(name)


def test_blocks_make_up_the_dataset() -> None:
    bank = lastro.open(customers=2100)
    blocks = list(bank.blocks("loans"))
    assert len(blocks) == 3
    assert_frame_equal(pl.concat(blocks), bank.loans)


def test_columns_have_the_types_of_what_they_mean() -> None:
    accounts = lastro.open(**SMALL).accounts
    kinds = {
        name: accounts.schema[name]
        for name in ("account_id", "balance", "opened_on", "account_type")
        if name in accounts.columns
    }
    assert kinds["balance"] == pl.Decimal(15, 2)
    assert isinstance(kinds["account_type"], pl.Enum)
    assert isinstance(accounts["balance"].sum(), Decimal)


def test_an_earlier_day_is_the_bank_opened_on_that_day() -> None:
    bank = lastro.open(**SMALL)
    earlier = bank.at(date(2026, 6, 30))
    assert earlier.settings["bank.as_of"] == "2026-06-30"
    last = {each: each.transactions["transaction_date"].max().date() for each in (earlier, bank)}
    assert last[earlier] <= date(2026, 6, 30) < last[bank]


def test_it_is_the_same_bank_from_any_folder_whatever_doit_remembers(tmp_path: Path) -> None:
    program = "import lastro; print(lastro.open(customers=3, seed=7).customers['customer_id'].to_list())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generators")}
    said = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        for folder in (tmp_path, ROOT)
    ]
    assert (
        said[0].stdout == said[1].stdout == f"{lastro.open(customers=3, seed=7).customers['customer_id'].to_list()}\n"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"customer": 5}, "there is no setting customer; did you mean customers?"),
        ({"customers": -1}, "customers=-1: allowed is"),
        ({"ledger__overdraft_rate": 9}, "ledger.overdraft_rate=9: allowed is"),
        ({"as_of": "2021-01-01", "history_start": "2022-01-01"}, "history_start=2022-01-01: allowed is a date"),
    ],
)
def test_settings_are_refused_as_on_the_command_line(given: dict[str, object], message: str) -> None:
    with pytest.raises(BadSetting, match=re.escape(message)):
        lastro.open(**given)


def test_a_wrong_name_is_told_with_the_right_one() -> None:
    bank = lastro.open(customers=1)
    with pytest.raises(AttributeError, match=r"no dataset loan; did you mean loans[?]"):
        bank.loan  # noqa: B018
    with pytest.raises(KeyError, match=r"no dataset lons; did you mean loans[?]"):
        bank["lons"]
    assert set(NAMES) < set(dir(bank))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere is not there"):
        lastro.load(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"loans[.]json is not there; `doit loans` builds it"):
        lastro.load(tmp_path).loans  # noqa: B018


def test_a_package_that_is_not_installed_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BuildError, match=r"the package pyarrow is missing: `pip install pandas pyarrow`"):
        lastro.open(customers=1).pandas("branches")


def test_a_named_bank_is_loaded_by_its_name(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lastro.engine.paths.ROOT", tmp_path)
    (tmp_path / "data/financial_services/banks/dev").mkdir(parents=True)
    (tmp_path / "data/financial_services/banks/dev/datasets").symlink_to(small)
    assert_frame_equal(lastro.load(bank="dev").branches, lastro.load(small).branches)
    with pytest.raises(BadInput, match=r"banks/other/datasets is not there; `doit bank=other` builds the datasets"):
        lastro.load(bank="other")
    with pytest.raises(BadSetting, match="bank='No Bank': a bank's name is"):
        lastro.load(bank="No Bank")
    with pytest.raises(BadSetting, match="not both"):
        lastro.load(small, bank="dev")


def test_a_value_that_does_not_fit_is_told_with_its_file(small: Path, tmp_path: Path) -> None:
    text = (small / "accounts.json").read_text(encoding="utf-8")
    (tmp_path / "accounts.json").write_text(text.replace('"Checking"', '"Cheking"', 1), encoding="utf-8")
    with pytest.raises(BadInput, match=r"accounts[.]json: a value does not fit its column"):
        lastro.load(tmp_path).accounts  # noqa: B018


def test_duckdb_has_all_tables_with_their_keys_and_the_ten_questions(small: Path) -> None:
    for bank in (lastro.open(**SMALL), lastro.load(small)):
        found = bank.duckdb()
        counts = {name: found.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in NAMES}
        assert counts == {name: len(bank[name]) for name in NAMES}
        (keys,) = found.sql(
            "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()[0]
        assert keys == len(NAMES)
        assert found.sql("FROM q01_customer_tiers").fetchall()


def test_arrow_and_pandas_hold_the_same_exact_values() -> None:
    bank = lastro.open(**SMALL)
    total = bank.accounts["balance"].sum()
    assert pl.from_arrow(bank.arrow("accounts"))["balance"].sum() == total
    assert bank.pandas("accounts")["balance"].sum() == total


def test_the_fixture_gives_tests_a_bank(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nlastro = customers=20 seed=7\n")
    (tmp_path / "test_it.py").write_text(
        "def test_it(bank):\n    assert len(bank.customers) == 20\n    assert len(bank.accounts) >= 20\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "lastro.api.pytest_plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generators")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
