"""Building: blocks, order, edges, hand-made rows, and what is refused."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import moons
import planets
import sky
from lastro.engine import Lookup, Run, Table, table
from lastro.engine.build.build import BuildSpec, build
from lastro.engine.errors import BadInput, BuildError
from lastro.engine.records.digests import DIGESTS
from moons import Moon
from planets import Planet

Rows = list[dict[str, Any]]
NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sky.make(tmp_path)
    return tmp_path


def by_key(path: Path) -> dict[str, dict[str, Any]]:
    return {next(iter(row.values())): row for row in sky.records(path)}


def rewritten(folder: Path, name: str, rows: Rows) -> dict[str, dict[str, Any]]:
    """The nights of a sky in which a file was written anew by hand."""
    sky.write(folder / f"{name}.json", rows, indent=1)
    sky.make(folder, "nights")
    return by_key(folder / "nights.json")


def with_generate(monkeypatch: pytest.MonkeyPatch, module: ModuleType, generate: Any) -> None:
    monkeypatch.setattr(module, "generate", generate)


def test_a_build_says_what_it_has_made(tmp_path: Path) -> None:
    told: list[str] = []
    made = build(sky.spec("planets", tmp_path), told.append, print)
    assert (made.records, made.size, made.changed) == (450, (tmp_path / "planets.json").stat().st_size, True)
    assert told == [made.digest]


@pytest.mark.parametrize("block", [1, 170, 1000])
@pytest.mark.parametrize("workers", [1, 3])
def test_neither_blocks_nor_workers_change_a_byte(folder: Path, block: int, workers: int) -> None:
    assert not any(made.changed for made in sky.make(folder, block=block, workers=workers))


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize("workers", [2, 3])
def test_workers_make_the_same_bytes(folder: Path, workers: int) -> None:
    results = sky.make(folder, block=100, workers=workers)
    assert not any(made.changed for made in results)
    assert len(multiprocessing.active_children()) == workers - 1
    assert results[2].offsets == sky.make(folder, block=100)[2].offsets
    assert [made.digest for made in results] == [DIGESTS.of(str(folder / f"{name}.json")) for name in sky.UPSTREAM]


@pytest.mark.usefixtures("workers_at_once")
def test_tasks_in_threads_do_not_share_workers(folder: Path, tmp_path: Path) -> None:
    others = [tmp_path / f"sky {number}" for number in range(4)]
    for other in others:
        other.mkdir()
    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(sky.make, other, block=100, workers=2) for other in others]:
            future.result()
    for name in sky.UPSTREAM:
        assert len({(each / f"{name}.json").read_bytes() for each in (folder, *others)}) == 1


@pytest.mark.usefixtures("workers_at_once")
def test_what_a_worker_finds_wrong_is_reported_as_if_found_here(folder: Path) -> None:
    before = (folder / "planets.json").read_bytes()
    with pytest.raises(BadInput, match="there is no planet 250"):
        sky.make(folder, "planets", block=50, workers=2, gone=250)
    assert (folder / "planets.json").read_bytes() == before
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("name", ["planets", "moons"])
def test_records_in_another_order_make_the_same_nights(folder: Path, name: str) -> None:
    before, said = by_key(folder / "nights.json"), []
    sky.write(folder / f"{name}.json", sky.records(folder / f"{name}.json")[::-1])
    sky.make(folder, "nights", block=100, say=said.append)
    assert by_key(folder / "nights.json") == before
    assert f"{name}.json is not in the order of what it depends on: sorted in memory first" in said


def test_both_files_in_another_order_make_the_same_nights(folder: Path) -> None:
    before = by_key(folder / "nights.json")
    for name in ("planets", "moons"):
        sky.write(folder / f"{name}.json", sky.records(folder / f"{name}.json")[::-1])
    sky.make(folder, "nights", block=100)
    assert by_key(folder / "nights.json") == before


def test_an_edited_record_changes_only_what_depends_on_it(folder: Path) -> None:
    before, rows = by_key(folder / "nights.json"), sky.records(folder / "moons.json")
    rows[7]["light"] += 1
    after = rewritten(folder, "moons", rows)
    assert [key for key in before if before[key] != after[key]] == [
        key for key, night in before.items() if night["planet_id"] == rows[7]["planet_id"]
    ]


@pytest.mark.parametrize("at", [0, 7, 450])
def test_a_record_with_an_id_of_its_own_may_stand_anywhere(folder: Path, at: int) -> None:
    before, rows = by_key(folder / "nights.json"), sky.records(folder / "planets.json")
    rows.insert(at, {**rows[0], "planet_id": "mine"})
    sky.write(folder / "planets.json", rows)
    sky.make(folder, "moons", "nights", block=100)
    after = by_key(folder / "nights.json")
    (added,) = [night for key, night in after.items() if key not in before]
    assert {key: after[key] for key in before} == before
    assert (added["planet_id"], added["moons"]) == ("mine", 3)


def test_a_record_that_was_removed_takes_what_depends_on_it_along(folder: Path) -> None:
    rows = sky.records(folder / "planets.json")
    gone = rows.pop(3)["planet_id"]
    sky.write(folder / "planets.json", rows)
    sky.make(folder, "moons")
    assert gone not in {moon["planet_id"] for moon in sky.records(folder / "moons.json")}


def test_nobody_has_nothing(folder: Path) -> None:
    sky.make(folder, rows=0)
    assert [path.read_bytes() for path in sorted(folder.iterdir())] == [b"[\n]\n"] * 3


def test_planets_without_moons_have_nights(folder: Path) -> None:
    assert {night["moons"] for night in rewritten(folder, "moons", []).values()} == {0}


@pytest.mark.parametrize(("dataset", "column"), [("moons", "planet_id"), ("moons", "rival_id")])
def test_a_reference_to_nothing_is_told_with_file_record_column_and_the_way_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, dataset: str, column: str
) -> None:
    def generate(run: Run, planets: Table[Planet], moons: Table[Moon]) -> Any:
        assert len(moons.rival_id) >= 0  # only what a generator reads is looked at
        return nights_of(run, planets, moons)

    import nights

    nights_of = nights.generate
    with_generate(monkeypatch, nights, generate)
    rows = sky.records(folder / "moons.json")
    rows[400][column] = NOBODY
    with pytest.raises(BadInput) as caught:
        rewritten(folder, "moons", rows)
    assert str(caught.value) == (
        f"{folder}/moons.json: the record with moon_id {rows[400]['moon_id']!r}: column {column} has {NOBODY!r}, "
        f"where planets.json has no such record\n"
        f"Fix the file, or `doit clean moons && doit` brings the generated one back."
    )


def test_a_reference_to_a_row_of_another_block_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sky.records(folder / "moons.json")
    rows[0]["rival_id"], rows[-1]["rival_id"] = rows[-1]["planet_id"], rows[0]["planet_id"]
    sky.write(folder / "moons.json", rows)
    sky.make(folder, "nights", block=100)


def test_a_missing_upstream_file_is_told(folder: Path) -> None:
    (folder / "planets.json").unlink()
    with pytest.raises(BadInput, match=r"planets\.json is not there; `doit planets` builds it"):
        sky.make(folder, "moons")


def test_a_generator_that_raises_keeps_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    generate = moons.generate

    def half_way(run: Run, planets: Table[Planet]) -> Table[Moon]:
        if planets.planet_id[0] >= 200:
            raise ZeroDivisionError
        return generate(run, planets)

    with_generate(monkeypatch, moons, half_way)
    for workers in (1, 2):
        with pytest.raises(ZeroDivisionError):
            sky.make(folder, "moons", block=100, workers=workers)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_parameters_that_differ_from_the_edges_are_refused_with_both(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"dodo.py says it depends on \['nights'\], but generate takes \['planets"):
        BuildSpec("moons", ("nights",), None, sky.spec("moons", tmp_path).run, tmp_path)


def test_a_generator_that_returns_other_columns_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_generate(monkeypatch, planets, lambda run, ordinals: table(Planet, planet_id=ordinals))
    with pytest.raises(BuildError, match=r"Planet: columns missing: \['found_on', .*columns not declared: none"):
        sky.make(folder, "planets")


def test_a_lookup_is_there_whole_in_every_block(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nights

    sizes: set[int] = set()
    nights_of = nights.generate

    def generate(run: Run, planets: Table[Planet], moons: Lookup[Moon]) -> Any:
        sizes.add(len(moons))
        return nights_of(run, planets, moons.take(moons.planet_id < 0))

    with_generate(monkeypatch, nights, generate)
    sky.make(folder, "nights", block=100)
    assert sizes == {1350}
