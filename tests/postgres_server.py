"""A PostgreSQL server of the tests' own, on a socket in a temporary folder, run by another user where we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

INSTALL = "apt-get install postgresql"
_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c unix_socket_directories="


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; none where PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb") or (str(debian[-1]) if debian else "")
    return Path(found).parent if found else None


@contextmanager
def server(folder: Path) -> Iterator[dict[str, str]]:
    """A running server: the environment by which programs find it."""
    home = Path(tempfile.mkdtemp(prefix="pg"))  # the path of a socket must be short
    owner = "postgres" if os.geteuid() == 0 else None
    if owner:
        shutil.chown(home, owner)

    def run(program: str, *arguments: str) -> None:
        command = [str(folder / program), "-D", f"{home}/data", *arguments]
        subprocess.run(command, user=owner, cwd=home, check=True, timeout=60, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-A", "trust", "-U", "lastro", "-E", "UTF8", "--locale=C", "-N")
        run("pg_ctl", "-w", "-l", f"{home}/log", "-o", f"{_OPTIONS}{home}", "start")
        yield {"PGHOST": str(home), "PGUSER": "lastro", "PGDATABASE": "postgres"}
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def postgres() -> Iterator[None]:
    """A server, to which PG* variables lead."""
    folder = binaries()
    if folder is None:
        pytest.skip(f"PostgreSQL is missing: `{INSTALL}` installs it")
    pytest.importorskip("psycopg", reason="psycopg is missing: `pip install -r requirements/postgres.txt` installs it")
    with server(folder) as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield
