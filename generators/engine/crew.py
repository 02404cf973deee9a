"""The crew: further processes that make blocks of one dataset, each its share, for the one that writes them.

Threads do not help: the work is many short calls, and Python runs one thread at a time (one worker over two threads,
wall time: 1.0). A process costs about a second of imports, so a build begins alone and calls the crew when it has run
for some time. Processes are spawned, never forked: a fork of a process that has polars loaded may hang. Each reads
upstream by itself, leaves out the blocks of the others and sends its own through a pipe, while it makes the next one.
"""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

from engine.blocks import arguments, make
from engine.errors import BuildError
from engine.plan import Plan
from engine.writer import Block

_SPAWN = get_context("spawn")
_AHEAD = 1  # finished blocks that wait in a worker to be sent


def blocks_of_crew(plan: Plan, unsorted: frozenset[str], done: int) -> Iterator[Block]:
    """All blocks but the first ones, made by plan.workers processes, in order; no process is left behind."""
    with ExitStack() as stack:
        pipes = [_begun(stack, plan, unsorted, done + turn) for turn in range(plan.workers)]
        for turn in itertools.count():
            block = _received(pipes[turn % plan.workers])
            if block is None:
                break
            yield block
        for later in range(
            1, plan.workers
        ):  # the others have come to their end as well, and may know of something wrong
            if _received(pipes[(turn + later) % plan.workers]) is not None:
                raise BuildError("workers disagree about how many blocks there are; please report this")


def _begun(stack: ExitStack, plan: Plan, unsorted: frozenset[str], first: int) -> Connection[Any, Any]:
    """A worker at its work: the pipe that its blocks come through."""
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_work, args=(theirs, plan, unsorted, first, plan.workers), daemon=True)
    resource_tracker.ensure_running()  # it would lift the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        process.start()  # deaf to Ctrl-C from its first moment on: that reaches the whole group, and we see to it
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    stack.callback(process.join)
    stack.callback(process.terminate)
    stack.callback(ours.close)
    return ours


def _received(pipe: Connection[Any, Any]) -> Block | None:
    """The next block of a worker, None at its end; its parts are received while they are written."""
    word = _heard(pipe.recv)
    if isinstance(word, Exception):
        raise word
    if word is None:
        return None
    parts, records, rows = word
    return Block(_parts(pipe, parts), records, rows)


def _parts(pipe: Connection[Any, Any], count: int) -> Iterator[memoryview]:
    for _ in range(count):
        yield memoryview(_heard(pipe.recv_bytes))


def _heard(receive: Callable[[], Any]) -> Any:
    """What a worker sends; it may die at any moment."""
    try:
        return receive()
    except (EOFError, ConnectionError):
        raise BuildError("a worker died; there may be too little memory for so many (workers=1 needs least)") from None


def _work(pipe: Connection[Any, Any], plan: Plan, unsorted: frozenset[str], first: int, step: int) -> None:
    """The work of one process: every step-th block from the first one on."""
    finished: Queue[Any] = Queue(_AHEAD)
    sender = threading.Thread(target=_send, args=(pipe, finished), daemon=True)
    sender.start()
    try:
        references = plan.references()
        for own in itertools.islice(arguments(plan, unsorted, references), first, None, step):
            finished.put(make(plan, references, own))
        references.finish()
        finished.put(None)
    except Exception as error:  # whatever it is, the parent must hear of it
        finished.put(error)
    sender.join()


def _send(pipe: Connection[Any, Any], finished: Queue[Any]) -> None:
    """Send what is finished, until the end or until nobody listens any more."""
    try:
        while isinstance(block := finished.get(), Block):
            parts = list(block.parts)
            pipe.send((len(parts), block.records, block.rows))
            for part in parts:
                pipe.send_bytes(part)
        pipe.send(block)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(1)  # whoever called us is gone
