"""Layers: imports go along the arrows of docs/architecture.md, so that neither engine nor country knows a bank."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from projects import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
GENERATORS = ROOT / "generators"
LAYERS = {"api", "bank", "brazil", "engine", "checks", "tasks"}


def arrows() -> set[tuple[str, str]]:
    """Which layer may import which, over as many arrows as it takes."""
    lines = re.findall(r"^  (.+) --> (.+)$", PAGE.partition("```mermaid\n")[2].partition("```")[0], re.MULTILINE)
    found = {(source, target) for source, targets in lines for target in targets.split(" & ")}
    while further := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= further
    return found


def layer(module: str) -> str | None:
    """The layer of a module of the project; none of any other, and none of the library's own package."""
    first, *rest = module.split(".")
    if module.startswith("lastro.bank.choices"):
        return "choices"
    if first == "lastro":
        return rest[0] if rest and rest[0] in LAYERS else None
    return "datasets" if (GENERATORS / f"{first}.py").exists() else None


def imported(path: Path) -> set[str]:
    """The modules that a module imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_imports_go_along_the_arrows() -> None:
    wrong = []
    for path in sorted(GENERATORS.rglob("*.py")):
        module = ".".join(path.relative_to(GENERATORS).with_suffix("").parts)
        for other in sorted(imported(path)):
            edge = layer(module), layer(other)
            if None not in edge and edge[0] != edge[1] and edge not in arrows():
                wrong.append(f"{module} imports {other}")
    assert wrong == []


def test_the_engine_imports_nothing_but_itself_and_the_country_just_the_engine() -> None:
    assert {target for source, target in arrows() if source in ("engine", "brazil")} == {"engine"}


def test_dataset_modules_know_neither_files_nor_tasks() -> None:
    for path in GENERATORS.glob("*.py"):
        found = {module for module in imported(path) if module.startswith(("lastro.engine.files", "lastro.tasks"))}
        assert found == set(), path


def test_no_layer_imports_itself_through_others() -> None:
    assert not {source for source, target in arrows() if source == target}


def test_paths_on_the_page_lead_somewhere() -> None:
    prose = PAGE.partition("<!-- modules: begin")[0]
    paths = set(re.findall(r"`((?:bank|brazil|engine|checks|tasks|generators|tests|data/reference)/[a-z_/.]*)`", prose))
    lost = [path for path in paths if not any((base / path).exists() for base in (ROOT, GENERATORS / "lastro"))]
    assert sorted(lost) == []


def test_no_folder_holds_more_than_some_fifteen_modules() -> None:
    folders = Counter(path.parent for path in GENERATORS.rglob("*.py") if path.name != "__init__.py")
    assert [folder.as_posix() for folder, modules in folders.items() if modules > 16] == []
