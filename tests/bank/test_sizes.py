"""Sizes: what dodo.py declares is what a bank takes on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import chosen, datasets


@pytest.mark.parametrize("name", datasets())
def test_a_dataset_takes_about_as_many_bytes_as_declared(name: str, bank_2000: Path) -> None:
    found = (bank_2000 / f"{name}.json").stat().st_size
    assert found == pytest.approx(datasets()[name].bytes(chosen(customers="2000")), rel=0.15)
