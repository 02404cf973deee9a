"""Options: what the further tasks understand on doit's command line."""

from __future__ import annotations

from typing import Any


def option(name: str, meaning: str, default: Any = "", *, into: str = "", **more: Any) -> dict[str, Any]:
    """One of a task's params: `--name`, of its default's type, handed over by its name or as what into says."""
    handed = into or name.replace("-", "_")
    return {"name": handed, "long": name, "type": type(default), "default": default, "help": meaning, **more}
