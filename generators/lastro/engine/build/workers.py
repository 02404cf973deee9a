"""The crew: further processes that make blocks of the same dataset, each its share, and write them where they belong.

Threads do not help: the work is many short calls, and Python runs one thread at a time. Processes are spawned, never
forked: a fork of a process that has polars loaded may hang. They are called by the first dataset of many blocks, start
up beside it (about a second of imports), and stay for the datasets that follow.

Blocks go round: the process whose turn it is makes the next one, waits to hear at which byte of the file it begins,
tells its neighbour where it ends, and writes. Only such numbers pass between processes, never the blocks.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, TypeAlias

from lastro.engine.build.blocks import Marked, make
from lastro.engine.build.plan import Plan
from lastro.engine.errors import BuildError
from lastro.engine.files.writer import Output, Placed

MANY = 8  # blocks of a dataset from which a crew is called: starting one takes about as long as making some
PATIENCE = 0.0  # seconds to wait for it between two blocks
_SPAWN = get_context("spawn")
_READY = "ready"
_DIED = "a worker died; there may be too little memory for so many (workers=1 needs least)"
Pipe: TypeAlias = "Connection[Any, Any]"


class _Stopped(Exception):
    """Another process of the crew has met something wrong, and says what."""


class Crew:
    """Processes that wait for their share of a dataset; this one is the first in the round."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.processes: list[Any] = []
        self.orders: list[Pipe] = []
        self.waiting = workers - 1
        rounds = [_SPAWN.Pipe(duplex=False) for _ in range(workers)]  # where each process hears where its block begins
        for number in range(1, workers):
            self._begin(rounds[number][0], rounds[(number + 1) % workers][1])
        self.hears, self.tells = rounds[0][0], rounds[1][1]
        for number in range(1, workers):
            rounds[number][0].close()
            rounds[(number + 1) % workers][1].close()

    def _begin(self, hears: Pipe, tells: Pipe) -> None:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs, hears, tells), daemon=True)
        resource_tracker.ensure_running()  # it would lift the block
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            process.start()  # deaf to Ctrl-C from its first moment on: that reaches the whole group, and we see to it
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self.processes.append(process)
        self.orders.append(ours)

    def ready(self) -> bool:
        """Whether all processes have started up."""
        while self.waiting and self.orders[self.waiting - 1].poll(PATIENCE):
            if _heard(self.orders[self.waiting - 1]) != _READY:
                raise BuildError("a worker did not start up")
            self.waiting -= 1
        return not self.waiting

    def make(self, plan: Plan, blocks: Marked, output: Output, first: int) -> Iterator[Placed]:
        """Make and write all blocks from one on; yields this process's as they are written, then the others."""
        for number, order in enumerate(self.orders, start=1):
            _tell(order, (plan, str(output.path), first + number, self.workers))
        hears = _Hearing(self.hears, output.end)
        with suppress(_Stopped):  # the others say why
            yield from _share(plan, blocks, output, range(first, len(blocks), self.workers), hears, self.tells)
        for order in self.orders:
            found = _heard(order)
            if isinstance(found, Exception) and not isinstance(found, _Stopped):
                raise found
            if not isinstance(found, Exception):
                yield from found

    def dismiss(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()
        for pipe in (*self.orders, self.hears, self.tells):
            pipe.close()


class _Hearing:
    """Where blocks begin: known of the first one, and heard of the others."""

    def __init__(self, pipe: Pipe, known: int | None = None) -> None:
        self.pipe, self.known = pipe, known

    def next(self) -> int:
        known, self.known = self.known, None
        found = _heard(self.pipe) if known is None else known
        if found is None:
            raise _Stopped
        return int(found)


def _share(
    plan: Plan, blocks: Marked, output: Output, numbers: range, hears: _Hearing, tells: Pipe
) -> Iterator[Placed]:
    """Make and write the blocks of one process."""
    for number in numbers:
        made = output.prepared(number, make(plan, blocks.references, blocks[number]))
        begins = hears.next()
        if number + 1 < len(blocks):
            _tell(tells, made.end(begins))
        yield output.put(made, begins)
    blocks.references.finish()


def _heard(pipe: Pipe) -> Any:
    """What another process says; it may die at any moment."""
    try:
        return pipe.recv()
    except (EOFError, ConnectionError):
        raise BuildError(_DIED) from None


def _tell(pipe: Pipe, what: Any) -> None:
    try:
        pipe.send(what)
    except ConnectionError:
        raise BuildError(_DIED) from None


def _serve(orders: Pipe, hears: Pipe, tells: Pipe) -> None:
    """The life of a process of the crew: until nobody gives orders any more."""
    with suppress(EOFError, ConnectionError):
        orders.send(_READY)
        while True:
            plan, path, first, step = orders.recv()
            orders.send(_outcome(plan, path, first, step, hears, tells))


def _outcome(plan: Plan, path: str, first: int, step: int, hears: Pipe, tells: Pipe) -> list[Placed] | Exception:
    """What was written, or what was wrong; the next in the round then hears that nothing more comes."""
    try:
        blocks = Marked.of(plan)
        assert blocks is not None
        with Output.opened(path) as output:
            numbers = range(first, len(blocks), step)
            return list(_share(plan, blocks, output, numbers, _Hearing(hears), tells))
    except Exception as error:  # whatever it is, whoever gave the order must hear of it
        with suppress(OSError):
            tells.send(None)
        return error


_LOCK = Lock()  # tasks may run in threads
_crew: Crew | None = None


@contextmanager
def lent(workers: int, blocks: int, left: int) -> Iterator[Crew | None]:
    """The crew, for one dataset at a time: once it is ready, and where blocks are left for all.

    The first dataset of many blocks calls it.
    """
    if not _LOCK.acquire(blocking=False):
        yield None
        return
    try:
        yield _called(workers, blocks) if left >= workers > 1 else None
    finally:
        _LOCK.release()


def _called(workers: int, blocks: int) -> Crew | None:
    global _crew
    if _crew is None and blocks < MANY:
        return None
    if _crew is None or _crew.workers != workers:
        dismiss()
        _crew = Crew(workers)
    try:
        return _crew if _crew.ready() else None
    except BuildError:
        dismiss()
        raise


def dismiss() -> None:
    """End the crew, if there is one."""
    global _crew
    if _crew is not None:
        _crew.dismiss()
        _crew = None
