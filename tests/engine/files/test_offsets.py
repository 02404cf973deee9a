"""Offsets: where blocks begin, kept by the record for the very file that a build wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

import sky
from lastro.engine import Lookup
from lastro.engine.build.blocks import SeparateBlocks
from lastro.engine.errors import BadInput
from lastro.engine.files.offsets import Offsets
from lastro.engine.records import record
from lastro.engine.records.record import Entry, Ingredients

OFFSETS = Offsets((0, 100), (2, 50, 99))
NOTHING = Ingredients({}, {}, {})


def planets(folder: Path, block: int) -> dict[str, Offsets | None]:
    (made,) = sky.make(folder, "planets", block=block)
    return {"planets": made.offsets}


def test_the_record_keeps_offsets_for_the_file_of_that_digest_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record.finish("a", Entry(NOTHING, "digest", OFFSETS))
    assert [record.offsets("a", output) for output in ("digest", "another", None)] == [OFFSETS, None, None]


@pytest.mark.parametrize("starts", [(), (2,), (2, 50), (2, 50, 49), (-1, 50, 99), (2, 50, 99, 120)])
def test_numbers_that_cannot_be_offsets_are_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no offsets"):
        Offsets((0, 100), starts)


def test_blocks_by_offsets_hold_what_the_file_holds(tmp_path: Path) -> None:
    offsets = planets(tmp_path, 100)
    spec = sky.spec("moons", tmp_path, offsets=offsets)
    blocks = SeparateBlocks.of(spec)
    assert blocks is not None
    found = [key for number in range(len(blocks)) for key in blocks[number]["planets"].planet_id.tolist()]
    assert found == list(range(450))


def test_blocks_that_cut_a_cohort_are_no_blocks_for_what_depends_on_them(tmp_path: Path) -> None:
    offsets = planets(tmp_path, 130)
    assert SeparateBlocks.of(sky.spec("moons", tmp_path, offsets=offsets)) is None


@pytest.mark.parametrize("content", [b"[\n" + b"x" * 100_000, b"[\n", b""], ids=["other bytes", "cut", "empty"])
def test_a_file_that_is_not_as_its_offsets_say_is_told(tmp_path: Path, content: bytes) -> None:
    offsets = planets(tmp_path, 100)
    blocks = SeparateBlocks.of(sky.spec("moons", tmp_path, offsets=offsets))
    (tmp_path / "planets.json").write_bytes(content)
    assert blocks is not None
    with pytest.raises(BadInput, match=r"planets.json is not as its record says; `doit clean planets && doit`"):
        blocks[0]["planets"].planet_id  # noqa: B018


def test_a_lookup_without_rows_is_still_a_lookup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sky.make(tmp_path)
    spec = sky.spec("nights", tmp_path, offsets=planets(tmp_path, 100))
    monkeypatch.setitem(spec.forms, "moons", Lookup)
    (tmp_path / "moons.json").write_bytes(b"[\n]\n")
    blocks = SeparateBlocks.of(spec)
    assert blocks is not None
    assert [len(blocks[3][name]) for name in ("planets", "moons")] == [100, 0]
