"""One pass makes the bank that builds one by one make, byte for byte, whatever the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import NAMES, digests, make, spec
from lastro.engine.build.build import build_together

SETTINGS = [
    {"customers": "0", "seed": "1"},
    {"customers": "1", "seed": "2"},
    {"customers": "1001", "seed": "3", "privacy.documents": "invalid"},
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


def test_what_two_datasets_of_a_block_need_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lastro.bank.ledger import all_postings

    calls: list[int] = []
    arrange = all_postings.arrange
    monkeypatch.setattr(all_postings, "arrange", lambda *given: calls.append(1) or arrange(*given))
    build_together({name: spec(name, tmp_path, customers="20") for name in NAMES})
    assert len(calls) == 1
    make(tmp_path, customers="20")
    assert len(calls) == 3  # of files, accounts and transactions each compute them
