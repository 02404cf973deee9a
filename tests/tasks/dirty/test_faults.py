"""What is wrong in the twin: just what the answers say, as often as was asked for, and not given away."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from builds import NAMES, make
from lastro.engine.files.json_types import wrong_type
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.dirty.registry import DELIVERY, JSON, NEIGHBOURS, NOTHING, kinds
from projects import DATASETS, Project
from table import (
    UNREAD,
    astray,
    by_check,
    families,
    found_by_frictionless,
    of_drift,
    of_files,
    refused_by_check,
    shares,
    shown,
    struck_together,
)  # fmt: skip
from twins import Entry, Twin, lines_of, of_cells, small_bank, twin

REMEDY = "run `python tests/tasks/dirty/table.py` and commit docs/dirty.md"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bank(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def heavy(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Twin:
    return twin(bank.path(DATASETS), tmp_path_factory.mktemp("heavy"), level="heavy")


# The answers


def test_the_clean_files_are_untouched(bank: Project, tmp_path: Path) -> None:
    before = {name: sha256(bank.output(name).read_bytes()).hexdigest() for name in NAMES}
    twin(bank.path(DATASETS), tmp_path)
    assert {name: sha256(bank.output(name).read_bytes()).hexdigest() for name in NAMES} == before


def test_every_answer_names_the_line_and_what_stands_there(heavy: Twin) -> None:
    dirty = {name: heavy.lines(name) for name in NAMES}
    clean = {name: lines_of(heavy.clean(name)) for name in NAMES}
    for entry in heavy.entries:
        gone = entry["column"] is None and entry["after"] is None
        line = (clean if gone else dirty)[entry["dataset"]][entry["row"]]
        assert entry["line"] == entry["row"] + 2
        assert stands_in(entry, line.decode()), entry


def stands_in(entry: Entry, line: str) -> bool:
    """Whether a line has what an entry says of it."""
    if entry["column"] is None:
        return line == (entry["before"] if entry["after"] is None else entry["after"])
    columns = entry["column"] if isinstance(entry["column"], list) else [entry["column"]]
    after = entry["after"] if isinstance(entry["after"], list) else [entry["after"]]
    return all(
        f'"{column}":{text}' in line if text is not None else f'"{column}":' not in line
        for column, text in zip(columns, after, strict=True)
    )


def test_every_other_cell_is_as_it_was(heavy: Twin) -> None:
    """Nothing but the cell itself tells a struck record from a clean one."""
    clean = {name: dict.fromkeys(lines_of(heavy.clean(name))) for name in NAMES}
    struck = defaultdict(dict)
    for entry in heavy.entries:
        struck[entry["dataset"]].setdefault(entry["row"], []).append(entry)
    for name in NAMES:
        gone = {e["row"] for e in heavy.entries if e["dataset"] == name and e["column"] is e["after"] is None}
        for row, line in enumerate(heavy.lines(name)):
            if row not in struck[name] or row in gone:
                continue
            restored = line.decode()
            for entry in struck[name][row]:
                for column, before, after in cells(entry):
                    if after is not None:
                        restored = restored.replace(f'"{column}":{after}', f'"{column}":{before}', 1)
            whole = any(
                entry["column"] is None or None in (entry["after"], entry["before"]) for entry in struck[name][row]
            )
            assert whole or restored.encode() in clean[name]


def cells(entry: Entry) -> list[tuple[str, str, str | None]]:
    """The cells of an entry: column, text before, text after."""
    if entry["column"] is None:
        return []
    parts = [entry[name] if isinstance(entry[name], list) else [entry[name]] for name in ("column", "before", "after")]
    return list(zip(*parts, strict=True))


def test_an_untouched_line_stands_in_the_twin_as_it_is(heavy: Twin) -> None:
    for name in NAMES:
        struck = {entry["row"] for entry in heavy.entries if entry["dataset"] == name}
        clean = set(lines_of(heavy.clean(name)))
        assert [line for row, line in enumerate(heavy.lines(name)) if row not in struck and line not in clean] == []


def test_at_most_one_corruption_strikes_a_cell_and_none_a_record_that_is_lost_or_copied(heavy: Twin) -> None:
    seen: Counter[tuple[Any, ...]] = Counter()
    for entry in heavy.entries:
        lost = entry["column"] is None and entry["after"] is None
        for column, _, _ in cells(entry) or [("", "", "")]:
            seen[entry["dataset"], entry["row"], column, lost] += 1
    assert seen.most_common(1)[0][1] == 1


# What was struck is wrong


def test_every_corruption_of_a_cell_changes_what_a_reader_gets(heavy: Twin) -> None:
    same = [e for e in of_cells(heavy) if e["after"] is not None and json.loads(e["after"]) == json.loads(e["before"])]
    assert [entry for entry in same if not isinstance(json.loads(entry["after"]), str)] == []
    assert [entry for entry in same if isinstance(json.loads(entry["before"]), str)] == []


@pytest.mark.parametrize(
    "name", ["number_as_text", "flag_as_letter", "decimal_comma", "with_currency", "epoch_seconds"]
)
def test_a_wrong_type_is_one(heavy: Twin, name: str) -> None:
    for entry in of_cells(heavy):
        if entry["kind"] == name:
            column = columns_of(row_class(entry["dataset"]))[entry["column"]]
            assert wrong_type(column, json.loads(entry["before"])) == ""
            assert wrong_type(column, json.loads(entry["after"])) != ""


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("day_first", r'"\d{4}-\d\d-\d\d.*"'),
        ("moment_with_zone", r'"[^Z]*"'),
        ("email_without_at", r'".*@.*"'),
        ("document_unpunctuated", r'".*[./-].*"'),
        ("cep_unpunctuated", r'".*-.*"'),
        ("negative", r"[0-9.]+"),
        ("null", r"(?!null).*"),
        ("empty_text", r'".+"'),
        ("identifier_reformatted", r'"[0-9a-f]{8}-[0-9a-f-]{27}"'),
    ],
)
def test_what_is_true_of_the_value_before_is_false_of_the_one_after(heavy: Twin, name: str, right: str) -> None:
    found = [entry for entry in of_cells(heavy) if entry["kind"] == name]
    assert found != []
    assert [entry for entry in found if not re.fullmatch(right, entry["before"])] == []
    assert [entry for entry in found if re.fullmatch(right, entry["after"])] == []


# What catches it


@pytest.mark.parametrize("family", list(families()))
def test_what_should_be_caught_is_caught_in_that_record_by_that_rule(small: Path, tmp_path: Path, family: str) -> None:
    """What no rule can know is not caught."""
    for number, names in enumerate(families()[family]):
        made = struck_together(small, tmp_path / str(number), names)
        found = made.offenders()
        assert [entry for entry in made.entries if not is_as_told(entry, found)] == []
        assert astray("doit check", shares(made, {(each["dataset"], each["row"]) for each in found})) == {}, REMEDY


def test_the_table_says_what_is_found_of_drift_and_of_whole_files(small: Path, tmp_path: Path) -> None:
    now = of_drift(small, tmp_path, by_check) | of_files(small, tmp_path, refused_by_check)
    assert astray("doit check", now) == {}, REMEDY


@pytest.mark.tools
def test_the_table_says_what_frictionless_finds(small: Path, tmp_path: Path) -> None:
    assert astray("frictionless", found_by_frictionless(small, tmp_path)) == {}, REMEDY


def test_the_table_has_a_share_of_every_kind_that_strikes_json() -> None:
    for tool in ("doit check", "frictionless"):
        unread = {name for name, share in shown(tool).items() if share == UNREAD}
        assert unread == {name for name, kind in kinds().items() if JSON not in kind.forms or kind.scope == DELIVERY}
        assert all(re.fullmatch(r"\d+%|–", share) for share in shown(tool).values())


def is_as_told(entry: Entry, found: list[Entry]) -> bool:
    """Whether offenders are in the record of an entry, by the rule that is told; a note will do for that."""
    lost = entry["column"] is None and entry["after"] is None
    here = [each for each in found if lost or (each["dataset"], each["row"]) == (entry["dataset"], entry["row"])]
    if entry["caught_by"] == NOTHING:
        return not [each for each in here if not each["note"]]
    return entry["caught_by"] in {each["rule"] for each in here}


# How often


def test_rates_are_kept_within_what_chance_allows(heavy: Twin) -> None:
    """Kinds at random come to a binomial number; what gave way to another corruption was drawn too."""
    for name, told in heavy.kinds.items():
        if set(told["mechanisms"].values()) == {"at random"}:
            drawn = told["count"] + told["yielded"] + told["unfit"]
            expected = told["eligible"] * told["rate"]
            spread = (expected * (1 - told["rate"])) ** 0.5
            assert abs(drawn - expected) <= 4.5 * spread + 1, (name, told)


def test_the_counts_of_the_manifest_are_those_of_the_log(heavy: Twin) -> None:
    counted = Counter(entry["kind"] for entry in heavy.entries)
    for name, told in heavy.kinds.items():
        twice = 2 if kinds()[name].scope == NEIGHBOURS else 1  # a swap of two records has an entry for each
        assert counted[name] == told["count"] * twice, name


def test_most_of_an_episode_lies_within_it(heavy: Twin) -> None:
    found = [e for e in heavy.entries if e["kind"] == "moment_with_zone" and e["dataset"] == "transactions"]
    inside = [entry for entry in found if entry["episode"]]
    assert len(found) > 30
    assert 0.5 < len(inside) / len(found) < 0.9
    assert len({entry["episode"] for entry in inside}) == 1


def test_missing_incomes_are_the_high_ones(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    make(tmp_path / "clean", ["customers"], customers="3000")
    made = twin(tmp_path / "clean", tmp_path, names=["customers"], only="null", rate=["null=0.1"])
    incomes = [json.loads(line)["monthly_income"] for line in lines_of(made.clean("customers"))]
    gone = [float(entry["before"]) for entry in made.entries if entry["column"] == "monthly_income"]
    assert len(gone) > 20
    assert median(gone) > 1.5 * median(incomes)


def test_every_corruption_of_a_level_is_one_of_the_next(bank: Project, heavy: Twin, tmp_path: Path) -> None:
    usual, light = (twin(bank.path(DATASETS), tmp_path / level, level=level) for level in ("usual", "light"))
    many, some, few = ({entry["id"] for entry in made.entries} for made in (heavy, usual, light))
    assert 0 < len(few) < len(some) < len(many)
    assert few <= some <= many


def test_a_kind_moves_no_other(bank: Project, tmp_path: Path) -> None:
    alone = twin(bank.path(DATASETS), tmp_path / "one", only="null").entries
    together = twin(bank.path(DATASETS), tmp_path / "two", only="null,day_first,typo").entries
    assert {entry["id"] for entry in alone} <= {entry["id"] for entry in together}
