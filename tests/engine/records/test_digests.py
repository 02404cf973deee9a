"""Digests: never a wrong one, and no large file read twice."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from xxhash import xxh3_128

from lastro.engine import paths
from lastro.engine.records import digests
from lastro.engine.records.digests import Checker, Digests

LARGE = b"x" * (1 << 17)


@pytest.fixture(autouse=True)
def _settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(digests, "_SETTLED", -1)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    original = digests._read

    def counted(path: str) -> str:
        read.append(path)
        return original(path)

    monkeypatch.setattr(digests, "_read", counted)
    return read


def write(content: bytes) -> str:
    Path("a.json").write_bytes(content)
    return "a.json"


def test_a_digest_is_the_xxh3_of_the_file() -> None:
    assert Digests().of(write(b"[]")) == xxh3_128(b"[]").hexdigest()


def test_a_large_file_is_read_once(reads: list[str]) -> None:
    known = Digests()
    assert known.of(write(LARGE)) == known.of("a.json")
    assert len(reads) == 1


def test_a_large_file_is_not_read_by_later_runs(reads: list[str]) -> None:
    known = Digests()
    known.of(write(LARGE))
    known.save()
    Digests().of("a.json")
    assert len(reads) == 1


def test_the_digest_of_the_writer_is_taken_over(reads: list[str]) -> None:
    known = Digests()
    known.remember(write(LARGE), "as written")
    assert (known.of("a.json"), reads) == ("as written", [])


def test_an_edit_that_keeps_size_and_mtime_is_seen() -> None:
    known = Digests()
    before = known.of(write(LARGE))
    stamp = os.stat("a.json")
    time.sleep(0.02)
    write(LARGE[:-1] + b"y")
    os.utime("a.json", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert known.of("a.json") != before


def test_a_file_that_has_just_changed_is_not_trusted(monkeypatch: pytest.MonkeyPatch, reads: list[str]) -> None:
    monkeypatch.setattr(digests, "_SETTLED", 10**12)
    known = Digests()
    known.of(write(LARGE))
    known.of("a.json")
    assert len(reads) == 2


def test_another_file_of_the_same_size_is_seen() -> None:
    known = Digests()
    before = known.of(write(LARGE))
    Path("b.json").write_bytes(LARGE[:-1] + b"y")
    os.replace("b.json", "a.json")
    assert known.of("a.json") != before


def test_a_module_counts_as_it_was_when_first_asked() -> None:
    known = Digests()
    before = known.of_code(write(b"1"))
    write(b"2")
    assert known.of_code("a.json") == before
    assert known.of("a.json") != before


@pytest.mark.parametrize(
    "memory", ["", "[]", "{", '{"a.json": 5}', '{"a.json": [[1, 2, 3, 4], 5]}', '{"a.json": [1, "x"]}']
)
def test_a_memory_that_makes_no_sense_is_none(memory: str) -> None:
    Path(paths.STATE).mkdir(parents=True)
    Path(paths.CACHE).write_text(memory)
    assert Digests().of(write(LARGE)) == xxh3_128(LARGE).hexdigest()


def test_files_that_are_gone_are_dropped_from_memory() -> None:
    known = Digests()
    known.remember(write(LARGE), "as written")
    Path("a.json").unlink()
    known.save()
    assert Path(paths.CACHE).read_text() == "{}"


def test_a_missing_file_raises() -> None:
    with pytest.raises(FileNotFoundError):
        Digests().of("nowhere.json")


def test_doit_is_told_of_a_change_by_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "DIGESTS", Digests())
    state = Checker().get_state(write(b"1"), None)
    os.utime("a.json", (0, 0))
    assert not Checker().check_modified("a.json", os.stat("a.json"), state)
    assert Checker().get_state("a.json", state) is None
    write(b"2")
    assert Checker().check_modified("a.json", os.stat("a.json"), state)
