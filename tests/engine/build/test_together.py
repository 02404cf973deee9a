"""One pass: datasets made together are those made one by one, byte for byte; what cannot be made is left out."""

from __future__ import annotations

import multiprocessing
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import moons
import nights
import sky
from lastro.engine.build.build import Built, build_together
from lastro.engine.errors import BuildError


@pytest.fixture
def gold(tmp_path: Path) -> dict[str, bytes]:
    """The three files as they are made one by one."""
    (tmp_path / "gold").mkdir()
    sky.make(tmp_path / "gold")
    return files(tmp_path / "gold")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pass").mkdir()
    return tmp_path / "pass"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(folder: Path, *names: str, **options: Any) -> dict[str, Built]:
    return build_together({name: sky.spec(name, folder, **options) for name in names or sky.UPSTREAM})


def placed(folder: Path, *names: str, **options: Any) -> dict[str, bytes]:
    for built in made(folder, *names, **options).values():
        built.place(lambda _: None)
    return files(folder)


@pytest.mark.parametrize("block", [100, 1000])
def test_one_pass_makes_the_bytes_of_single_builds(folder: Path, gold: dict[str, bytes], block: int) -> None:
    assert placed(folder, block=block) == gold


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize("workers", [2, 3])
def test_workers_share_the_blocks_of_a_pass(folder: Path, gold: dict[str, bytes], workers: int) -> None:
    found = made(folder, block=100, workers=workers)
    assert len(multiprocessing.active_children()) == workers - 1
    assert [each.offsets for each in found.values()] == [
        each.offsets for each in sky.make(folder.parent / "gold", block=100)
    ]
    for each in found.values():
        each.place(lambda _: None)
    assert files(folder) == gold


def test_nothing_takes_its_place_before_it_is_told_to(folder: Path, gold: dict[str, bytes]) -> None:
    found = made(folder)
    assert sorted(files(folder).values()) == sorted(gold.values())
    assert not any(name in files(folder) for name in gold)
    assert [(each.whole.records > 0, each.seconds > 0) for each in found.values()] == [(True, True)] * 3
    for each in found.values():
        each.whole.discard()
    assert files(folder) == {}


def test_files_that_are_not_made_anew_are_read_block_by_block(folder: Path, gold: dict[str, bytes]) -> None:
    (planets_made,) = sky.make(folder, "planets", block=100)
    assert placed(folder, "moons", "nights", offsets={"planets": planets_made.offsets}) == gold


def test_no_rows_make_empty_files(folder: Path) -> None:
    assert list(placed(folder, rows=0).values()) == [b"[\n]\n"] * 3


@pytest.mark.parametrize("options", [{"block": 130}, {"block": 100, "cohort": 7}], ids=str)
def test_blocks_that_cut_a_cohort_are_no_pass(folder: Path, options: dict[str, int]) -> None:
    assert made(folder, **options) == {}


def half_way(generate: Any) -> Any:
    @wraps(generate)
    def failing(run: Any, planets: Any, *others: Any, **more: Any) -> Any:
        if planets.planet_id[0] >= 200:
            raise ZeroDivisionError
        return generate(run, planets, *others, **more)

    return failing


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize("workers", [1, 3])
def test_what_cannot_be_made_is_left_out_with_all_that_is_made_of_it(folder: Path, workers: int) -> None:
    found = made(folder, block=100, workers=workers, gone=250)
    assert (found, files(folder)) == ({}, {})


@pytest.mark.parametrize("lost", [moons, nights])
def test_the_others_are_made(folder: Path, gold: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, lost: Any) -> None:
    monkeypatch.setattr(lost, "generate", half_way(lost.generate))
    kept = list(sky.UPSTREAM)[: list(sky.UPSTREAM).index(lost.__name__)]
    assert placed(folder, block=100) == {f"{name}.json": gold[f"{name}.json"] for name in kept}


def test_a_column_that_cannot_be_written_loses_its_dataset_only(
    folder: Path, gold: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate = nights.generate

    @wraps(generate)
    def without_keys(*given: Any, **named: Any) -> Any:
        table = generate(*given, **named)
        table.columns["night_id"] = table.columns["night_id"] | 2**64 - 1
        return table

    monkeypatch.setattr(nights, "generate", without_keys)
    assert placed(folder) == {name: gold[name] for name in ("planets.json", "moons.json")}


def test_a_full_disk_ends_the_pass_and_leaves_nothing_beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lastro.engine.files.writer.Output.append", full)
    with pytest.raises(BuildError, match="No space left on device"):
        made(folder)
    assert files(folder) == {}
