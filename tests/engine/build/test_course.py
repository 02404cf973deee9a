"""The course of a run: steps, seconds left, totals; and how far a dataset is while several processes write it."""

from __future__ import annotations

import pytest

from lastro.engine.build import progress
from lastro.engine.build.course import Course
from lastro.engine.files.writer import Placed

SECONDS = {"planets": 10.0, "moons": 30.0, "nights": 60.0}


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> Course:
    """A run of the three datasets in which no time passes by itself."""
    made = Course()
    made.begin(list(SECONDS), SECONDS.__getitem__)
    monkeypatch.setattr(made, "elapsed", lambda: made.__dict__.get("now", 0.0))
    monkeypatch.setattr(progress, "COURSE", made)
    return made


def at(course: Course, seconds: float) -> Course:
    course.__dict__["now"] = seconds
    return course


def test_steps_are_counted_in_the_order_of_the_run(course: Course) -> None:
    assert [course.step(name) for name in SECONDS] == ["[1/3] ", "[2/3] ", "[3/3] "]
    assert course.step("comets") == ""


def test_at_first_what_is_left_is_what_was_expected(course: Course) -> None:
    assert course.left() == pytest.approx(100)


def test_what_is_left_goes_down_as_datasets_are_built(course: Course) -> None:
    course.note("planets", 450, 1_000)
    course.reach("moons", 0.5)
    assert at(course, 25).left() == pytest.approx(75)


def test_a_run_that_is_slower_than_expected_has_more_left(course: Course) -> None:
    course.reach("planets", 1.0)
    assert 90 < at(course, 20).left() < 180


def test_what_is_up_to_date_takes_no_time(course: Course) -> None:
    course.settle("planets")
    assert course.left() == pytest.approx(90)


def test_only_the_end_of_a_run_that_built_something_is_added_up(course: Course) -> None:
    course.note("planets", 450, 1_000)
    assert [course.settle(name) for name in SECONDS] == [False, False, True]
    assert course.totals() == (450, 1_000)
    course.begin(list(SECONDS), SECONDS.__getitem__)
    assert [course.settle(name) for name in SECONDS] == [False, False, False]
    assert course.totals() == (0, 0)


@pytest.mark.usefixtures("course")
def test_blocks_that_other_processes_write_are_reckoned_in() -> None:
    reached = progress._Reached("planets", 400)
    for number in (0, 2):  # this process makes every second block of 100 rows and 1,000 bytes
        reached.add(Placed(number, number * 1_000, number * 1_000 + 1_000, 50, 100))
    assert reached.records == 150
    for number in (1, 3):
        reached.add(Placed(number, number * 1_000, number * 1_000 + 1_000, 50, 100))
    assert reached.records == 200
