"""What stands in the documents: every task of `doit list`, every export, every column of every dataset.

All is read from the text of a checkout, so that it can be asked of a copy whose modules are not loaded here.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def undocumented(root: Path) -> list[str]:
    """What a checkout offers and its documents do not show, with what to do."""
    return [*_tasks_without_a_command(root), *_exports_without_a_line(root), *_columns_without_a_line(root)]


def _tasks_without_a_command(root: Path) -> Iterator[str]:
    shown = _code("\n".join(page.read_text(encoding="utf-8") for page in _pages(root)))
    for task in tasks(root):
        if not re.search(rf"\bdoit (?:[^\s`]+ )*{task}\b", shown):
            yield f"`doit {task}` stands in no document: show the command in README.md or docs/"


def _exports_without_a_line(root: Path) -> Iterator[str]:
    page = (root / "docs/formats.md").read_text(encoding="utf-8")
    for module in sorted((root / "generators/lastro/tasks/exports").glob("to_*.py")):
        export = module.stem.removeprefix("to_")
        if not re.search(rf"^doit {export} && ", page, re.MULTILINE):
            yield f"docs/formats.md has no line `doit {export} && ...` that takes a first look at what it makes"
        if not re.search(rf"^\| {export} \|", page, re.MULTILINE):
            yield f"docs/formats.md has no row for {export} in its table"


def _columns_without_a_line(root: Path) -> Iterator[str]:
    page = (root / "docs/dictionary.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    for dataset, names in columns(root).items():
        lines = set(re.findall(r"^\| `(\w+)`", sections.get(dataset, ""), re.MULTILINE))
        for name in names:
            if name not in lines:
                yield f"{dataset}.{name} is not in docs/dictionary.md: run `doit dictionary`"


def tasks(root: Path) -> list[str]:
    """The tasks that `doit list` shows."""
    done = subprocess.run(
        [sys.executable, "-m", "doit", "list"], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    return [line.split()[0] for line in done.stdout.splitlines()]


def columns(root: Path) -> dict[str, list[str]]:
    """The columns that the row classes of a checkout declare, by dataset."""
    found = {path.stem: _declared(path) for path in sorted((root / "generators").glob("*.py"))}
    return {dataset: names for dataset, names in found.items() if names}


def _declared(module: Path) -> list[str]:
    classes = (node for node in ast.parse(module.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef))
    rows = (node for node in classes if any(isinstance(base, ast.Name) and base.id == "Row" for base in node.bases))
    targets = (target for row in rows for line in row.body if isinstance(line, ast.Assign) for target in line.targets)
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _pages(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def _code(text: str) -> str:
    """All that is set as code."""
    fence = r"^ *```\w*\n(.*?)^ *```$"
    prose = re.sub(fence, "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*re.findall(fence, text, re.MULTILINE | re.DOTALL), *re.findall(r"`([^`\n]+)`", prose)])
