"""doit's command line, as users of this project meet it: names that do not exist, options, closed pipes, Ctrl-C.

doit reads dodo.py only once it has chosen a command, so all this begins there. What doit says before (`doit ""`,
`doit -h`, `doit dumpdb`, `doit help run`) is out of reach.
"""

from __future__ import annotations

import atexit
import os
import re
import signal
import sqlite3
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any

import doit.doit_cmd
from doit import loader
from doit.cmd_base import NamespaceTaskLoader
from doit.cmdparse import CmdParseError
from doit.exceptions import InvalidCommand
from doit.globals import Globals
from doit.task import Task

from lastro.engine import paths
from lastro.engine.errors import BadSetting, BuildError, near
from lastro.engine.settings.settings import BANK
from lastro.engine.tasks import cleaning, database

CLOSED_PIPE = 128 + signal.SIGPIPE  # what a shell says of a program whose reader has gone
_TAKE_TASKS = {"info", "list", "clean", "forget", "ignore", "reset-dep"}  # commands that are told tasks by name
_PATTERNS = {"clean", "forget"}  # and those of them that know a * in it
_REMEMBER = {"forget", "ignore", "reset-dep"}  # and those that do nothing but change what doit remembers
_COMMAND = re.compile(r"(?<=`)doit(?= )|(?<=&& )doit\b")
_known: list[str] = []  # the tasks, once they are loaded
_options: set[str] = set()  # of tasks, whose values have an = in them


def install() -> None:
    """Take over what doit says of mistakes, and how it ends; called while dodo.py is read."""
    for value in _values_of_options():
        doit.doit_cmd._CMDLINE_VARS.pop(value.partition("=")[0], None)
    if hasattr(NamespaceTaskLoader.load_tasks, "__wrapped__"):
        return  # a program that calls doit twice
    _leave_the_folder_out()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `doit list | head -1` ends in silence
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _stop_at_once)
    NamespaceTaskLoader.load_tasks = _checked(NamespaceTaskLoader.load_tasks)
    Task.init_options = _in_one_line(Task.init_options)
    InvalidCommand.__str__ = _said


def build_begins() -> None:
    """From here on, what is written to a closed pipe raises BrokenPipeError: a build has files to tidy up."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def choose_bank(typed: Mapping[str, str]) -> None:
    """Let this command speak of the bank that it names (`bank=dev`), and of no bank of an earlier command."""
    if typed.get(BANK) == "":
        raise BadSetting("bank= names no bank; leave it out for the bank that has no name")
    paths.speak_of(typed.get(BANK, ""))
    if paths.BANK_NAME:
        try:
            os.makedirs(paths.STATE, exist_ok=True)
        except OSError as error:
            raise BuildError(f"{paths.STATE} cannot be made: {error.strerror}") from None
        atexit.register(cleaning.leave_nothing_empty, paths.BANK_NAME)


def with_bank(message: str) -> str:
    """A message whose commands speak of the bank that this command names."""
    return _COMMAND.sub(rf"\g<0> {BANK}={paths.BANK_NAME}", message) if paths.BANK_NAME else message


def end_of_output() -> SystemExit:
    """What to raise where the reader of the output has gone: nothing more is written, nothing is said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what waits in buffers has to go somewhere
    return SystemExit(CLOSED_PIPE)


def takes_equals(option: str) -> None:
    """Have what stands behind an option of a task be its value, where it looks like a setting (`--rate null=0.01`)."""
    _options.add(option)


def _values_of_options() -> list[str]:
    """What doit has taken for settings behind such options, in the order of the command line."""
    return [value for option, value in pairwise(sys.argv) if option in _options and "=" in value]


def _give_back(arguments: list[str]) -> None:
    """Put those values behind their options again."""
    values = _values_of_options()
    for place in reversed([place for place, argument in enumerate(arguments) if argument in _options]):
        if values and (place + 1 == len(arguments) or "=" not in arguments[place + 1]):
            arguments.insert(place + 1, values.pop())


def unknown(name: str) -> str:
    """One sentence on a name that no task has."""
    close = near(name, _known)
    return f"there is no task {name}{f'; did you mean {close}?' if close else ''} (`doit list` shows the tasks)"


def _leave_the_folder_out() -> None:
    """Import nothing from the folders that doit was called in and works in: a numpy.py there is not ours."""
    others = {str(paths.ROOT), os.path.realpath(loader.initial_workdir or paths.ROOT)}
    others.discard(os.path.realpath(paths.ROOT / paths.GENERATORS))  # `doit -k` in generators/
    sys.path[:] = [path for path in sys.path if os.path.realpath(path or ".") not in others]


def _stop_at_once(*_: Any) -> None:
    """Ctrl-C while nothing is being built yet."""
    os.write(2, b"stopped by Ctrl-C\n")
    os._exit(128 + signal.SIGINT)


def _checked(load_tasks: Any) -> Any:
    """Note the tasks that are loaded, and refuse names of others before a command meets them."""

    @wraps(load_tasks)
    def load(self: Any, cmd: Any, pos_args: list[str]) -> Any:
        _give_back(pos_args)
        tasks = load_tasks(self, cmd, pos_args)
        _known[:] = [task.name for task in tasks]
        if cmd.get_name() in _TAKE_TASKS:
            patterns = cmd.get_name() in _PATTERNS
            for name in pos_args:
                if name not in _known and not (patterns and "*" in name):
                    raise InvalidCommand(unknown(name))
            if cmd.get_name() in _REMEMBER and Globals.dep_manager.name == database.IN_MEMORY:
                raise InvalidCommand(f"{paths.DATABASE} cannot be made here, and nothing is remembered without it")
            _write_plainly(Globals.dep_manager)
        if cmd.get_name() == "clean":
            if paths.BANK_NAME and not pos_args:
                cmd.sel_tasks = list(_known)  # all of a named bank goes
            _say_what_stays(tasks, pos_args)
        return tasks

    return load


def _write_plainly(manager: Any) -> None:
    """Have a state file that cannot be written end a command in one sentence; a build goes on without it."""

    def plain(write: Any) -> Any:
        def written(*arguments: Any) -> Any:
            try:
                return write(*arguments)
            except sqlite3.Error as error:
                raise InvalidCommand(f"{manager.name} could not be written: {error}") from None

        return written

    for name in ("remove", "remove_all", "ignore", "close"):
        setattr(manager, name, plain(getattr(manager, name)))


def _say_what_stays(tasks: Sequence[Any], names: Sequence[str]) -> None:
    for task in tasks:
        if task.name in names and not task.clean_actions:
            print(f"{task.name} leaves no files here: there is nothing to clean")


def _in_one_line(init_options: Any) -> Any:
    """Say what is wrong with a task's options without listing doit's objects."""

    @wraps(init_options)
    def init(self: Any, args: Any = None) -> Any:
        try:
            return init_options(self, args)
        except CmdParseError as error:
            what = str(error).partition(" (parsing options:")[0].removeprefix("Error parsing Task: ")
            raise CmdParseError(f"{self.name}: {what}; `doit help {self.name}` shows what it takes") from None

    return init


def _said(error: InvalidCommand) -> str:
    return Exception.__str__(error) if error.not_found is None else unknown(error.not_found)
