"""Imports: which modules of the project a script depends on, found from its import statements.

A dataset's module imports the row classes of other datasets. What makes those rows reaches it through their
JSON file alone, so such a module counts with its row classes (and what they name), not with all of its text:
a comment in customers.py reruns customers and nothing else. Any other use of it counts as a whole.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from engine import paths

_MODULE = ""  # stands for the module itself, where another name stands for what is imported from it

Import = tuple[str, str]  # dotted module, name


@dataclass(frozen=True)
class Source:
    """What matters here of a module's text."""

    sentence: str  # the first line of its docstring
    imports: frozenset[Import]
    classes: frozenset[str]
    columns: str  # digest of its classes and of the constants that they name
    named: frozenset[Import]  # the imports that its classes name


@dataclass(frozen=True)
class Files:
    """The modules that a dataset's bytes hang on: whole, or with their row classes only."""

    whole: frozenset[str]
    columns: frozenset[str]


@cache
def source(path: str) -> Source:
    """Read a module without running it; one that cannot be parsed imports nothing (building it tells why)."""
    try:
        with open(path, "rb") as stream:
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return Source("", frozenset(), frozenset(), "", frozenset())
    package = os.path.relpath(path, paths.GENERATORS).split(os.sep)[:-1]
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    statements = _named_by(tree, classes.values())
    text = "\n".join(ast.dump(s) for s in statements if not isinstance(s, ast.Import | ast.ImportFrom))
    imports = frozenset(found for node in ast.walk(tree) for found in _imported(node, package))
    named = frozenset(found for node in statements for found in _imported(node, package))
    sentence = (ast.get_docstring(tree) or "").partition("\n")[0]
    return Source(sentence, imports, frozenset(classes), sha256(text.encode()).hexdigest(), named)


def files_of(roots: Iterable[str], datasets: frozenset[str]) -> Files:
    """All that the roots import of the project, directly or not; datasets: paths of the datasets' modules."""
    whole: set[str] = set()
    columns: set[str] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path in whole:
            continue
        whole.add(path)
        waiting += _needed(source(path).imports, datasets, columns)
    return Files(frozenset(whole), frozenset(columns - whole))


def _needed(imports: Iterable[Import], datasets: frozenset[str], columns: set[str]) -> Iterator[str]:
    """The files that count whole; others are put into columns, and what their classes name is followed."""
    for module, name in imports:
        for path in _files(module, name):
            if path not in datasets or name not in source(path).classes:
                yield path
            elif path not in columns:
                columns.add(path)
                lent = (found for found in source(path).named if not datasets.intersection(_files(*found)))
                yield from _needed(lent, datasets, columns)


@cache
def _files(module: str, name: str) -> tuple[str, ...]:
    """The files under generators/ that an import loads: packages on the way, the module, a submodule."""
    parts = module.split(".") if module else []
    loaded = [f"{paths.GENERATORS}/{'/'.join(parts[:n])}/__init__.py" for n in range(1, len(parts) + 1)]
    if parts:
        loaded.append(f"{paths.GENERATORS}/{'/'.join(parts)}.py")
    if name:
        inner = "/".join([*parts, name])
        loaded += [f"{paths.GENERATORS}/{inner}.py", f"{paths.GENERATORS}/{inner}/__init__.py"]
    return tuple(path for path in loaded if os.path.isfile(path))


def _imported(node: ast.AST, package: list[str]) -> Iterator[Import]:
    """What an import statement imports."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, _MODULE) for alias in node.names)
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
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
