"""The table of docs/dirty.md: each kind with what catches it, and what `doit check` and frictionless find of it.

`python tests/tasks/dirty/table.py` measures it again, in twins of a small bank.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[3]
    sys.path[:0] = [str(root / "generators"), str(root / "tests")]

from frictionless import FrictionlessException, Package, Report

from builds import NAMES
from lastro.engine.errors import BadInput
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.contract.package import package
from lastro.tasks.dirty.registry import DRIFT, FILE, IN_RECORDS, JSON, NOTHING, ROW, Kind, kinds
from projects import ROOT
from twins import Entry, Twin, offenders, small_bank, small_frame, twin

PAGE = ROOT / "docs/dirty.md"
BEGIN, END_MARK = "<!-- kinds: begin; written by `python tests/tasks/dirty/table.py` -->", "<!-- kinds: end -->"
_HEAD = "| kind | family | what it is | caught by | doit check | frictionless |\n|---|---|---|---|---|---|"
_RARE = ("phone_unformatted", "document_unpunctuated")  # strike customers only, a hundred here
_FEW = ("review_lost",)  # so small a bank has hardly any record that these can strike: they strike each
UNREAD = "–"  # CSV and feeds are read by neither
LONG_AGO = date(1990, 1, 1)
_FILES = ("customers", "loans", "transactions")  # that a fault of whole files strikes one after the other
_LEEWAY = 15  # percentage points
Shares = dict[str, str]
_Found = set[tuple[str, int]]  # dataset and row


def table(checked: Shares, validated: Shares) -> str:
    """The table, with the shares that were found of each kind."""
    cells = [
        (f"`{name}`", kind.family, kind.sentence, caught_by(kind), checked.get(name, UNREAD),
         validated.get(name, UNREAD))
        for name, kind in kinds().items()
    ]  # fmt: skip
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


def families() -> dict[str, list[list[str]]]:
    """The kinds that strike records, by family, in the parts that are struck together.

    By itself stands what no rule knows, since other faults would be seen in its records, and what adds or loses records
    or strikes few.
    """
    found: dict[str, list[list[str]]] = defaultdict(lambda: [[]])
    for name, kind in kinds().items():
        if kind.scope in IN_RECORDS and (kind.scope == ROW or NOTHING in caught(kind) or name in _RARE):
            found[kind.family].append([name])
        elif kind.scope in IN_RECORDS:
            found[kind.family][0].append(name)
    return {family: [part for part in parts if part] for family, parts in found.items()}


def struck_together(clean: Path, to: Path, names: list[str]) -> Twin:
    """A twin of the small bank with some kinds that strike records."""
    alone = 1.0 if set(names) <= set(_FEW) else 0.3
    rates = [f"{name}={alone if len(names) == 1 else min(0.3, kinds()[name].usual * 12)}" for name in names]
    return twin(clean, to, small_frame(clean, 7), only=",".join(names), rate=rates)


def drifted(clean: Path, to: Path, name: str) -> Twin:
    """A twin of the small bank in which a schema has drifted before all records."""
    return twin(clean, to, small_frame(clean, 7), only=name, drift_from=str(LONG_AGO))


def shares(made: Twin, found: _Found) -> Shares:
    """Which share of each kind lies in records that were found; a lost one, in its account or in what refers to it."""
    there, seen = Counter(e["kind"] for e in made.entries), Counter()
    named = _named_by(made, found)
    for entry in made.entries:
        lost = entry["column"] is None and entry["after"] is None
        near = _kin(entry) & named if lost else (entry["dataset"], entry["row"]) in found
        seen[entry["kind"]] += bool(near)
    return {kind: f"{seen[kind] / count:.0%}" for kind, count in there.items()}


def _named_by(made: Twin, found: _Found) -> set[str]:
    """All identifiers in the records that were found."""
    lines = {name: made.lines(name) for name in {dataset for dataset, _ in found}}
    records = (json.loads(lines[name][row]) for name, row in found if row < len(lines[name]))
    return {value for record in records for column, value in record.items() if column.endswith("_id") and value}


def _kin(entry: Entry) -> set[str]:
    """The identifiers by which a lost record is missed: its own, and that of its account or card."""
    lost = json.loads(entry["before"])
    return {entry["key"], lost.get("account_id", entry["key"]), lost.get("card_id", entry["key"])}


def by_check(made: Twin) -> _Found:
    """The records that `doit check` finds fault with, or makes a note of."""
    return {(each["dataset"], each["row"]) for each in made.offenders()}


def by_frictionless(made: Twin) -> _Found:
    """The records that frictionless finds fault with, by the data package of `doit contract`."""
    report = validated(made.places.dirty)
    return {
        (task.name, error.row_number - 2)
        for task in report.tasks
        for error in task.errors
        if hasattr(error, "row_number")
    }


def validated(folder: Path) -> Report:
    """What frictionless says of the files in a folder."""
    described = package({name: row_class(name) for name in NAMES})
    for resource in described["resources"]:
        resource["path"] = f"{resource['name']}.json"
    path = folder / "datapackage.json"
    path.write_text(json.dumps(described), encoding="utf-8")
    try:
        return Package(str(path)).validate(limit_errors=100_000)
    finally:
        path.unlink()


def refused_by_check(folder: Path) -> bool:
    """Whether `doit check` finds fault with any file of a folder, or makes a note of one."""
    try:
        return bool(offenders(folder))
    except BadInput:
        return True


def refused_by_frictionless(folder: Path) -> bool:
    """Whether frictionless does."""
    try:
        return not validated(folder).valid
    except FrictionlessException:
        return True


def of_records(clean: Path, folder: Path, find: Callable[[Twin], _Found]) -> Shares:
    """The shares of the kinds that strike records."""
    found: Shares = {}
    for number, names in enumerate(part for parts in families().values() for part in parts):
        made = struck_together(clean, folder / f"records-{number}", names)
        found |= shares(made, find(made))
    return found


def of_drift(clean: Path, folder: Path, find: Callable[[Twin], _Found]) -> Shares:
    """The shares of the kinds of drift."""
    found: Shares = {}
    for name in (name for name, kind in kinds().items() if kind.scope == DRIFT):
        made = drifted(clean, folder / name, name)
        found |= shares(made, find(made))
    return found


def of_files(clean: Path, folder: Path, refused: Callable[[Path], bool]) -> Shares:
    """The shares of the kinds that strike whole JSON files: one file at a time, all others clean."""
    found: Shares = {}
    for name in (name for name, kind in kinds().items() if kind.scope == FILE and JSON in kind.forms):
        verdicts = [refused(each) for each in _one_struck(clean, folder / name, name)]
        found[name] = f"{sum(verdicts) / len(verdicts):.0%}"
    return found


def _one_struck(clean: Path, to: Path, kind: str) -> Iterator[Path]:
    """Clean banks but for one file each, which is struck."""
    made = twin(clean, to, small_frame(clean, 7), only=kind, rate=[f"{kind}=1"])
    struck = {entry["dataset"] for entry in made.entries}
    for dataset in struck.intersection(_FILES):
        folder = copytree(clean, to / dataset)
        (folder / f"{dataset}.json").unlink()
        if (made.places.dirty / f"{dataset}.json").exists():
            (made.places.dirty / f"{dataset}.json").rename(folder / f"{dataset}.json")
        yield folder


def checked(clean: Path, folder: Path) -> Shares:
    """What `doit check` finds now."""
    found = of_records(clean, folder, by_check) | of_drift(clean, folder, by_check)
    return found | of_files(clean, folder, refused_by_check)


def found_by_frictionless(clean: Path, folder: Path) -> Shares:
    """What frictionless finds now."""
    found = of_records(clean, folder, by_frictionless) | of_drift(clean, folder, by_frictionless)
    return found | of_files(clean, folder, refused_by_frictionless)


def shown(tool: str) -> Shares:
    """What the page says that a tool (the head of its column) finds of each kind."""
    written = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END_MARK)[0].strip()
    heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in written.splitlines())
    return {row[0].strip("`"): row[heads.index(tool)] for row in rows}


def astray(tool: str, now: Shares) -> dict[str, tuple[str, str]]:
    """The kinds of which a tool now finds another share than the page says, by more than another bank may change it."""
    said = {name: share for name, share in shown(tool).items() if name in now}
    return {name: (share, now[name]) for name, share in said.items() if _distance(share, now[name]) > _LEEWAY}


def _distance(one: str, other: str) -> int:
    """Percentage points between two shares."""
    return 0 if one == other else 100 if UNREAD in (one, other) else abs(int(one[:-1]) - int(other[:-1]))


def measured(folder: Path) -> str:
    """The table as it comes out now."""
    for name in ("clean", "checked", "validated"):
        (folder / name).mkdir()
    clean = small_bank(folder / "clean")
    return table(checked(clean, folder / "checked"), found_by_frictionless(clean, folder / "validated"))


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        found = measured(Path(folder))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END_MARK}{rest.partition(END_MARK)[2]}", encoding="utf-8")
