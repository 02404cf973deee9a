"""The command line: what a user types, and what doit answers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from projects import Project, toy

ALL = ["customers", "accounts", "transactions"]
SLOW = "    import time; time.sleep(60)\n    keys ="


def one_line(text: str) -> str:
    assert text.count("\n") == 1, text
    return text


def wait_for(build: subprocess.Popen[bytes], line: bytes) -> None:
    assert build.stdout
    while not build.stdout.readline().startswith(line):
        assert build.poll() is None
    time.sleep(0.3)


# doit NAME, list, info


def test_a_dataset_is_built_with_what_it_depends_on_and_nothing_else(unbuilt: Project) -> None:
    assert unbuilt.doit("accounts").ran == ["customers", "accounts"]


def test_list_shows_the_datasets_in_the_order_of_the_graph_with_a_sentence_each(project: Project) -> None:
    assert project.doit("list").out.splitlines()[:3] == [
        "customers      Customers: who banks here.",
        "accounts       Accounts: where money lies.",
        "transactions   Transactions: what moves.",
    ]


def test_info_shows_upstream_files_script_imports_and_reference_tables(project: Project) -> None:
    shown = project.doit("info", "customers").out + project.doit("info", "accounts").out
    assert " - generators/customers.py\n" in shown
    assert " - generators/shared.py\n" in shown
    assert " - generators/lastro/engine/files/writer.py\n" in shown
    assert " - data/reference/cities.csv\n" in shown
    assert " - data/financial_services/datasets/customers.json\n" in shown
    assert "status     : up-to-date" in shown


def test_a_script_is_the_same_as_its_task_from_any_folder(unbuilt: Project, tmp_path: Path) -> None:
    done = unbuilt.run(str(unbuilt.path("generators/accounts.py")), cwd=tmp_path)
    assert (done.code, done.ran) == (0, ["customers", "accounts"])
    assert unbuilt.run("accounts.py", cwd=unbuilt.path("generators")).skipped == ["customers", "accounts"]


def test_a_script_takes_settings(unbuilt: Project) -> None:
    assert unbuilt.run("generators/accounts.py", "customers=0").code == 0
    assert unbuilt.output("accounts").read_bytes() == b"[\n]\n"


def test_doit_works_from_another_folder(project: Project, tmp_path: Path) -> None:
    done = project.doit("-f", str(project.path("dodo.py")), cwd=tmp_path)
    assert (done.code, done.skipped) == (0, ALL)
    assert not (tmp_path / ".doit.db").exists()


def test_each_built_dataset_ends_in_a_line_of_records_size_and_seconds(unbuilt: Project) -> None:
    lines = unbuilt.doit().out.splitlines()
    assert lines[0] == ".  customers"
    assert lines[1].startswith("   customers: 40 records, ")
    assert lines[1].endswith(" s")


# settings


def test_settings_are_remembered_and_every_command_says_so(project: Project) -> None:
    assert project.doit("customers=50", "seed=7").ran == ALL
    for command in ([], ["list"], ["info", "customers"]):
        said = one_line(project.doit(*command).err)
        assert "customers=50 seed=7" in said
        assert "settings=default" in said
    assert project.doit().skipped == ALL


def test_default_settings_are_brought_back(project: Project) -> None:
    before = project.bank()
    project.doit("customers=50")
    assert project.doit("settings=default").err == ""
    assert project.doit().err == ""
    assert project.bank() == before


def test_further_settings_add_to_those_remembered(project: Project) -> None:
    project.doit("customers=50")
    assert "customers=50" in project.doit("seed=7").err
    assert "customers=50 seed=7" in project.doit().err


def test_only_a_run_remembers_settings(project: Project) -> None:
    project.doit("list", "customers=50")
    assert project.doit().err == ""


def test_no_customers_make_valid_files(project: Project) -> None:
    assert project.doit("customers=0").code == 0
    assert set(project.bank().values()) == {b"[\n]\n"}


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("custmers=7", "did you mean customers?"),
        ("customers=-1", "from 0 to 10000000"),
        ("as_of=2021-02-30", "a date from 2021-01-01"),
        ("documents=valid", "privacy.documents"),
        ("settings=none", "settings=default"),
    ],
)
def test_what_is_no_setting_is_refused_before_anything_is_written(project: Project, typed: str, named: str) -> None:
    before = project.bank()
    done = project.doit(typed)
    assert done.code == 3
    assert named in one_line(done.err)
    assert project.bank() == before


@pytest.mark.parametrize("content", [None, "[bank", "[bank]\nseed = 1\n", "seed = 1\n", "[bank]\nsede = 1\n"])
def test_a_settings_file_that_makes_no_sense_is_refused(project: Project, content: str | None) -> None:
    project.path("bank.toml").unlink()
    if content is not None:
        project.path("bank.toml").write_text(content)
    done = project.doit()
    assert done.code == 3
    assert "bank.toml" in one_line(done.err)


# clean


def test_clean_removes_the_outputs_and_nothing_else(project: Project) -> None:
    before = project.bank()
    project.output("customers").with_name("mine.json").write_text("[]")
    assert project.doit("clean").code == 0
    assert list(project.bank()) == ["mine.json"]
    assert project.doit().ran == ALL
    assert project.bank() == {**before, "mine.json": b"[]"}


def test_clean_of_a_dataset_removes_just_that(project: Project) -> None:
    before = project.bank()
    project.doit("clean", "accounts")
    assert list(project.bank()) == ["customers.json", "transactions.json"]
    assert project.doit().ran == ["accounts"]
    assert project.bank() == before


def test_a_dry_run_of_clean_removes_nothing(project: Project) -> None:
    project.doit("customers=50")
    before = project.bank()
    assert "remove data/financial_services/datasets/accounts.json" in project.doit("clean", "--dry-run").out
    assert project.bank() == before
    assert "customers=50" in project.doit().err


def test_a_full_clean_forgets_settings_and_that_of_a_dataset_does_not(project: Project) -> None:
    project.doit("customers=50")
    project.doit("clean", "accounts")
    assert "customers=50" in project.doit().err
    project.doit("clean")
    assert not project.path("data/financial_services/.lastro").exists()
    assert project.doit().err == ""


# two at once, and interruptions


def test_a_second_build_says_that_one_is_running(project: Project) -> None:
    project.replace("generators/accounts.py", "    keys =", SLOW)
    build = project.start()
    wait_for(build, b".  accounts")
    second, cleaning, listing = project.doit(), project.doit("clean"), project.doit("list")
    info = project.doit("info", "customers")
    build.kill()
    build.communicate()
    assert (second.code, second.out, cleaning.code, listing.code, info.code) == (3, "", 3, 0, 0)
    assert "another doit is building" in one_line(second.err)
    assert "another doit is building" in one_line(cleaning.err)


def test_a_lock_file_that_nobody_holds_means_nothing(project: Project) -> None:
    project.path(".doit.lock").write_text("1")
    assert project.doit().code == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ways", [[], ["-n", "2"]], ids=["serial", "threads"])
def test_a_signal_stops_the_build_in_one_line_and_the_next_goes_on(
    tmp_path: Path, number: signal.Signals, ways: list[str]
) -> None:
    project = toy(tmp_path / "bank")
    project.doit("customers")  # else all are made together, and nothing stands yet when accounts are made
    project.replace("generators/accounts.py", "    keys =", SLOW)
    build = project.start(*ways)
    wait_for(build, b".  accounts")
    build.send_signal(number)
    said = build.communicate(timeout=50)[1].decode()
    assert build.returncode == 128 + number
    assert "stopped by" in one_line(said.lstrip())
    assert list(project.bank()) == ["customers.json"]
    project.replace("generators/accounts.py", SLOW, "    keys =")
    assert project.doit().skipped == ["customers"]


# what may be missing or odd


def test_a_missing_package_is_one_sentence_with_the_command(project: Project, tmp_path: Path) -> None:
    (tmp_path / "polars.py").write_text("raise ModuleNotFoundError('No module named polars', name='polars')")
    done = project.doit("customers=50", PYTHONPATH=str(tmp_path))
    assert done.code == 1
    assert one_line(done.err) == (
        "customers: the package polars is missing: `pip install -r requirements.txt` installs it\n"
    )


def test_a_missing_reference_table_is_named_with_the_command(project: Project) -> None:
    project.path("data/reference/cities.csv").unlink()
    done = project.doit()
    assert done.code == 1
    assert "`git checkout data/reference/cities.csv` brings it back" in one_line(done.err)


def test_a_script_that_is_no_python_is_named(project: Project) -> None:
    project.replace("generators/accounts.py", "HIGHEST = 1000", "HIGHEST = = 1000")
    done = project.doit()
    assert done.code == 1
    assert "accounts: SyntaxError" in done.err
    assert project.doit("list").code == 0


@pytest.mark.parametrize("ways", [["-n", "-1"], ["-n", "abc"], ["nosuch"], ["-n", "2", "-P", "process", "seed=9"]])
def test_what_doit_would_do_silently_or_never_ends_in_an_error(project: Project, ways: list[str]) -> None:
    done = project.doit(*ways)
    assert done.code != 0
    assert done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONOPTIMIZE": "2"},
        {"PYTHONWARNINGS": "error::UserWarning", "COLUMNS": "1", "HOME": "", "NO_COLOR": "1"},
    ],
)
def test_the_environment_changes_no_byte(unbuilt: Project, project: Project, environment: dict[str, str]) -> None:
    assert unbuilt.doit(**environment).code == 0
    assert unbuilt.bank() == project.bank()


def test_a_reader_that_goes_away_stops_the_build_without_half_a_file(unbuilt: Project, project: Project) -> None:
    build = unbuilt.start()
    assert build.stdout
    assert build.stdout.readline() == b".  customers\n"
    build.stdout.close()
    assert build.wait(30) != 0
    assert build.stderr
    assert b"Traceback" not in build.stderr.read()
    assert unbuilt.doit().code == 0
    assert unbuilt.bank() == project.bank()


def test_a_link_to_the_checkout_is_the_same_checkout(project: Project, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(project.root)
    assert project.doit(cwd=tmp_path / "link").skipped == ALL


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_is_no_reason_to_fail(unbuilt: Project, project: Project, closed: str) -> None:
    command = f'"{sys.executable}" -m doit {closed}>&-'
    assert subprocess.run(["sh", "-c", command], cwd=unbuilt.root, check=False, capture_output=True).returncode == 0
    assert unbuilt.bank() == project.bank()


def test_a_full_device_keeps_every_good_file(project: Project) -> None:
    before = project.bank()
    limits = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000));"
    done = project.run("-c", f"{limits} from doit.doit_cmd import DoitMain; exit(DoitMain().run(['seed=5']))")
    assert done.code != 0
    assert "Traceback" not in done.err
    assert project.bank() == before
    assert project.doit("settings=default").skipped == ALL
