"""One pass makes the bank that builds one by one make, byte for byte, whatever the settings."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from builds import NAMES, digests, make, spec
from lastro.engine.build.build import build_together

SETTINGS = [
    {"customers": "0", "seed": "1"},
    {"customers": "1", "seed": "2"},
    {"customers": "1001", "seed": "3", "privacy.documents": "invalid", "history_start": "2026-09-01"},
    {"customers": "150", "base_date": "2022-03-31", "as_of": "2022-03-31", "history_start": "2021-12-01"},
]


@pytest.mark.parametrize("given", SETTINGS, ids=lambda given: " ".join(f"{k}={v}" for k, v in given.items()))
def test_one_pass_makes_the_bytes_of_builds_one_by_one(tmp_path: Path, given: dict[str, str]) -> None:
    (tmp_path / "one by one").mkdir()
    make(tmp_path / "one by one", **given)
    built = build_together({name: spec(name, tmp_path, **given) for name in NAMES})
    for each in built.values():
        each.place(lambda _: None)
    assert digests(tmp_path) == digests(tmp_path / "one by one")
    assert built.keys() == set(NAMES)


def test_no_dataset_of_a_pass_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr("lastro.engine.build.spec.read", read)
    monkeypatch.setattr("lastro.engine.build.spec.read_part", read)
    assert len(build_together({name: spec(name, tmp_path, customers="20") for name in NAMES})) == len(NAMES)


def test_what_datasets_of_a_block_have_in_common_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {
        function: counted(monkeypatch, f"lastro.bank.{module}", function)
        for module, function in (
            ("ledger.all_postings", "arrange"),  # for accounts and transactions
            ("contracts.cards.bills", "cycles"),  # for these, cards and their rows
            ("contracts.loans.grants", "requests"),  # for accounts, loans and cards
        )
    }
    build_together({name: spec(name, tmp_path, customers="20") for name in NAMES})
    assert {function: len(made) for function, made in calls.items()} == {"arrange": 1, "cycles": 1, "requests": 1}
    make(tmp_path, customers="20")
    assert {function: len(made) for function, made in calls.items()} == {"arrange": 3, "cycles": 5, "requests": 4}


def counted(monkeypatch: pytest.MonkeyPatch, module: str, function: str) -> list[int]:
    """Calls of a function from now on."""
    calls: list[int] = []
    made = getattr(import_module(module), function)
    monkeypatch.setattr(f"{module}.{function}", lambda *given: calls.append(1) or made(*given))
    return calls
