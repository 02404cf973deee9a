"""The record, and what it says of a file: fresh, stale, made by hand, or in the way."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from xxhash import xxh3_128

from lastro.engine import paths
from lastro.engine.errors import BadInput, BuildError
from lastro.engine.records import freshness, record
from lastro.engine.records.digests import Digests
from lastro.engine.records.freshness import Freshness, assess
from lastro.engine.records.record import Entry, Figures, Ingredients, Record

NOW = Ingredients({"generators/a.py": "1", "up.json": "2"}, {"bank.seed": 7}, {"numpy": "2.4.6"})
EARLIER = replace(NOW, settings={"bank.seed": 6})


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(freshness, "DIGESTS", Digests())
    Path(paths.OUTPUTS).mkdir(parents=True)


def digest(content: bytes) -> str:
    return xxh3_128(content).hexdigest()


def put(content: bytes) -> None:
    Path(paths.output("a")).write_bytes(content)


def freshness_of(now: Ingredients = NOW, forgotten: bool = False, valid: bool = True) -> Freshness:
    def validate(dataset: str, path: str) -> None:
        if not valid:
            raise BadInput(f"{path}: line 1, column 1: no")

    return assess("a", now, forgotten, validate).freshness


def test_a_missing_file_is_to_be_built() -> None:
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of() is Freshness.MISSING


def test_a_file_as_its_build_left_it_is_fresh() -> None:
    put(b"x")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of() is Freshness.FRESH


@pytest.mark.parametrize(
    "now",
    [
        EARLIER,
        replace(NOW, inputs={**NOW.inputs, "up.json": "3"}),
        replace(NOW, inputs={"generators/a.py": "1"}),
        replace(NOW, inputs={**NOW.inputs, "more.json": None}),
        replace(NOW, packages={"numpy": "2.4.7"}),
    ],
)
def test_a_file_made_of_anything_else_is_stale(now: Ingredients) -> None:
    put(b"x")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of(now) is Freshness.STALE


def test_a_file_is_stale_when_doit_was_made_to_forget_it() -> None:
    put(b"x")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of(forgotten=True) is Freshness.STALE


def test_a_build_killed_before_the_rename_leaves_the_earlier_file_known() -> None:
    put(b"x")
    record.finish("a", Entry(EARLIER, digest(b"x")))
    record.begin("a", digest(b"x"), Entry(NOW, digest(b"y")))
    assert freshness_of(NOW) is Freshness.STALE
    assert freshness_of(EARLIER) is Freshness.FRESH


def test_a_build_killed_after_the_rename_is_finished() -> None:
    put(b"x")
    record.finish("a", Entry(EARLIER, digest(b"x")))
    record.begin("a", digest(b"x"), Entry(NOW, digest(b"y")))
    put(b"y")
    assert freshness_of(NOW) is Freshness.FRESH
    assert freshness_of(EARLIER) is Freshness.STALE


def test_builds_killed_again_and_again_leave_two_entries() -> None:
    put(b"x")
    record.finish("a", Entry(EARLIER, digest(b"x")))
    for content in (b"y", b"z", b"w"):
        record.begin("a", digest(b"x"), Entry(NOW, digest(content)))
    assert [entry.output for entry in record.load("a").entries] == [digest(b"x"), digest(b"w")]


def test_a_file_that_no_build_wrote_is_the_users_when_it_is_valid() -> None:
    put(b"edited")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of(valid=True) is Freshness.HAND_MADE


def test_a_file_that_no_build_wrote_is_refused_when_it_is_invalid() -> None:
    put(b"edited")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert freshness_of(valid=False) is Freshness.REFUSED


def test_a_file_found_valid_is_not_read_again() -> None:
    put(b"edited")
    record.finish("a", Entry(NOW, digest(b"x")))
    freshness_of(valid=True)
    assert freshness_of(valid=False) is Freshness.HAND_MADE
    put(b"edited again")
    assert freshness_of(valid=False) is Freshness.REFUSED


def test_what_has_changed_since_is_named() -> None:
    put(b"edited")
    record.finish("a", Entry(NOW, digest(b"x")))
    message = assess("a", EARLIER, False, lambda *_: None).message
    assert "changed since it was generated: bank.seed" in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("kind", ["folder", "link", "loop", "fifo"])
def test_what_is_no_regular_file_is_refused_without_being_opened(kind: str) -> None:
    path = Path(paths.output("a"))
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "loop" else "/dev/null")
    assert freshness_of() is Freshness.REFUSED


NONSENSE = ["", "{", "[]", "5", '{"entries": 5}', '{"entries": [{}]}', '{"entries": []}']
NONSENSE += [f'{{"entries": [{{"made_of": {each}, "output": "x"}}], "confirmed": 0, "accepted": ""}}' for each in (
    "[]", "{}", '{"inputs": 5, "settings": {}, "packages": {}}', '{"inputs": {}, "settings": null, "packages": {}}',
)]  # fmt: skip


@pytest.mark.parametrize("content", NONSENSE)
def test_a_record_that_makes_no_sense_is_none(content: str) -> None:
    Path(paths.RECORDS).mkdir(parents=True)
    Path(paths.record("a")).write_text(content)
    assert record.load("a") == Record()


def test_a_new_build_is_not_confirmed() -> None:
    record.finish("a", Entry(NOW, digest(b"x")))
    record.confirm("a", 5)
    assert record.load("a").confirmed == 5
    record.begin("a", None, Entry(NOW, digest(b"y")))
    assert record.load("a").confirmed == 0


def test_nothing_is_written_when_nothing_changes() -> None:
    record.finish("a", Entry(NOW, digest(b"x")))
    before = os.stat(paths.record("a")).st_ino
    record.finish("a", Entry(NOW, digest(b"x")))
    record.confirm("b", 5)
    assert os.stat(paths.record("a")).st_ino == before
    assert not os.path.exists(paths.record("b"))


def test_a_record_that_cannot_be_written_is_named() -> None:
    Path(paths.STATE).write_text("in the way")
    with pytest.raises(BuildError, match=r"records/a\.json could not be written"):
        record.finish("a", Entry(NOW, digest(b"x")))


def test_a_forgotten_record_is_gone() -> None:
    record.finish("a", Entry(NOW, digest(b"x")))
    record.forget("a")
    record.forget("a")
    assert record.load("a") == Record()


# Why a file is built again


def reasons_of(now: Ingredients, forgotten: bool = False) -> tuple[str, ...]:
    return assess("a", now, forgotten, lambda *_: None).reasons


def test_a_first_build_has_no_reason() -> None:
    assert reasons_of(NOW) == ()


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (NOW, ()),
        (EARLIER, ("bank.seed: 7 -> 6",)),
        (replace(NOW, settings={"bank.seed": 7, "ledger.fee": 2.0}), ("ledger.fee: none -> 2",)),
        (replace(NOW, settings={}), ("bank.seed: 7 -> none",)),
        (replace(NOW, packages={"numpy": "2.4.7"}), ("numpy: 2.4.6 -> 2.4.7",)),
        (replace(NOW, inputs={**NOW.inputs, "up.json": "3"}), ("up.json",)),
        (replace(NOW, inputs={**NOW.inputs, "up.json": None}), ("up.json is missing",)),
        (replace(NOW, inputs={"generators/a.py": "1"}), ("up.json is no longer read",)),
        (replace(NOW, inputs={**NOW.inputs, f"{paths.OUTPUTS}/b.json": "3"}), ("b.json is new",)),
        (Ingredients({"generators/a.py": "2", "up.json": "3"}, {"bank.seed": 1}, {"numpy": "2.4.6"}),
         ("bank.seed: 7 -> 1", "up.json", "generators/a.py")),
    ],
)  # fmt: skip
def test_the_reason_is_what_has_changed_settings_first(now: Ingredients, reasons: tuple[str, ...]) -> None:
    put(b"x")
    record.finish("a", Entry(NOW, digest(b"x")))
    assert reasons_of(now) == reasons


def test_a_file_that_is_missing_or_was_forgotten_is_a_reason() -> None:
    record.finish("a", Entry(NOW, digest(b"x")))
    assert reasons_of(NOW) == ("its file is missing",)
    put(b"x")
    assert reasons_of(NOW, forgotten=True) == ("doit forget",)


def test_a_line_holds_three_reasons() -> None:
    assert freshness.in_short(["a", "b", "c"]) == "a, b, c"
    assert freshness.in_short(["a", "b", "c", "d"]) == "a, b, c, ..."


def test_figures_of_a_build_are_kept_and_records_of_earlier_versions_have_none() -> None:
    figures = Figures(records=1_000, size=2_000_000, seconds=1.5)
    record.finish("a", Entry(NOW, digest(b"x"), figures=figures))
    assert record.load("a").entries[-1].figures == figures
    path = Path(paths.record("a"))
    found = json.loads(path.read_text())
    del found["entries"][0]["figures"]
    path.write_text(json.dumps(found))
    assert record.load("a").entries == (Entry(NOW, digest(b"x")),)
