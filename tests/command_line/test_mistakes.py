"""What ordinary mistakes end in: an exit code and one sentence, never a traceback, whatever doit itself would do."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from projects import Project

SAID = {  # command: exit code, what the screen says
    "info nosuch": (3, "there is no task nosuch (`doit list` shows the tasks)"),
    "info acounts": (3, "there is no task acounts; did you mean accounts?"),
    "acounts": (3, "there is no task acounts; did you mean accounts?"),
    "list acounts": (3, "did you mean accounts?"),
    "forget acounts": (3, "did you mean accounts?"),
    "clean acounts": (3, "did you mean accounts?"),
    "reset-dep acounts": (3, "did you mean accounts?"),
    "accounts --help": (3, "accounts: option --help not recognized; `doit help accounts` shows what it takes"),
    "accounts customers=50 --fast": (3, "accounts: option --fast not recognized"),
}


@pytest.mark.parametrize(("command", "code", "said"), [(c, *s) for c, s in SAID.items()], ids=list(SAID))
def test_a_mistake_is_told_in_one_sentence(project: Project, command: str, code: int, said: str) -> None:
    done = project.doit(*command.split())
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert "CmdOption" not in done.err


PIPES = ["list --deps | head -1", "info customers | head -1", "reset-dep | head -c 1", "list --all --deps | true"]


@pytest.mark.parametrize("pipe", PIPES)
def test_a_reader_that_has_enough_is_no_error(project: Project, pipe: str) -> None:
    script = f'set -o pipefail; "{sys.executable}" -u -m doit {pipe}'
    done = subprocess.run(["bash", "-c", script], cwd=project.root, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


def test_a_build_whose_reader_goes_ends_in_silence(unbuilt: Project) -> None:
    build = unbuilt.start()
    assert build.stdout
    assert build.stderr
    build.stdout.readline()
    build.stdout.close()
    assert build.wait(30) == 141
    assert build.stderr.read() == b""
    assert not list(unbuilt.root.rglob("*.tmp"))


def test_ctrl_c_before_anything_is_built_is_one_line(project: Project) -> None:
    with project.path("dodo.py").open("a") as stream:
        stream.write('\nimport time\nprint("read", flush=True)\ntime.sleep(60)\n')
    process = project.start("list")
    assert process.stdout
    assert process.stdout.readline() == b"read\n"
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=50)[1]
    assert (process.returncode, said) == (130, b"stopped by Ctrl-C\n")


def test_a_module_in_the_folder_that_bears_a_packages_name_is_not_ours(project: Project) -> None:
    for name in ("numpy", "polars"):
        project.path(f"{name}.py").write_text("raise RuntimeError('not ours')\n")
    assert project.run("-m", "doit", "seed=7").code == 0


def test_another_version_of_a_package_is_told_before_anything_is_built(project: Project) -> None:
    project.replace("requirements.txt", "polars==", "polars==9.")
    said = project.doit("list").err + project.doit().err
    assert said.count("\n") == 1
    assert "instead of 9." in said
    assert "`pip install -r requirements.txt` installs" in said


def test_a_remembered_setting_that_hides_an_edit_of_bank_toml_is_said(project: Project) -> None:
    project.doit("customers=50")
    project.replace("bank.toml", "customers = 40", "customers = 45")
    assert "customers=50, where bank.toml says customers=45" in project.doit().err
