"""The pipelines of docs/feed.md: the blocks of each section, as they stand there."""

from __future__ import annotations

import json
import re
from typing import Any

from projects import ROOT, Project

PAGE = (ROOT / "docs/feed.md").read_text(encoding="utf-8")
FEED = "data/financial_services/feed"


def blocks(heading: str, language: str) -> list[str]:
    """The blocks of a language below a heading, before the next."""
    section = re.split(rf"^##+ {re.escape(heading)}\n", PAGE, flags=re.MULTILINE)[1]
    section = re.split(r"^##+ (?=[A-Z])", section, flags=re.MULTILINE)[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def run_shell(project: Project, heading: str) -> list[str]:
    """Run the lines that call doit; the others are returned."""
    others = []
    for line in "".join(blocks(heading, "shell")).splitlines():
        if not line.startswith("doit "):
            others.append(line)
            continue
        done = project.doit(*line.removeprefix("doit ").split())
        assert done.code == 0, done.err
    return others


def audit(project: Project, day: str) -> dict[str, Any]:
    """What the audit of a day says."""
    found: dict[str, Any] = json.loads(project.path(f"{FEED}/changes/dt={day}/audit.json").read_text(encoding="utf-8"))
    return found
