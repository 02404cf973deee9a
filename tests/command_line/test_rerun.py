"""What reruns: the real doit, in a small bank of three datasets that depend on each other in a row."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builds import NAMES, closure
from projects import Project

ALL = ["customers", "accounts", "transactions"]


def test_the_first_time_everything_is_built(unbuilt: Project) -> None:
    done = unbuilt.doit()
    assert (done.code, done.ran) == (0, ALL)
    assert list(unbuilt.bank()) == ["accounts.json", "customers.json", "transactions.json"]


def test_doing_nothing_reruns_nothing_and_is_silent(project: Project) -> None:
    done = project.doit()
    assert (done.code, done.skipped) == (0, ALL)
    assert done.out.splitlines() == [f"-- {name}" for name in ALL]
    assert done.err == ""


def seconds(project: Project) -> float:
    """Processor time of a doit: what it takes on a machine that has nothing else to do."""
    before = os.times()
    project.run("-m", "doit")
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def test_doing_nothing_takes_half_a_second_at_most(project: Project) -> None:
    project.doit()
    assert any(seconds(project) < 0.5 for _ in range(9))  # a busy machine makes processor time longer too


def test_doing_nothing_does_not_read_a_large_dataset(project: Project) -> None:
    project.doit("customers=3000")
    trace = "import sys; sys.addaudithook(lambda e, a: print(a[0]) if e == 'open' else None);"
    done = project.run("-c", f"{trace} from doit.doit_cmd import DoitMain; DoitMain().run([])")
    assert "-- transactions" in done.out
    assert "datasets/customers.json" not in done.out


def test_a_touch_reruns_nothing(project: Project) -> None:
    for path in [*project.root.rglob("*.py"), *project.root.rglob("*.json"), project.path("bank.toml")]:
        os.utime(path, (0, 0))
    assert project.doit().skipped == ALL


def test_a_comment_reruns_its_dataset_and_leaves_the_file_untouched(project: Project) -> None:
    before = project.output("customers").stat()
    project.replace("generators/customers.py", "LOWEST = 0", "LOWEST = 0  # why not")
    assert project.doit().ran == ["customers"]
    after = project.output("customers").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert project.doit().skipped == ALL


def test_a_value_reruns_downstream_as_far_as_bytes_change(project: Project) -> None:
    project.replace("generators/customers.py", "LOWEST = 0", "LOWEST = 5")
    done = project.doit()
    assert (done.ran, done.skipped) == (["customers", "accounts"], ["transactions"])


def test_a_value_that_changes_all_bytes_reruns_all_downstream(project: Project) -> None:
    project.replace("generators/accounts.py", "HIGHEST = 1000", "HIGHEST = 2000")
    assert project.doit().ran == ["accounts", "transactions"]


def test_a_new_column_reruns_the_datasets_that_import_the_row_class(project: Project) -> None:
    project.replace("generators/accounts.py", '"Balance at', '"What there is at')
    assert project.doit().ran == ["accounts", "transactions"]


def test_a_shared_module_reruns_the_datasets_that_import_it(project: Project) -> None:
    project.replace("generators/shared.py", "CODES = 9", "CODES = 9  # as ever")
    done = project.doit()
    assert (done.ran, done.skipped) == (["customers", "transactions"], ["accounts"])


def test_a_module_that_is_imported_indirectly_reruns_too(project: Project) -> None:
    project.path("generators/deeper.py").write_text("NINE = 9\n")
    project.replace("generators/shared.py", "CODES = 9", "from deeper import NINE as CODES")
    project.doit()
    project.path("generators/deeper.py").write_text("NINE = 8\n")
    assert project.doit().ran == ALL


def test_the_writer_of_datasets_is_a_shared_module(project: Project) -> None:
    with project.path("generators/lastro/engine/files/writer.py").open("a") as stream:
        stream.write("# another comment\n")
    assert project.doit().ran == ALL


def test_an_edit_that_keeps_size_and_time_stamp_is_seen(project: Project) -> None:
    path = project.path("generators/accounts.py")
    before = path.stat()
    project.replace("generators/accounts.py", "HIGHEST = 1000", "HIGHEST = 1001")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "accounts" in project.doit().ran


def test_a_reference_table_reruns_the_datasets_that_read_it(project: Project) -> None:
    with project.path("data/reference/cities.csv").open("a") as stream:
        stream.write("Olinda,PE\n")
    done = project.doit()
    assert (done.ran, done.skipped) == (["customers", "accounts"], ["transactions"])


def test_a_section_of_settings_reruns_its_readers(project: Project) -> None:
    project.replace("bank.toml", '"valid" ', '"invalid" ')
    assert project.doit().ran == ["customers", "accounts"]


def test_a_setting_of_the_bank_reruns_who_reads_just_that(project: Project) -> None:
    project.replace("bank.toml", "as_of = 2026-10-31", "as_of = 2026-11-01")
    assert project.doit().ran[0] == "accounts"


def test_the_seed_reruns_everything(project: Project) -> None:
    project.replace("bank.toml", "seed = ", "seed = 1")
    assert project.doit().ran == ALL


def test_the_pin_of_a_package_that_shapes_bytes_reruns_everything(project: Project) -> None:
    project.replace("requirements.txt", "polars==", "polars==9.")
    assert project.doit().ran == ALL
    assert project.doit().skipped == ALL


def test_the_pin_of_any_other_package_reruns_nothing(project: Project) -> None:
    project.replace("requirements.txt", "tqdm==", "tqdm==9.")
    assert project.doit().skipped == ALL


# why


def test_a_first_build_gives_no_reasons(unbuilt: Project) -> None:
    assert unbuilt.doit().reasons == {}


def test_the_line_of_a_rerun_says_why(project: Project) -> None:
    seed = re.search(r"seed = (\d+)", project.path("bank.toml").read_text(encoding="utf-8"))
    done = project.doit("seed=5")
    assert seed
    assert done.reasons["customers"] == f"bank.seed: {seed[1]} -> 5"
    assert done.reasons["accounts"] == f"bank.seed: {seed[1]} -> 5, customers.json"


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (lambda project: project.output("accounts").unlink(), "its file is missing"),
        (lambda project: project.doit("forget", "accounts"), "doit forget"),
        (lambda project: project.replace("generators/accounts.py", "HIGHEST", "TOP"), "generators/accounts.py"),
    ],
)
def test_whatever_the_reason_is_it_is_said(project: Project, cause: Callable[[Project], object], reason: str) -> None:
    cause(project)
    assert project.doit("accounts").reasons == {"accounts": reason}


def test_a_rerun_of_what_is_up_to_date_was_asked_for(project: Project) -> None:
    assert set(project.doit("-a").reasons.values()) == {"doit -a"}


def test_info_says_in_words_what_has_changed_and_lists_the_settings(project: Project) -> None:
    shown = project.doit("info", "accounts", "as_of=2026-11-05").out
    assert "bank.as_of: 2026-10-31 -> 2026-11-05" in shown
    assert " - bank.as_of = 2026-11-05\n" in shown
    assert "object at" not in shown


def test_a_graph_is_shown_in_one_order(project: Project) -> None:
    shown = {project.doit("info", "transactions", PYTHONHASHSEED=seed).out for seed in "1234"}
    assert len(shown) == 1
    files = re.findall(r"^ - (\S+)$", shown.pop().partition("file_dep")[2].partition("task_dep")[0], re.MULTILINE)
    data = [Path(path).name for path in files if path.startswith("data/financial_services")]
    assert data == ["accounts.json"]
    assert files[1:] == sorted(files[1:])


def test_workers_rerun_nothing(project: Project) -> None:
    project.replace("bank.toml", "workers = 2", "workers = 1")
    assert project.doit().skipped == ALL


@pytest.mark.parametrize("dataset", ALL)
def test_a_missing_output_is_rebuilt_to_the_same_bytes(project: Project, dataset: str) -> None:
    before = project.bank()
    project.output(dataset).unlink()
    assert project.doit().ran == [dataset]
    assert project.bank() == before


def test_going_back_to_earlier_settings_rebuilds_to_the_same_bytes(project: Project) -> None:
    before = project.bank()
    assert project.doit("seed=5").ran == ALL
    assert project.doit("settings=default").ran == ALL
    assert project.bank() == before


def test_an_input_that_is_edited_while_it_is_read_is_read_again(project: Project) -> None:
    edit = "open('data/reference/cities.csv', 'a').write('Olinda,PE\\n')"
    project.replace("generators/customers.py", "    draws =", f"    {edit}\n    draws =")
    assert project.doit("customers").code == 0
    project.replace("generators/customers.py", f"    {edit}\n", "")
    assert "customers" in project.doit("customers").ran


def test_everything_is_up_to_date_in_a_checkout_that_has_moved(project: Project, tmp_path: Path) -> None:
    moved = tmp_path / "um país" / "e outro"
    moved.parent.mkdir()
    shutil.move(project.root, moved)
    assert Project(moved).doit().skipped == ALL


def test_always_execute_runs_everything_to_the_same_bytes(project: Project) -> None:
    before = project.output("customers").stat()
    assert project.doit("-a").ran == ALL
    assert project.output("customers").stat().st_mtime_ns == before.st_mtime_ns


def test_threads_write_the_same_bytes(unbuilt: Project, project: Project) -> None:
    assert unbuilt.doit("-n", "2").code == 0
    assert unbuilt.bank() == project.bank()


# what doit knows is lost


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 99, None])
def test_a_lost_state_file_costs_nothing(project: Project, damage: bytes | None) -> None:
    project.path(".doit.db").unlink()
    if damage is not None:
        project.path(".doit.db").write_bytes(damage)
    done = project.doit()
    assert (done.code, done.skipped) == (0, ALL)
    assert ("damaged" in done.err) == bool(damage)


def test_a_state_file_that_was_cut_short_is_replaced(project: Project) -> None:
    whole = project.path(".doit.db").read_bytes()
    project.path(".doit.db").write_bytes(whole[: len(whole) // 2])
    assert project.doit().skipped == ALL


def test_a_state_file_whose_writing_was_killed_is_no_damage(project: Project) -> None:
    write = """import os, sqlite3
state = sqlite3.connect(".doit.db", isolation_level=None)
for line in ("pragma cache_size = 1", "begin", "create table more (what)", "update doit set task_data = '{}'"):
    state.execute(line)
for number in range(9999):
    state.execute("insert into more values (?)", [number])
os._exit(9)"""
    project.run("-c", write)
    assert project.path(".doit.db-journal").exists()
    done = project.doit()
    assert (done.err, done.skipped) == ("", ALL)


def test_a_state_file_that_is_a_folder_is_refused_with_the_way_out(project: Project) -> None:
    project.path(".doit.db").unlink()
    project.path(".doit.db").mkdir()
    done = project.doit()
    assert done.code == 3
    assert "rm -r .doit.db" in done.err
    assert "Traceback" not in done.err


def test_a_state_file_that_was_not_written_costs_nothing(project: Project) -> None:
    before = project.path(".doit.db").read_bytes()
    project.doit("seed=5")
    project.path(".doit.db").write_bytes(before)  # as after kill -9
    assert project.doit().skipped == ALL


# edits by hand


def _edit(project: Project) -> None:
    project.replace(project.output("accounts"), '"balance":', '"balance":1')


def test_a_valid_edit_is_kept_and_downstream_follows_it(project: Project) -> None:
    _edit(project)
    edited = project.bank()
    done = project.doit()
    assert (done.code, done.ran) == (0, ["transactions"])
    assert done.err.count("\n") == 1
    assert "accounts.json was edited by hand and is kept" in done.err
    assert project.bank()["accounts.json"] == edited["accounts.json"]
    assert project.bank()["transactions.json"] != edited["transactions.json"]


def test_an_edit_is_kept_when_its_script_changes(project: Project) -> None:
    _edit(project)
    project.replace("generators/accounts.py", "HIGHEST = 1000", "HIGHEST = 2000")
    done = project.doit()
    assert done.ran == ["transactions"]
    assert "generators/accounts.py" in done.err


@pytest.mark.parametrize("ways", [["-a"], ["settings=default"], ["-n", "2"], ["-c"]])
def test_an_edit_is_kept_however_doit_is_called(project: Project, ways: list[str]) -> None:
    _edit(project)
    edited = project.bank()["accounts.json"]
    assert project.doit(*ways).code == 0
    assert project.bank()["accounts.json"] == edited


def test_an_edit_is_kept_without_the_state_file(project: Project) -> None:
    _edit(project)
    edited = project.bank()["accounts.json"]
    project.path(".doit.db").unlink()
    project.doit("list")
    project.doit()
    project.doit()
    assert project.bank()["accounts.json"] == edited


@pytest.mark.parametrize("way", ["clean", "forget"])
def test_the_generated_file_comes_back(project: Project, way: str) -> None:
    before = project.bank()
    _edit(project)
    project.doit()
    assert project.doit(way, "accounts").code == 0
    assert project.doit().ran == ["accounts", "transactions"]
    assert project.bank() == before


def test_forget_brings_back_an_edit_that_doit_has_not_seen(project: Project) -> None:
    before = project.bank()
    _edit(project)
    project.doit("forget", "accounts")
    project.doit()
    assert project.bank() == before


def test_an_edit_after_a_forgotten_build_that_was_killed_is_kept(project: Project) -> None:
    project.doit("forget", "accounts")
    database = project.path(".doit.db").read_bytes()
    project.doit()
    project.path(".doit.db").write_bytes(database)  # kill -9 leaves it, and the record unconfirmed
    record = project.path("data/financial_services/.lastro/records/accounts.json")
    record.write_text(re.sub(r'"confirmed": [0-9]+', '"confirmed": 0', record.read_text()))
    _edit(project)
    assert "edited by hand" in project.doit().err


@pytest.mark.parametrize("damage", ["", "[\n", "{}", "null"])
def test_an_invalid_edit_is_refused_and_nothing_is_overwritten(project: Project, damage: str) -> None:
    project.output("accounts").write_text(damage)
    before = project.bank()
    for _ in range(2):
        done = project.doit()
        assert done.code == 1
        assert "accounts.json" in done.err
        assert "doit clean accounts && doit" in done.err
        assert "Traceback" not in done.err
        assert project.bank() == before


def test_mending_an_invalid_edit_goes_on(project: Project) -> None:
    whole = project.output("accounts").read_bytes()
    project.output("accounts").write_bytes(whole[:-30])
    assert project.doit().code == 1
    project.output("accounts").write_bytes(whole)
    assert project.doit().skipped == ALL


@pytest.mark.parametrize("way", ["clean", "forget"])
def test_the_generated_file_comes_back_after_an_invalid_edit(project: Project, way: str) -> None:
    before = project.bank()
    project.output("accounts").write_text("[")
    project.doit()
    project.doit(way, "accounts")
    project.doit()
    assert project.bank() == before


def test_an_edit_downstream_of_a_failure_is_kept(project: Project) -> None:
    project.replace(project.output("transactions"), '"amount":', '"amount":1')
    edited = project.bank()["transactions.json"]
    project.output("accounts").write_text("[")
    assert project.doit("-c").code != 0
    project.doit("clean", "accounts")
    project.doit()
    assert project.bank()["transactions.json"] == edited


@pytest.mark.parametrize("kind", ["folder", "link", "dangling", "fifo"])
def test_nothing_is_written_through_what_is_no_regular_file(project: Project, tmp_path: Path, kind: str) -> None:
    elsewhere, path = tmp_path / "elsewhere", project.output("accounts")
    path.rename(elsewhere)
    before = elsewhere.read_bytes()
    if kind == "dangling":
        elsewhere.unlink()
    _put(kind, path, elsewhere)
    done = project.doit()
    assert done.code == 1
    assert "remove it" in done.err
    assert not elsewhere.exists() or elsewhere.read_bytes() == before
    project.doit("clean")
    assert os.path.lexists(path)


def _put(kind: str, path: Path, elsewhere: Path) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(elsewhere)


# killed


def test_a_killed_build_leaves_the_last_good_file_and_the_next_one_finishes(project: Project) -> None:
    before = project.bank()
    project.replace("generators/accounts.py", "    keys =", "    import time; time.sleep(60)\n    keys =")
    build = project.start()
    assert build.stdout
    while not build.stdout.readline().startswith(b".  accounts"):
        assert build.poll() is None
    time.sleep(0.5)
    build.kill()
    build.communicate()
    assert all(project.bank()[name] == content for name, content in before.items())
    project.replace("generators/accounts.py", "    import time; time.sleep(60)\n", "")
    assert project.doit().code == 0
    assert project.bank() == before


def test_what_a_killed_build_has_left_is_swept_away(project: Project) -> None:
    stray = project.output("accounts").with_name(".accounts.json.123.tmp")
    stray.write_text("[")
    own = project.output("accounts").with_name(".mine.tmp")
    own.write_text("mine")
    project.doit()
    assert (stray.exists(), own.exists()) == (False, True)


def test_a_generator_that_raises_is_named_and_what_depends_on_it_is_not_built(project: Project) -> None:
    before = project.bank()
    project.replace("generators/accounts.py", "    keys =", '    raise ValueError("no luck")\n    keys =')
    done = project.doit("-c")
    assert (done.code, done.ran, done.skipped) == (2, ["accounts"], ["customers"])
    assert done.err.startswith("accounts: ValueError: no luck")
    assert "transactions: not done, because of accounts" in done.err
    assert project.bank() == before


def test_the_traceback_of_a_surprise_is_shown_on_request(project: Project) -> None:
    project.replace("generators/accounts.py", "    keys =", '    raise ValueError("no luck")\n    keys =')
    assert "Traceback" in project.doit("--failure-verbosity", "1").err


# the datasets of the real bank


def test_doing_nothing_with_the_real_bank_takes_half_a_second_at_most(own_bank: Project) -> None:
    assert own_bank.doit().skipped == NAMES
    assert any(seconds(own_bank) < 0.5 for _ in range(9))


def test_transactions_are_built_with_six_others(own_bank: Project) -> None:
    own_bank.doit("clean")
    assert own_bank.doit("transactions").ran == closure("transactions")


def test_a_comment_in_one_of_the_real_datasets_reruns_just_that(own_bank: Project) -> None:
    for name in ("customers", "accounts", "transactions"):
        with own_bank.path(f"generators/{name}.py").open("a") as stream:
            stream.write("# a comment\n")
        assert own_bank.doit().ran == [name]


def test_the_ledger_reruns_what_moves_money(own_bank: Project) -> None:
    own_bank.replace("bank.toml", "overdraft_rate = 8", "overdraft_rate = 7")
    ran = own_bank.doit().ran
    assert ran[:5] == ["accounts", "loans", "credit_cards", "investments", "transactions"]


def test_what_only_describes_reruns_transactions_and_their_readers(own_bank: Project) -> None:
    own_bank.replace("bank.toml", "trips = 0.11", "trips = 0.9")
    assert own_bank.doit().ran == ["transactions", "compliance", "digital_activity", "card_transactions"]


def test_threads_write_the_same_real_bank(own_bank: Project) -> None:
    before = own_bank.bank()
    own_bank.doit("clean")
    assert own_bank.doit("-n", "2").code == 0
    assert own_bank.bank() == before
