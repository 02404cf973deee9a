"""The modules of a checkout by folder, each with the first line of its text, as Markdown."""

from __future__ import annotations

from pathlib import Path

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records.module_text import text_of

_PACKAGE = "__init__.py"


def modules() -> str:
    """A section for each folder of generators/; raises BuildError where a module does not say what is in it."""
    found = sorted(Path(paths.GENERATORS).rglob("*.py"), key=lambda path: (path.parent.parts, path.name))
    folders = dict.fromkeys(path.parent for path in found)
    return "\n".join(_section(folder, [path for path in found if path.parent == folder]) for folder in folders)


def _section(folder: Path, found: list[Path]) -> str:
    said = [_sentence(path) for path in found if path.name == _PACKAGE]
    lines = [f"- `{path.name}` {_sentence(path)}" for path in found if path.name != _PACKAGE]
    parts = [f"### {folder.as_posix()}", *said, "\n".join(lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sentence(path: Path) -> str:
    sentence = text_of(path.as_posix()).sentence
    if not sentence:
        raise BuildError(f"{path} does not begin with a line that says what is in it")
    return sentence
