"""Breaking builds: what the tests of faults share.

FAULTS=long asks for many more rounds, FAULTS_SEED for those that a failure has shown.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from projects import DATASETS, Project, listen_to_signals, toy

LONG = os.environ.get("FAULTS") == "long"
SEED = os.environ.get("FAULTS_SEED") or (str(secrets.randbelow(10**9)) if LONG else "2026")
DEFAULT = "settings=default"
SOURCES = ("generators", "data/reference", "dodo.py", "bank.toml", "requirements.txt")
_LEFT_OUT = shutil.ignore_patterns("__pycache__")


def chance(*names: object) -> random.Random:
    """Random numbers of a test, the same for the same seed; pytest shows the seed where the test fails."""
    print(f"FAULTS_SEED={SEED} repeats this")
    return random.Random(" ".join(map(str, (SEED, *names))))


# projects


def slow_toy(to: Path) -> Project:
    """The toy bank in blocks of ten rows, each of which takes a while: a kill meets files that are half written."""
    project = toy(to)
    project.replace("generators/lastro/engine/build/blocks.py", "\nBLOCK = 1_000", "\nBLOCK = 10")
    for name in ("customers", "accounts", "transactions"):
        project.replace(f"generators/{name}.py", "\n    return table(", "\n    time.sleep(0.02)\n    return table(")
        project.replace(f"generators/{name}.py", '."""\n', '."""\n\nimport time\n')
    return project


def toy_with_workers(to: Path) -> Project:
    """The slow toy bank; a further process helps from the first block of accounts on, alone or together."""
    project = slow_toy(to)
    project.replace("bank.toml", "customers = 40 ", "customers = 400 ")  # four blocks of whole groups
    project.replace("generators/lastro/engine/build/blocks.py", "\nBLOCK = 10", "\nBLOCK = 100")
    project.replace("generators/lastro/engine/build/build.py", "if ready:", "if ready and 'accounts' in outputs:")
    project.replace("generators/lastro/engine/build/workers.py", "\nMANY = 8", "\nMANY = 1")
    project.replace("generators/lastro/engine/build/workers.py", "\nPATIENCE = 0.0", "\nPATIENCE = 60.0")
    return project


def from_scratch(project: Project, *settings: str) -> dict[str, bytes]:
    """The bank that the sources of a project make where nothing was built before."""
    digest = sha256(" ".join(settings).encode())
    for path in sorted(path for part in SOURCES for path in _files(project.path(part))):
        digest.update(str(path.relative_to(project.root)).encode() + path.read_bytes())
    key = digest.hexdigest()
    if key not in _scratch:
        _scratch[key] = _built_from_scratch(project, settings)
    return _scratch[key]


_scratch: dict[str, dict[str, bytes]] = {}


def _files(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.suffix in (".py", ".csv")] if path.is_dir() else [path]


def _built_from_scratch(project: Project, settings: tuple[str, ...]) -> dict[str, bytes]:
    clean = sources_of(project)
    done = clean.doit(*settings)
    assert done.code == 0, done.err
    bank = clean.bank()
    shutil.rmtree(clean.root)
    return bank


def sources_of(project: Project) -> Project:
    """The sources of a project in a folder of their own."""
    root = Path(mkdtemp(dir=project.root.parent))
    for part in SOURCES:
        if project.path(part).is_dir():
            shutil.copytree(project.path(part), root / part, ignore=_LEFT_OUT)
        else:
            shutil.copy(project.path(part), root / part)
    return Project(root)


# killing


@cache
def seconds(root: Path, *arguments: str) -> float:
    """How long a build takes here and now, in a copy of a project."""
    to = Path(mkdtemp()) / "timed"
    project = Project(root).copy(to)
    started = time.perf_counter()
    project.run("-m", "doit", *arguments)  # started as those are that will be killed
    shutil.rmtree(to.parent)
    return time.perf_counter() - started


def start(project: Project, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start doit in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "doit", *arguments],
        cwd=project.root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=listen_to_signals,
    )


def kill_after(project: Project, after: float, *arguments: str) -> bool:
    """Start doit and kill its process group after some seconds; whether it was still at work."""
    process = start(project, *arguments)
    try:
        process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert nobody_left(process.pid)
    return process.returncode == -signal.SIGKILL


def kill_within(project: Project, dataset: str, after: float, *arguments: str) -> None:
    """Kill the process group of doit some seconds after it has begun to write a dataset."""
    process = start(project, *arguments)
    assert process.stdout
    while not process.stdout.readline().startswith(f".  {dataset}".encode()):
        assert process.poll() is None
    before = _written(project)
    while _written(project) == before and process.poll() is None:
        time.sleep(0.001)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert nobody_left(process.pid)


def _written(project: Project) -> list[tuple[str, int]]:
    """The files of the datasets, temporary ones too, and when each was written to."""
    return [(p.name, p.stat().st_mtime_ns) for p in sorted(project.path(DATASETS).glob("*")) if p.exists()]


def nobody_left(group: int) -> bool:
    """Whether no process of a group is left, or is about to go; those that nobody has waited for do not count."""
    for _ in range(200):
        listed = subprocess.run(["ps", "-A", "-o", "pgid=", "-o", "stat="], capture_output=True, text=True, check=True)
        if not any(pgid == str(group) and stat[0] != "Z" for pgid, stat in map(str.split, listed.stdout.splitlines())):
            return True
        time.sleep(0.02)
    return False


# what must hold afterwards


def strays(project: Project) -> list[str]:
    """Files that only a build under way may have."""
    return [str(path) for path in project.root.rglob("*.tmp")]


def half_written(project: Project, *good: dict[str, bytes]) -> list[str]:
    """Outputs under their final names that are none of the good ones."""
    names = [name for name in project.bank() if not name.endswith(".tmp")]
    return [f"half: {name}" for name in names if project.bank()[name] not in [bank.get(name) for bank in good]]


def wrong_after(project: Project, gold: dict[str, bytes], *arguments: str) -> list[str]:
    """What one doit has not put right, and what the next one does though there is nothing to do."""
    wrong = []
    done = project.doit(*arguments)
    if done.code:
        wrong.append(f"exit {done.code}: {done.err}")
    bank = project.bank()
    wrong += [f"WRONG: {name}" for name in sorted({*bank, *gold}) if bank.get(name) != gold.get(name)]
    again = project.doit()
    if again.ran or again.code:
        wrong.append(f"the next doit runs {again.ran}: {again.err}")
    return wrong + strays(project)


def outputs(project: Project) -> dict[str, Path]:
    """The datasets of a project by name."""
    return {path.stem: path for path in sorted(project.path(DATASETS).glob("*.json"))}
