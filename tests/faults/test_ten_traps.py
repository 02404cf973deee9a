"""The ten traps of building with doit, each of which has bitten somebody, and none of which bites here."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest

from breaking import DEFAULT, kill_within, nobody_left, slow_toy, start, wrong_after
from projects import ROOT, Project

pytestmark = pytest.mark.faults

ALL = ["customers", "accounts", "transactions"]


@pytest.fixture
def slow(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = slow_toy(tmp_path_factory.mktemp("slow") / "bank")
    project.replace("generators/accounts.py", "sleep(0.02)", "sleep(0.1)")
    assert project.doit().code == 0
    return project


@pytest.mark.parametrize("cleaned", [["accounts"], []], ids=["alone", "in one pass"])
def test_1_a_half_written_output_is_never_up_to_date(slow: Project, cleaned: list[str]) -> None:
    before = slow.bank()
    slow.doit("clean", *cleaned)
    begun = cleaned or ["customers"]  # which makes all of them
    kill_within(slow, begun[0], 0.05)
    assert [f"{name}.json" for name in (cleaned or ALL) if f"{name}.json" in slow.bank()] == []
    assert slow.doit().ran == (cleaned or ALL)
    assert slow.bank() == before


def test_2_interrupted_and_back_again_is_the_first_bank(slow: Project) -> None:
    before = slow.bank()
    kill_within(slow, "accounts", 0.05, "customers=5")
    assert slow.bank()["customers.json"] != before["customers.json"]
    assert slow.doit(DEFAULT).ran[0] == "customers"
    assert slow.bank() == before


@pytest.mark.parametrize("name", ["accounts", "transactions"])
def test_3_a_changed_output_is_noticed_whether_anything_depends_on_it_or_not(project: Project, name: str) -> None:
    whole = project.output(name).read_bytes()
    project.output(name).write_bytes(whole[:-20])
    done = project.doit()
    assert (done.code, f"{name}.json: line" in done.err) == (1, True)


def test_4_a_worker_that_dies_hangs_nothing_and_leaves_nobody(slow: Project) -> None:
    slow.replace("generators/accounts.py", "    keys =", "    import os; os.kill(os.getpid(), 9)\n    keys =")
    process = start(slow, "-n", "2")
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert nobody_left(process.pid)
    assert 'par_type": "thread' in slow.path("generators/lastro/engine/tasks/graph.py").read_text()


def test_5_declaring_the_graph_loads_neither_polars_nor_numpy(project: Project) -> None:
    code = "import sys, dodo; list(dodo.task_datasets()); print({'polars', 'numpy'} & set(sys.modules))"
    assert project.run("-c", code).out == "set()\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_6_settings_are_the_same_however_processes_are_started(project: Project, method: str) -> None:
    dodo = project.path("dodo.py").read_text()
    head = f"import multiprocessing\nmultiprocessing.set_start_method({method!r}, force=True)\n"
    project.path("dodo.py").write_text(dodo.replace("import sys\n", f"{head}import sys\n", 1))
    assert project.doit("-n", "2", "customers=7").code == 0
    assert project.output("customers").read_bytes().count(b"\n") == 9
    before = project.bank()
    assert project.doit("-n", "2", "-P", "process", "customers=8").code != 0
    assert project.bank() == before


def test_7_a_task_cannot_end_doit_as_if_all_were_done(project: Project) -> None:
    project.replace("generators/accounts.py", "    keys =", "    import sys; sys.exit(0)\n    keys =")
    for ways in ([], ["-c"], ["-n", "2"]):
        done = project.doit(*ways)
        assert done.code != 0
        assert "accounts: the generator called sys.exit(0)" in done.err
    assert project.doit("-n", "-1").code != 0


def test_8_a_setting_is_an_input_and_a_misspelt_one_is_refused(project: Project) -> None:
    assert project.doit("customers=50").ran == ALL
    assert project.doit().ran == []
    assert project.doit("custmers=50").code == 3


def test_9_an_input_that_is_edited_while_the_task_runs_is_read_again(project: Project) -> None:
    edit = "open('data/reference/cities.csv', 'a').write('Olinda,PE\\n')"
    project.replace("generators/customers.py", "    draws =", f"    {edit}\n    draws =")
    project.doit()
    project.replace("generators/customers.py", f"    {edit}\n", "")
    assert "customers" in project.doit().ran
    assert project.doit().ran == []


def test_10_the_state_file_is_sqlite_may_be_damaged_and_has_one_writer(slow: Project) -> None:
    before = slow.bank()
    assert slow.path(".doit.db").read_bytes().startswith(b"SQLite format 3")
    slow.path(".doit.db").write_bytes(b"x" * 5000)
    assert slow.doit().ran == []
    process = start(slow, "-a")
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP)  # or it might be done before the second has begun
    second = slow.doit()
    process.send_signal(signal.SIGCONT)
    assert (second.code, len(re.findall("another doit", second.err))) == (3, 1)
    process.communicate(timeout=60)
    assert wrong_after(slow, before) == []
