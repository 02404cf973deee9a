"""Sources: what matters of a module's text, read without running it.

Parsing a hundred modules takes longer than all else that doit does when nothing has changed, so what was read is
kept between runs, by the digest of the text.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from lastro.engine import paths
from lastro.engine.records import state
from lastro.engine.records.digests import DIGESTS

Import = tuple[str, str]  # dotted module, and what is imported from it (MODULE: itself)
MODULE = ""
_THIS = f"{paths.LIBRARY}/engine/records/module_text.py"
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")  # where statements hold statements


@dataclass(frozen=True)
class ModuleText:
    """What matters here of a module's text."""

    sentence: str = ""  # the first line of its docstring
    imports: tuple[Import, ...] = ()
    classes: tuple[str, ...] = ()
    columns: str = ""  # digest of its classes and of the constants that they name
    named: tuple[Import, ...] = ()  # the imports that its classes name
    loads: tuple[Import, ...] = ()  # the imports that happen as soon as it is loaded, outside of functions


@cache
def text_of(path: str) -> ModuleText:
    """Read a module; one that cannot be parsed imports nothing (building it tells why)."""
    try:
        digest = DIGESTS.of_code(path)
    except OSError:
        return ModuleText()
    known = _memory()
    if digest not in known:
        known[digest] = _read(path)
    return known[digest]


def save() -> None:
    """Keep what has been read for later runs."""
    found = {digest: vars(each) for digest, each in sorted(_memory().items())}
    if found.keys() != _saved():
        state.save(paths.MODULES, {"reader": _reader(), "modules": found})


@cache
def _memory() -> dict[str, ModuleText]:
    """What earlier runs have read, if they read as this module does."""
    found = state.load(paths.MODULES)
    try:
        return {k: _restored(**v) for k, v in found["modules"].items()} if found["reader"] == _reader() else {}
    except (TypeError, KeyError, AttributeError, ValueError):
        return {}


def _saved() -> set[str]:
    found = state.load(paths.MODULES)
    return set(found["modules"]) if isinstance(found, dict) and found.get("reader") == _reader() else set()


def _reader() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor} {DIGESTS.of_code(_THIS)}"


def _restored(sentence: str, imports: Any, classes: Any, columns: str, named: Any, loads: Any) -> ModuleText:
    return ModuleText(sentence, _pairs(imports), tuple(map(str, classes)), columns, _pairs(named), _pairs(loads))


def _pairs(found: Any) -> tuple[Import, ...]:
    return tuple((str(module), str(name)) for module, name in found)


def _read(path: str) -> ModuleText:
    try:
        with tokenize.open(path) as stream:
            whole = stream.read()
        tree = ast.parse(whole)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ModuleText()
    package = os.path.relpath(path, paths.GENERATORS).split(os.sep)[:-1]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    statements = _named_by(tree, classes)
    text = _code([s for s in statements if not isinstance(s, ast.Import | ast.ImportFrom)], whole)
    return ModuleText(
        sentence=(ast.get_docstring(tree) or "").partition("\n")[0],
        imports=tuple(found for node in _statements(tree) for found in _imported(node, package)),
        classes=tuple(node.name for node in classes),
        columns=sha256(text.encode()).hexdigest(),
        named=tuple(found for node in statements for found in _imported(node, package)),
        loads=tuple(found for node in _statements(tree, _waits) for found in _imported(node, package)),
    )


def _code(statements: list[ast.stmt], whole: str) -> str:
    """What statements say, without comments and empty lines: the same for every version of Python."""
    lines = whole.splitlines() if statements else []
    for token in tokenize.generate_tokens(io.StringIO(whole).readline) if lines else ():
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column]
    said = (line.rstrip() for each in statements for line in lines[_first_line(each) - 1 : each.end_lineno])
    return "\n".join(filter(None, said))


def _first_line(statement: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _statements(node: ast.AST, left_out: Callable[[ast.AST], bool] = lambda _: False) -> Iterator[ast.AST]:
    """All statements, however deep (expressions hold none), but for those that are left out with all in them."""
    for body in _BODIES:
        for statement in getattr(node, body, ()):
            if not left_out(statement):
                yield statement
                yield from _statements(statement, left_out)


def _waits(node: ast.AST) -> bool:
    """Whether a statement's body is not run when its module is loaded: a function, or for type checkers only."""
    for_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return for_types or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _imported(node: ast.AST, package: list[str]) -> Iterator[Import]:
    """What an import statement imports."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, MODULE) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        yield from ((module, alias.name) for alias in node.names)


def _named_by(tree: ast.Module, classes: Iterable[ast.ClassDef]) -> list[ast.stmt]:
    """The classes and, of the module's statements, those that bind a name which they use, directly or not."""
    binders: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in _bound(statement):
            binders.setdefault(name, []).append(statement)
    chosen: list[ast.stmt] = []
    waiting: list[ast.stmt] = list(classes)
    while waiting:
        statement = waiting.pop()
        if statement not in chosen:
            chosen.append(statement)
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            waiting += [binder for name in used for binder in binders.get(name, [])]
    return sorted(chosen, key=lambda statement: statement.lineno)


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement at the top of a module binds."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return {statement.name}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
