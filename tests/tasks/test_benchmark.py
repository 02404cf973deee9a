"""The benchmark's pages; what it measures is not judged here."""

from pathlib import Path

from lastro.tasks.benchmarks.feeds import FeedCosts
from lastro.tasks.benchmarks.machine import machine
from lastro.tasks.benchmarks.pages import BEGIN, END, page, put, table

BUILD = {
    "customers": 10_000,
    "history_start": "2025-11-01",
    "workers": 2,
    "records": 1_000_000,
    "size": 600_000_000,
    "wall": 4.0,
    "cpu": 6.5,
    "peak": 400_000_000,
}


def test_a_build_is_one_line_with_its_rates() -> None:
    line = table([BUILD]).splitlines()[-1]
    assert line == "| 10,000 | 2025-11-01 | 2 | 1,000,000 | 600 | 4.0 | 6.5 | 250,000 | 150 | 400 |"


def test_a_document_keeps_what_stands_around_the_figures(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put(document, "new")
    assert document.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n{END}\nafter\n"


def test_figures_name_their_date_and_machine() -> None:
    figures = {"date": "2026-11-22", "machine": machine(), "builds": [BUILD], "ratios": {"a": "1.0"}}
    assert page(figures).startswith("Measured on 2026-11-22: processor ")
    assert "\n- a: 1.0" in page(figures)


def test_what_a_day_costs_stands_beside_what_a_rebuild_costs() -> None:
    costs = FeedCosts(build=16.0, rewind=4.0, feed=13.0, feed_size=1_150.0, changes_size=400.0, one_day=7.0)
    assert costs.ratios["feed of 31 days, CPU seconds"] == "13.0"
    assert costs.ratios["one more day of it, CPU seconds"] == "0.20"
    assert costs.ratios["rewind over rebuild"] == "0.25"
