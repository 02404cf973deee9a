"""Offenders that are put by on the disk are those that stay in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.mutations import copy_of
from lastro.checks import spill
from mutated_bank import SmallBank
from offenders import found_in


def test_offenders_put_by_on_the_disk_are_those_of_the_memory(
    bank: SmallBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = copy_of(bank.records)
    for account in records["accounts"]:
        account["balance"] += 1
    bank.write(records, tmp_path)
    _, in_memory = found_in(tmp_path)
    monkeypatch.setattr(spill, "LIMIT", 7)
    _, on_disk = found_in(tmp_path)
    assert on_disk == in_memory
    assert [each["row"] for each in on_disk if each["rule"] == "M2"] == list(range(len(records["accounts"])))
