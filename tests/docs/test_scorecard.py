"""examples/scorecard.py: it runs on the default bank, and its text says what it finds there."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from projects import ROOT

SCRIPT = ROOT / "examples/scorecard.py"


@pytest.fixture(scope="module")
def found(bank_2000: Path) -> Any:
    return runpy.run_path(str(SCRIPT))["scorecard"](bank_2000)


def test_about_five_loans_in_a_hundred_default(found: Any) -> None:
    assert "about five in a hundred" in SCRIPT.read_text(encoding="utf-8")
    assert found["loans"] > 250
    assert 0.025 <= found["defaults"] / found["loans"] <= 0.08


def test_the_points_rank_as_the_text_says(found: Any) -> None:
    assert "is about 0.7" in SCRIPT.read_text(encoding="utf-8")
    assert 0.58 <= found["area"] <= 0.85
    assert 0.3 <= found["worst fifth"] <= 0.75


def test_better_answers_give_more_points(found: Any) -> None:
    points = found["points"]
    assert points["days late", "up to 0"] > points["days late", "above 5"]
    assert points["risk band", "A"] > points["risk band", "E"]
