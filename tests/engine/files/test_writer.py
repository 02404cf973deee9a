"""Writing: a file appears whole or not at all."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from lastro.engine.errors import BuildError
from lastro.engine.files.writer import Block, Output, Written, write_array

BLOCKS = [
    Block([b'{"a":1}', b'{"a":2}'], 2, 1),
    Block([], 0, 1),
    Block([b'{"a":3}'], 1, 1),
]
WHOLE = b'[\n{"a":1},\n{"a":2},\n{"a":3}\n]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "planets.json"


def filling(blocks: Iterable[Block]) -> Callable[[Output], None]:
    def fill(output: Output) -> None:
        for number, block in enumerate(blocks):
            output.append(number, block)

    return fill


def write(file: Path, blocks: Iterable[Block] = BLOCKS) -> Written:
    return write_array(file, filling(blocks), lambda _: None)


def failing(error: Exception) -> Iterator[Block]:
    yield from BLOCKS
    raise error


def test_blocks_make_one_array(file: Path) -> None:
    _, size, records, changed = write(file)
    assert file.read_bytes() == WHOLE
    assert (size, records, changed) == (len(WHOLE), 3, True)


@pytest.mark.parametrize("blocks", [[], [Block([], 0, 5)], [Block([], 0, 5), Block([], 0, 5)]])
def test_no_records_make_an_empty_array(file: Path, blocks: list[Block]) -> None:
    assert write(file, blocks)[2] == 0
    assert file.read_bytes() == b"[\n]\n"


def test_the_digest_is_that_of_the_file_and_is_told_before_it_has_its_name(file: Path) -> None:
    told: list[tuple[str, bool]] = []
    digest = write_array(file, filling(BLOCKS), lambda digest: told.append((digest, file.exists())))[0]
    assert told == [(digest, False)]
    assert write(file)[0] == digest != write(file, BLOCKS[:1])[0]


def test_equal_bytes_are_not_written_again(file: Path) -> None:
    write(file)
    os.utime(file, ns=(1, 1))
    before = os.stat(file)
    assert not write(file)[3]
    assert (os.stat(file).st_ino, os.stat(file).st_mtime_ns) == (before.st_ino, 1)


def test_other_bytes_take_the_place_of_the_earlier_file(file: Path) -> None:
    file.write_bytes(b"[]\n")
    os.link(file, file.with_name("copy.json"))
    assert write(file)[3]
    assert file.read_bytes() == WHOLE
    assert file.with_name("copy.json").read_bytes() == b"[]\n"


@pytest.mark.parametrize("error", [BuildError("no"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_keeps_the_earlier_file_and_leaves_nothing_beside(file: Path, error: Exception) -> None:
    file.write_bytes(b"[]\n")
    with pytest.raises((BuildError, KeyboardInterrupt)):
        write(file, failing(error))
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"planets.json": b"[]\n"}


def test_a_full_disk_is_said_with_the_name_of_the_file(file: Path) -> None:
    with pytest.raises(BuildError, match=r"planets.json could not be written: No space.*; the earlier file is kept"):
        write(file, failing(OSError(28, "No space left on device")))


def test_a_limit_on_the_size_of_files_keeps_the_earlier_file(file: Path) -> None:
    file.write_bytes(b"[]\n")
    handler, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(BuildError, match=r"planets.json could not be written: File too large"):
            write(file, [Block([b" " * 20_000], 1, 1)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.read_bytes() for path in file.parent.iterdir()] == [b"[]\n"]


def test_a_failure_to_keep_the_record_keeps_the_earlier_file(file: Path) -> None:
    def refuse(_: str) -> None:
        raise BuildError("the record could not be written")

    file.write_bytes(b"[]\n")
    with pytest.raises(BuildError, match="record"):
        write_array(file, filling(BLOCKS), refuse)
    assert [path.read_bytes() for path in file.parent.iterdir()] == [b"[]\n"]


def test_nothing_is_written_through_a_link(file: Path) -> None:
    file.symlink_to(file.with_name("elsewhere.json"))
    with pytest.raises(BuildError, match=r"planets.json is a link; remove it"):
        write(file)
    assert not file.with_name("elsewhere.json").exists()


def test_what_is_no_regular_file_is_refused(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(BuildError, match=r"planets.json is not a regular file; remove it"):
        write(file)


@pytest.mark.parametrize("alone", [0, 1, 2])
def test_blocks_that_are_put_in_any_order_make_the_same_file(file: Path, alone: int) -> None:
    expected = write(file)

    def fill(output: Output) -> None:
        for number, block in enumerate(BLOCKS[:alone]):
            output.append(number, block)
        output.stream.flush()
        begins, found = output.end, []
        for number, block in enumerate(BLOCKS[alone:], start=alone):
            found.append((output.prepared(number, block), begins))
            begins = found[-1][0].end(begins)
        with Output.opened(str(output.path)) as other:
            placed = [(output, other)[turn % 2].put(*each) for turn, each in enumerate(found[::-1])]
        output.take_over(placed)

    assert write_array(file, fill, lambda _: None) == expected._replace(changed=False)
