"""One pass, broken: killed, out of disk, raising, two at once, edited meanwhile; every good file is kept."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from breaking import DEFAULT, half_written, kill_within, nobody_left, slow_toy, start, strays, wrong_after
from projects import Project, once

pytestmark = pytest.mark.faults

ALL = ["customers", "accounts", "transactions"]


@pytest.fixture
def slow(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Project:
    """The toy bank, built, which takes a while for each block."""

    def make(to: Path) -> None:
        project = slow_toy(to)
        assert project.doit().code == 0

    return Project(once(tmp_path_factory, "slow pass", make)).copy(tmp_path / "slow")


@pytest.mark.parametrize("after", [0.0, 0.1, 0.2])
def test_a_kill_in_mid_pass_leaves_whole_files_and_the_next_doit_finishes(slow: Project, after: float) -> None:
    before = slow.bank()
    kill_within(slow, "customers", after, "seed=5")
    assert half_written(slow, before) == []
    assert wrong_after(slow, before, DEFAULT) == []


@pytest.mark.parametrize("placed", ["customers", "accounts"])
def test_a_kill_between_two_files_of_a_pass_is_put_right(slow: Project, placed: str) -> None:
    before = slow.bank()
    told = '        """A task was run."""\n'
    reporter = "generators/lastro/engine/tasks/reporter.py"
    slow.replace(reporter, told, f"{told}        task.name == {placed!r} and os.kill(os.getpid(), 9)\n")
    slow.doit("clean")
    assert slow.doit().code == -signal.SIGKILL
    made = ALL[: ALL.index(placed) + 1]
    assert {f"{name}.json": before[f"{name}.json"] for name in made} == {
        name: content for name, content in slow.bank().items() if not name.endswith(".tmp")
    }
    assert strays(slow) != []
    slow.replace(reporter, f"        task.name == {placed!r} and os.kill(os.getpid(), 9)\n", "")
    assert wrong_after(slow, before, DEFAULT) == []


def test_a_disk_that_fills_up_in_a_pass_ends_it_in_one_line_and_nothing_stays(slow: Project) -> None:
    before = slow.bank()
    full = "raise OSError(28, 'No space left on device')"
    slow.replace(
        "generators/lastro/engine/files/writer.py", "        self.stream.write(content)\n", f"        {full}\n"
    )
    done = slow.doit("seed=5")
    assert done.code == 1
    assert done.err.count("together could not be") == 1
    assert "customers: " in done.err
    assert "No space left" in done.err
    assert (slow.bank(), strays(slow)) == (before, [])


def test_where_the_disk_has_no_room_for_all_files_beside_there_is_no_pass(slow: Project) -> None:
    slow.replace("generators/lastro/engine/tasks/disk_space.py", "<= _free()", "< 0")
    done = slow.doit("-a")
    assert (done.code, done.ran, done.err) == (0, ALL, "")


@pytest.mark.parametrize("ways", [[], ["-n", "2"], ["-c"]], ids=["serial", "threads", "continue"])
def test_a_generator_that_raises_late_leaves_the_others_their_files(slow: Project, ways: list[str]) -> None:
    before = slow.bank()
    slow.doit("clean")
    late = "    if keys.max() > 120: raise ValueError('in the last block')\n    time.sleep(0.02)\n    return table("
    slow.replace("generators/accounts.py", "    time.sleep(0.02)\n    return table(", late)
    done = slow.doit(*ways)
    assert done.code in (1, 2)
    assert "accounts: ValueError: in the last block" in done.err
    assert slow.bank() == {"customers.json": before["customers.json"]}
    slow.replace("generators/accounts.py", late, "    time.sleep(0.02)\n    return table(")
    assert wrong_after(slow, before, DEFAULT) == []


def test_two_at_once_one_builds_and_the_other_is_told(slow: Project) -> None:
    before = slow.bank()
    first = start(slow, "-a")
    assert first.stdout
    while not first.stdout.readline().startswith(b".  customers"):
        pass
    first.send_signal(signal.SIGSTOP)
    assert "another doit is building here" in slow.doit("seed=5").err
    first.send_signal(signal.SIGCONT)
    first.communicate()
    assert (first.returncode, nobody_left(first.pid), slow.bank()) == (0, True, before)
    assert wrong_after(slow, before, DEFAULT) == []


def test_a_file_that_is_edited_while_the_pass_goes_on_is_kept_and_read(slow: Project) -> None:
    process = start(slow, "seed=5")
    assert process.stdout
    while not process.stdout.readline().startswith(b".  customers"):
        pass
    process.send_signal(signal.SIGSTOP)
    with slow.output("accounts").open("ab") as stream:
        stream.write(b"\n")
    edited = slow.output("accounts").read_bytes()
    process.send_signal(signal.SIGCONT)
    said = process.communicate()[1].decode()
    assert process.returncode == 0, said
    assert "accounts.json was edited by hand and is kept" in said
    assert slow.output("accounts").read_bytes() == edited
    assert slow.doit().skipped == ALL
    assert strays(slow) == []
