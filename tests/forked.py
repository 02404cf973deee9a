"""Commands of doit without the start of Python: each in a process forked from one that has imported the packages.

Starting Python with doit, numpy and polars costs as much as most commands of a test do. The forked process is otherwise
what `python -m doit` is: it reads dodo.py and the modules of its own folder, and ends by itself. What the start itself
decides (variables of the environment, modules that stand in for packages, seconds) needs `Project.run`.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

PATIENCE = 300  # seconds for a command, on a machine that may be busy
_IMPORTED = ("doit.doit_cmd", "sqlite3", "tomllib", "xxhash", "numpy", "polars", "tqdm", "multiprocessing.connection")


class Forking:
    """The process that has imported the packages, and the commands that are run in copies of it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._environment = _environment()
        self._process = subprocess.Popen([sys.executable, __file__], stdin=theirs, start_new_session=True)
        theirs.close()
        self._socket.settimeout(PATIENCE)
        atexit.register(self._end)

    def _end(self) -> None:
        self._socket.close()
        self._process.wait()

    def suits(self) -> bool:
        """Whether a process started now would have the environment that this one has."""
        return self._environment == _environment()

    def doit(self, cwd: Path, arguments: tuple[str, ...]) -> tuple[int, bytes, bytes]:
        """Run a command in a folder: its exit code, and what it has written to both streams."""
        with TemporaryFile() as out, TemporaryFile() as err:
            request = json.dumps([str(cwd), _umask(), *arguments]).encode()
            socket.send_fds(self._socket, [request], [out.fileno(), err.fileno()])
            try:
                code = int(self._socket.recv(99))
            except TimeoutError:
                os.killpg(self._process.pid, signal.SIGKILL)
                raise
            return code, _all_of(out), _all_of(err)


@cache
def forking() -> Forking:
    """The one of this process."""
    return Forking()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def _umask() -> int:
    os.umask(mask := os.umask(0))
    return mask


def _all_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


# The process that forks


def serve(requests: socket.socket) -> tuple[list[Any], list[int]]:
    """Fork for each request; returns in the forked processes, with the request and its two streams."""
    while True:
        request, streams, _, _ = socket.recv_fds(requests, 1 << 16, 2)
        if not request:
            raise SystemExit
        child = os.fork()
        if not child:
            requests.close()
            return json.loads(request), streams
        for each in streams:
            os.close(each)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with suppress(ConnectionError):  # whoever asked has gone; the next look at the socket says so
            requests.send(str(code).encode())


def become_doit(cwd: str, umask: int, arguments: list[str], streams: list[int]) -> None:
    """Be what `python -m doit` is in a folder."""
    os.chdir(cwd)
    os.umask(umask)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, stream in enumerate(streams, 1):
        os.dup2(stream, number)
        os.close(stream)
    sys.path[0] = os.getcwd()
    sys.argv[1:] = arguments
    runpy.run_module("doit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in _IMPORTED:
        __import__(name)
    gc.freeze()
    (folder, mask, *typed), both = serve(socket.socket(fileno=os.dup(0)))
    become_doit(folder, mask, typed, both)
