"""The disk: full, too small, not writable; and limits of files, memory and descriptors. Every good file is kept."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from breaking import DEFAULT, LONG, strays, wrong_after
from projects import DATASETS, Done, Project

pytestmark = pytest.mark.faults

OUTPUTS, STATE = str(DATASETS), "data/financial_services/.lastro"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # of <sys/prctl.h>


def limited(project: Project, limit: Callable[[], None], *arguments: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "doit", *arguments],
        cwd=project.root,
        capture_output=True,
        timeout=60,
        preexec_fn=limit,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def file_size(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


SIZES = range(0, 12_000, 500) if LONG else (0, 1000, 3000, 6000, 9000)


@pytest.mark.parametrize("size", SIZES)
def test_no_limit_of_a_files_size_leaves_half_a_file(project: Project, size: int) -> None:
    before = project.bank()
    done = limited(project, file_size(size), "seed=5")
    assert "Traceback" not in done.err
    now = project.bank()
    assert done.code != 0 or sorted(now) == sorted(before)
    assert strays(project) == []
    assert wrong_after(project, before, DEFAULT) == []


@pytest.mark.parametrize(
    ("room", "arguments"), [("200k", "customers=4000"), ("20k", "seed=5"), ("24k", "customers=400")]
)
def test_a_full_disk_keeps_every_good_file_and_is_named(project: Project, room: str, arguments: str) -> None:
    before, kept = project.bank(), project.root.parent / "kept"
    script = (
        f"cp -a {OUTPUTS} {kept} && mount -t tmpfs -o size={room} none {OUTPUTS} && cp -a {kept}/. {OUTPUTS} "
        f"&& {{ {sys.executable} -m doit {arguments}; code=$?; cp -a {OUTPUTS}/. {kept}; "
        f"ls -A {OUTPUTS}; exit $code; }}"
    )
    done = project_in_own_mounts(project, script)
    assert done.code == 1, done.err
    assert "Traceback" not in done.err
    assert OUTPUTS in done.err
    assert "No space left" in done.err or "the disk has room for" in done.err
    assert ".tmp" not in done.out
    assert all((kept / name).read_bytes() == content for name, content in before.items() if "written" not in done.out)
    assert wrong_after(project, before, DEFAULT) == []


def project_in_own_mounts(project: Project, script: str) -> Done:
    """Run a shell script that may mount: as root, or as the root of a user namespace."""
    ways = ["unshare", "--mount"] + ([] if os.getuid() == 0 else ["--user", "--map-root-user"])
    trial = [*ways, "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small tmpfs takes root or user namespaces here")
    done = subprocess.run([*ways, "sh", "-c", script], cwd=project.root, capture_output=True, timeout=60, check=False)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def obedient(project: Project, *arguments: str) -> Done:
    """Run doit as somebody whom a file's mode keeps out, as it does not keep out root."""

    def obey() -> None:
        if os.getuid() == 0:
            for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
                ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)

    return limited(project, obey, *arguments)


@pytest.mark.parametrize("folder", [OUTPUTS, f"{STATE}/records", STATE])
def test_a_folder_that_cannot_be_written_is_named_and_costs_nothing(project: Project, folder: str) -> None:
    before = project.bank()
    assert obedient(project).ran == []
    project.path(folder).chmod(0o555)
    done = obedient(project, "seed=5")
    project.path(folder).chmod(0o777)
    assert done.code != 0
    assert "Traceback" not in done.err
    assert "cannot be" in done.err or "could not be" in done.err
    assert project.bank() == before
    again = obedient(project, DEFAULT)
    assert (again.code, project.bank()) == (0, before), again.err


def test_a_checkout_that_cannot_be_written_loses_only_what_doit_remembers(project: Project) -> None:
    before = project.bank()
    project.path(".").chmod(0o555)
    done = obedient(project, "seed=5")
    project.path(".").chmod(0o777)
    assert (done.code, done.err.count("could not be written")) == (0, 1)
    assert obedient(project).ran == []
    assert wrong_after(project, before, DEFAULT) == []


def test_a_bank_that_may_only_be_read_is_up_to_date(project: Project) -> None:
    before = project.bank()
    obedient(project)
    for path in [project.root, *project.root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    listed = obedient(project, "list")
    done = obedient(project)
    assert "Traceback" not in done.err + listed.err
    assert (done.code, done.ran, done.err) == (0, [], "")
    assert listed.code == 0
    assert project.bank() == before


@pytest.mark.parametrize(
    ("which", "limit"),
    [(resource.RLIMIT_AS, 300 << 20), (resource.RLIMIT_AS, 600 << 20), (resource.RLIMIT_NOFILE, 12)],
    ids=["300 MB", "600 MB", "12 descriptors"],
)
def test_a_limit_of_memory_or_descriptors_makes_no_wrong_file(project: Project, which: int, limit: int) -> None:
    before, other = project.bank(), {}
    done = limited(project, lambda: resource.setrlimit(which, (limit, limit)), "seed=5")
    other = project.bank()
    if done.code == 0:
        assert sorted(other) == sorted(before)
    assert wrong_after(project, before, DEFAULT) == []
