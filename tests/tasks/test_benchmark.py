"""The benchmark's pages; what it measures is not judged here."""

import sys
from pathlib import Path

import pytest

from builds import chosen
from lastro.tasks.benchmarks import builds, rounds, task
from lastro.tasks.benchmarks.feeds import FeedCosts
from lastro.tasks.benchmarks.goals import GOALS, with_goals
from lastro.tasks.benchmarks.machine import machine
from lastro.tasks.benchmarks.pages import BEGIN, END, page, put, table, ways
from lastro.tasks.benchmarks.rounds import Turn, Way

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
    figures = {"date": "2026-11-22", "machine": machine(), "builds": [BUILD], "rounds": [], "ratios": {"a": "1.0"}}
    assert page(figures).startswith("Measured on 2026-11-22: processor ")
    assert "\n- a: 1.0" in page(figures)


def test_what_a_day_costs_stands_beside_what_a_rebuild_costs() -> None:
    costs = FeedCosts(build=16.0, rewind=4.0, feed=13.0, feed_size=1_150.0, changes_size=400.0, one_day=7.0)
    assert costs.ratios["feed of 31 days, CPU seconds"] == "13.0"
    assert costs.ratios["one more day of it, CPU seconds"] == "0.20"
    assert costs.ratios["rewind over rebuild"] == "0.25"


@pytest.mark.parametrize(("figure", "word"), [("0.33", ""), ("0.34", "not ")])
def test_a_figure_with_a_goal_says_whether_it_is_reached(figure: str, word: str) -> None:
    found = with_goals({"rewind over rebuild": figure, "feed of one day, CPU seconds": "9.0"})
    assert found["rewind over rebuild"] == f"{figure} (goal: at most 0.333, {word}reached)"
    assert found["feed of one day, CPU seconds"] == "9.0"


def test_each_goal_is_one_of_a_figure_that_is_measured() -> None:
    taken = [{"way": way.name, "speed": 1.0} for way in rounds.ways()]
    taken.append({"way": "tpchgen-cli, CSV", "speed": 1.0})  # which is measured where it is installed
    days = FeedCosts(build=16.0, rewind=4.0, feed=13.0, feed_size=1_150.0, changes_size=400.0, one_day=7.0)
    assert GOALS.keys() <= task._in_turns(taken).keys() | days.ratios.keys()


def test_the_bank_that_is_timed_has_ten_thousand_customers_and_is_standard_otherwise() -> None:
    timed, standard = chosen(**builds.TIMED_BANK), chosen()
    assert timed.number("bank.customers") == 10_000
    assert {**timed.values, "bank.customers": standard["bank.customers"]} == standard.values


def test_ways_take_turns_and_the_medians_stand_in_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    turns = {"one": iter([9.0, 1.0, 2.0]), "other": iter([4.0, 5.0, 6.0])}

    def turn(way: Way, place: Path) -> Turn:
        order.append(way.name)
        return Turn(next(turns[way.name]), 2.0, 10.0)

    monkeypatch.setattr(rounds, "ways", lambda: [Way(name, lambda _: []) for name in turns])
    monkeypatch.setattr(rounds, "_turn", turn)
    found = rounds.rounds(tmp_path, 3)
    assert order == ["one", "other"] * 3
    assert ways(found).splitlines()[-2:] == ["| one | 10.0 | 2.0 | 2.0 | 5.0 |", "| other | 10.0 | 5.0 | 2.0 | 2.0 |"]


@pytest.mark.parametrize("seconds", [None, 0.25], ids=["all of it", "what it says of itself"])
def test_a_turn_is_a_command_in_an_empty_folder(tmp_path: Path, seconds: float | None) -> None:
    program = "import json, pathlib; pathlib.Path('out').mkdir(); pathlib.Path('out/a').write_bytes(b'x' * 5000)"
    said = f"; print('so', flush=True); print(json.dumps({{'wall': {seconds}}}))" if seconds else ""
    turn = rounds._turn(Way("it", lambda _: [sys.executable, "-c", program + said]), tmp_path)
    assert turn.size == 0.005
    assert turn.cpu > 0
    assert (turn.wall == 0.25) == bool(seconds)
