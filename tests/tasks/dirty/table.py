"""The table of docs/dirty.md: each kind with what catches it, and what `doit check` and frictionless find of it.

`python tests/tasks/dirty/table.py` measures it again: each family of kinds in a twin of a small bank.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[3]
    sys.path[:0] = [str(root / "generators"), str(root / "tests")]

from frictionless import Package

from builds import NAMES
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.contract.package import package
from lastro.tasks.dirty.registry import IN_RECORDS, NOTHING, Kind, kinds
from projects import ROOT
from twins import Entry, Twin, small_bank, small_frame, twin

PAGE = ROOT / "docs/dirty.md"
BEGIN, END = "<!-- kinds: begin; written by `python tests/tasks/dirty/table.py` -->", "<!-- kinds: end -->"
_HEAD = "| kind | family | what it is | caught by | doit check | frictionless |\n|---|---|---|---|---|---|"


def table(checked: dict[str, str], validated: dict[str, str]) -> str:
    """The table, with the shares that were found of each kind."""
    cells = [
        (f"`{name}`", kind.family, kind.sentence, caught_by(kind), checked.get(name, ""), validated.get(name, ""))
        for name, kind in kinds().items()
    ]
    return "\n".join([_HEAD, *(f"| {' | '.join(row)} |" for row in cells)])


def caught_by(kind: Kind) -> str:
    """What catches a kind, in any column."""
    return ", ".join(sorted(caught(kind), key=lambda rule: (rule == NOTHING, rule)))


def caught(kind: Kind) -> set[str]:
    """The rules that catch a kind, over all datasets and columns."""
    if isinstance(kind.caught_by, str):
        return {kind.caught_by}
    columns = {name: list(columns_of(row_class(name)).values()) for name in NAMES}
    return {kind.caught(name, column.name) for name in NAMES for column in kind.columns(name, columns[name])}


def families() -> dict[str, list[str]]:
    """The kinds that strike records, by family."""
    found = defaultdict(list)
    for name, kind in kinds().items():
        if kind.scope in IN_RECORDS:
            found[kind.family].append(name)
    return dict(found)


def twins(folder: Path) -> Iterator[Twin]:
    """A twin of the small bank for each family."""
    clean = folder / "clean"
    clean.mkdir()
    small_bank(clean)
    for number, names in enumerate(families().values()):
        rates = [f"{name}={min(0.3, kinds()[name].usual * 12)}" for name in names]
        yield twin(clean, folder / str(number), small_frame(clean, 7), only=",".join(names), rate=rates)


def shares(entries: list[Entry], found: set[tuple[str, int]]) -> dict[str, str]:
    """Which share of each kind lies in records that were found; lost records lie in none."""
    there, seen = Counter(e["kind"] for e in entries), Counter()
    for entry in entries:
        lost = entry["column"] is None and entry["after"] is None
        seen[entry["kind"]] += (entry["dataset"], entry["row"]) in found if not lost else False
    return {kind: f"{seen[kind] / count:.0%}" for kind, count in there.items()}


def by_check(made: Twin) -> set[tuple[str, int]]:
    """The records that `doit check` finds fault with."""
    return {(each["dataset"], each["row"]) for each in made.offenders()}


def by_frictionless(made: Twin) -> set[tuple[str, int]]:
    """The records that frictionless finds fault with, by the data package of `doit contract`."""
    described = package({name: row_class(name) for name in NAMES})
    for resource in described["resources"]:
        resource["path"] = f"{resource['name']}.json"
    path = made.places.dirty / "datapackage.json"
    path.write_text(json.dumps(described), encoding="utf-8")
    report = Package(str(path)).validate(limit_errors=100_000)
    path.unlink()
    return {
        (task.name, error.row_number - 2)
        for task in report.tasks
        for error in task.errors
        if hasattr(error, "row_number")
    }


def measured(folder: Path) -> str:
    """The table as it comes out now."""
    checked, validated = {}, {}
    for made in twins(folder):
        checked |= shares(made.entries, by_check(made))
        validated |= shares(made.entries, by_frictionless(made))
    return table(checked, validated)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        found = measured(Path(folder))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
