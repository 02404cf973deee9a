"""Layers: which part of the library may import which, so that the engine knows no bank and the country neither."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from projects import ROOT

LIBRARY = ROOT / "generators/lastro"
MAY_IMPORT = {"engine": {"engine"}, "brazil": {"brazil", "engine"}, "bank": {"bank", "brazil", "engine"}}
DATASETS = {path.stem for path in (ROOT / "generators").glob("*.py")}


def imported(path: Path) -> Iterator[str]:
    """The modules that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    for path in (LIBRARY / layer).rglob("*.py"):
        for module in imported(path):
            parts = module.split(".")
            assert parts[0] not in DATASETS, f"{path} imports {module}"
            assert parts[0] != "lastro" or parts[1] in MAY_IMPORT[layer], f"{path} imports {module}"


def test_dataset_modules_know_neither_files_nor_tasks() -> None:
    for path in (ROOT / "generators").glob("*.py"):
        found = {module for module in imported(path) if module.startswith(("lastro.engine.files", "lastro.tasks"))}
        assert found == set(), path
