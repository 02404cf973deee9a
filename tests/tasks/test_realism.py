"""`doit realism`: any folder is measured, what lies outside is said, and docs/realism.md has every measure."""

from __future__ import annotations

import math
import re

import pytest

from lastro.tasks.realism.measure import Measure, at_least, at_most, shown
from lastro.tasks.realism.measures import measures
from lastro.tasks.realism.page import outside, page, table
from projects import DATASETS, ROOT, Project


def test_any_folder_is_measured_without_building_anything(bank: Project) -> None:
    elsewhere = bank.root / "elsewhere"
    if not elsewhere.exists():
        elsewhere.symlink_to(bank.path(DATASETS))
    done = bank.doit("realism", "elsewhere")
    assert (done.code, done.ran) == (0, ["realism"])
    assert re.search(r"^[0-9]+ of [0-9]+ numbers lie in their bands, [0-9]+ outside\.$", done.out, re.MULTILINE)
    assert re.search(r"^ [ !] Card settlements in whole reais: [0-9.]+ % \(at most 5 %\)$", done.out, re.MULTILINE)


def test_a_folder_that_is_no_bank_is_one_line(bank: Project) -> None:
    done = bank.doit("realism", "nowhere")
    assert done.code == 1
    assert "nowhere/customers.json is missing: a bank has customers, branches, " in done.err
    assert "Traceback" not in done.err


def test_what_lies_outside_its_band_is_marked_and_counted() -> None:
    found: dict[str, float | None] = {measure.name: _inside(measure) for measure in measures()}
    wrong, unknown = list(measures())[3], list(measures())[5]
    found |= {wrong.name: wrong.high + 1, unknown.name: None}
    assert outside(found) == [wrong]
    row = next(line for line in page(found, "a bank").splitlines() if line.startswith(f"| {wrong.name} |"))
    assert "**outside**" in row
    assert page(found, "a bank").count("**outside**") == 1
    assert f" ! {wrong.name}: " in table(found)
    assert f"{len(found) - 2} of {len(found) - 1} numbers lie in their bands, 1 outside." in table(found)


def test_the_page_has_every_measure_with_its_band_and_source() -> None:
    text = (ROOT / "docs/realism.md").read_text(encoding="utf-8")
    rows = {tuple(line.strip("| ").split(" | ")) for line in text.splitlines() if line.startswith("| ")}
    told = {(row[0], row[1], row[3]) for row in rows if len(row) == 4} - {("number", "band", "source")}
    assert told == {(each.name, each.band, each.source) for each in measures()}


def test_the_page_is_written_by_the_task_and_not_by_hand() -> None:
    text = (ROOT / "docs/realism.md").read_text(encoding="utf-8")
    nothing: dict[str, float | None] = dict.fromkeys((each.name for each in measures()), None)
    assert text.split("Measured:")[0] == page(nothing, "a bank").split("Measured:")[0]


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.5, 12, "%", "0.5 to 12 %"),
        (2600, 4300, "R$", "R$ 2,600 to 4,300"),
        (*at_most(5), "times", "at most 5 times"),
        (*at_least(18), "years", "at least 18 years"),
        (0, 0, "", "0"),
    ],
)
def test_a_band_is_told_in_words(low: float, high: float, unit: str, text: str) -> None:
    assert Measure("a number", low, high, unit, "ASSUMED", "SELECT 1").band == text
    assert shown(1234.5, "R$") == "R$ 1,234"


def _inside(measure: Measure) -> float:
    return measure.low if not math.isinf(measure.low) else measure.high
