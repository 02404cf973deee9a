"""Workers: further processes that make blocks of the same datasets, each its share, and write them where they belong.

Threads do not help: the work is many short calls, and Python runs one thread at a time. Processes are spawned, never
forked: a fork of a process that has polars loaded may hang. The first dataset of many blocks starts them; they load
beside it (about a second of imports), and stay for the datasets that follow.

Blocks go round: the process whose turn it is makes the next one, dataset by dataset, receives at which byte of the file
it begins, sends its neighbour where it ends, and writes. Only such numbers pass between processes, never the blocks.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, TypeAlias

from lastro.engine.build.blocks import SeparateBlocks
from lastro.engine.build.together import CannotBeMade, Together
from lastro.engine.errors import BuildError
from lastro.engine.files.writer import Block, Output, Placed, Prepared

MANY = 8  # blocks of a dataset from which workers are started: that takes about as long as making some
PATIENCE = 0.0  # seconds to wait for them between two blocks
_SPAWN = get_context("spawn")
_READY = "ready"
_DIED = "a worker died; there may be too little memory for so many (workers=1 needs least)"
_DEAF_TO = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # may be sent to all processes: the first ends the others
_GONE = -1  # where the block of a dataset begins that cannot be made
Pipe: TypeAlias = "Connection[Any, Any]"
Blocks: TypeAlias = SeparateBlocks | Together


class _Stopped(Exception):
    """Another process has met something wrong, and says what."""


class Workers:
    """Processes that wait for their share of a dataset; this one is the first in the round."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.processes: list[Any] = []
        self.orders: list[Pipe] = []
        self.starting = count - 1
        rounds = [_SPAWN.Pipe(duplex=False) for _ in range(count)]  # each process receives here where its block begins
        for number in range(1, count):
            self._begin(rounds[number][0], rounds[(number + 1) % count][1])
        self.receiving, self.sending = rounds[0][0], rounds[1][1]
        for number in range(1, count):
            rounds[number][0].close()
            rounds[(number + 1) % count][1].close()

    def _begin(self, receiving: Pipe, sending: Pipe) -> None:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs, receiving, sending), daemon=True)
        resource_tracker.ensure_running()  # it would lift the block
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _DEAF_TO)
        try:
            with _one_thread_of_polars():
                process.start()  # deaf from the first moment on
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self.processes.append(process)
        self.orders.append(ours)

    def ready(self) -> bool:
        """Whether all processes have started up."""
        while self.starting and self.orders[self.starting - 1].poll(PATIENCE):
            if _receive(self.orders[self.starting - 1]) != _READY:
                raise BuildError("a worker did not start up")
            self.starting -= 1
        return not self.starting

    def make(self, blocks: Blocks, outputs: Mapping[str, Output], first: int) -> Iterator[tuple[str, Placed]]:
        """Make and write all blocks from one on; yields this process's as they are written, then the others.

        What the others could not make is lost to the blocks here as well.
        """
        paths = {name: str(output.path) for name, output in outputs.items()}
        for number, order in enumerate(self.orders, start=1):
            _send(order, (pickle.dumps(blocks), paths, first + number, self.count))
        begins = _Begins(self.receiving, [_GONE if n in blocks.gone else outputs[n].end for n in blocks.names])
        with suppress(_Stopped):  # the others say why
            yield from _share(blocks, outputs, range(first, len(blocks), self.count), begins, self.sending)
        for order in self.orders:
            found = _receive(order)
            if isinstance(found, Exception) and not isinstance(found, _Stopped):
                raise found
            if not isinstance(found, Exception):
                placed, gone = found
                blocks.gone.update(gone)
                yield from placed

    def stop(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.join()
        for pipe in (*self.orders, self.receiving, self.sending):
            pipe.close()


@contextmanager
def _one_thread_of_polars() -> Iterator[None]:
    """Let a process that is started meanwhile load polars with one thread, which suits its small blocks best."""
    name = "POLARS_MAX_THREADS"
    before = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


class _Begins:
    """Where blocks begin: known of the first ones, and received of the others."""

    def __init__(self, pipe: Pipe, known: Iterable[int] = ()) -> None:
        self.pipe, self.known = pipe, iter(known)

    def next(self) -> int:
        found = next(self.known, None)
        if found is None:
            found = _receive(self.pipe)
        if found is None:
            raise _Stopped
        return int(found)


def _share(
    blocks: Blocks, outputs: Mapping[str, Output], numbers: range, begins: _Begins, sending: Pipe
) -> Iterator[tuple[str, Placed]]:
    """Make and write the blocks of one process."""
    for number in numbers:
        made = blocks.made(number)
        for name in blocks.names:
            block = None if name in blocks.gone else _prepared(blocks, number, made, outputs[name])
            begin = begins.next()
            if begin == _GONE:
                blocks.lose(name)
            gone = block is None or begin == _GONE
            if number + 1 < len(blocks):
                _send(sending, _GONE if block is None or gone else block.end(begin))
            if block is not None and not gone:
                yield name, outputs[name].put(block, begin)
    blocks.finish()


def _prepared(blocks: Blocks, number: int, made: Iterator[tuple[str, Block]], output: Output) -> Prepared | None:
    """The next dataset's block with all its bytes; None where it cannot be made."""
    name, block = next(made)
    try:
        return output.prepared(number, block)
    except CannotBeMade:
        blocks.lose(name)
        return None


def _receive(pipe: Pipe) -> Any:
    """What another process sends; it may die at any moment."""
    try:
        return pipe.recv()
    except (EOFError, ConnectionError):
        raise BuildError(_DIED) from None


def _send(pipe: Pipe, what: Any) -> None:
    try:
        pipe.send(what)
    except ConnectionError:
        raise BuildError(_DIED) from None


def _serve(orders: Pipe, receiving: Pipe, sending: Pipe) -> None:
    """The life of a worker process: until nobody gives orders any more."""
    with suppress(EOFError, ConnectionError):
        orders.send(_READY)
        while True:
            packed, paths, first, step = orders.recv()
            orders.send(_outcome(packed, paths, first, step, receiving, sending))


def _outcome(
    packed: bytes, paths: Mapping[str, str], first: int, step: int, receiving: Pipe, sending: Pipe
) -> tuple[list[tuple[str, Placed]], set[str]] | Exception:
    """What was written and what could not be made, or what was wrong; the next in the round then receives None."""
    try:
        blocks: Blocks = pickle.loads(packed)
        with ExitStack() as files:
            outputs = {name: files.enter_context(Output.opened(path)) for name, path in paths.items()}
            numbers = range(first, len(blocks), step)
            return list(_share(blocks, outputs, numbers, _Begins(receiving), sending)), blocks.gone
    except Exception as error:  # whatever it is, whoever gave the order must know of it
        with suppress(OSError):
            sending.send(None)
        return error


_LOCK = Lock()  # tasks may run in threads
_workers: Workers | None = None


@contextmanager
def acquire(count: int, blocks: int, left: int) -> Iterator[Workers | None]:
    """The workers, for one dataset at a time: once they are ready, and where blocks are left for all.

    The first dataset of many blocks starts them.
    """
    if not _LOCK.acquire(blocking=False):
        yield None
        return
    try:
        yield _started(count, blocks) if left >= count > 1 else None
    finally:
        _LOCK.release()


def _started(count: int, blocks: int) -> Workers | None:
    global _workers
    if _workers is None and blocks < MANY:
        return None
    if _workers is None or _workers.count != count:
        stop()
        atexit.register(stop)  # before multiprocessing waits for processes that are deaf
        _workers = Workers(count)
    try:
        return _workers if _workers.ready() else None
    except BuildError:
        stop()
        raise


def stop() -> None:
    """End the workers, if there are any."""
    global _workers
    if _workers is not None:
        _workers.stop()
        _workers = None
