"""Transcripts in the guide: what doit says, held against what it does say, seconds left aside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from projects import ROOT, Project

pytestmark = pytest.mark.long

GUIDE = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
_UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9, "records": 1.0}
_FIGURE = re.compile(r"(\d[\d,.]*) (s|kB|MB|GB|records)\b")


def transcript(command: str) -> list[str]:
    """What the guide shows of a command."""
    console = re.findall(r"^```console\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    shown = [part for block in console for part in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    (found,) = [part.splitlines()[1:] for part in shown if part.splitlines()[:1] == [command]]
    return found


def words(line: str) -> str:
    """A line without its figures, and however wide its columns are."""
    return " ".join(_FIGURE.sub(lambda found: "N s" if found[2] == "s" else "N", line).split())


def figures(line: str) -> list[float]:
    """The records and bytes of a line; seconds are those of a machine."""
    return [float(n.replace(",", "")) * _UNITS[unit] for n, unit in _FIGURE.findall(line) if unit != "s"]


@pytest.mark.parametrize("command", ["plan seed=7", "why loans ledger.card_interest=16"])
def test_what_would_be_built_is_told_as_the_guide_shows_it(command: str, bank_2000: Path) -> None:
    done = Project(bank_2000.parents[2]).doit(*command.split())
    told, shown = done.out.splitlines(), transcript(f"doit {command}")
    assert [words(line) for line in told] == [words(line) for line in shown]
    for now, then in zip(told, shown, strict=True):
        assert figures(now) == pytest.approx(figures(then), rel=0.1), now


def test_a_terminal_shows_a_build_as_the_guide_does(own_bank: Project) -> None:
    own_bank.doit("clean")
    received = [words(line) for line in re.split(r"[\r\n]", own_bank.on_terminal()) if line.strip()]
    shown = [words(line) for line in transcript("doit")]
    assert [line for line in received if "left of all" not in line][: len(shown) - 1] == shown[:-1]
    assert shown[-1] in received
    assert received.index(shown[-1]) > received.index(shown[-2])
