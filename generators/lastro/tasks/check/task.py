"""Verify every rule of the bank: `doit check`, or `python generators/lastro/tasks/check FOLDER` for any folder.

`doit rules` writes the rules in words.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from doit.exceptions import TaskFailed

from lastro.checks.result_table import table, violated
from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import packages, record, state
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.imports import files_of
from lastro.engine.records.source_text import source
from lastro.engine.settings import settings
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.engine.tasks.declared import declared, declared_settings
from lastro.tasks.writing import AsWritten, plainly, write

RESULT = f"{os.path.dirname(paths.OUTPUTS)}/check.json"
RULES_PAGE = "docs/rules.md"
REFERENCE = ("municipalities", "states")


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """`check`, of all datasets, and `rules`, which writes what it verifies in words."""
    names = [dataset.name for dataset in datasets]
    yield {
        "basename": "check",
        "doc": "Verify every rule of the bank; the table goes to the screen, figures to check.json",
        "file_dep": [paths.output(name) for name in names],
        "targets": [RESULT],
        "actions": [(_verify, [names])],
        "uptodate": [False],
        "clean": True,
        "io": {"capture": False},
        "verbosity": 2,
    }
    yield _rules_task(names)


def _rules_task(names: Sequence[str]) -> dict[str, Any]:
    """`doit clean` leaves the page, since it is kept in git."""
    return {
        "basename": "rules",
        "doc": "Rules: docs/rules.md, what `doit check` verifies, in words.",
        "file_dep": sorted(files_of([f"{paths.LIBRARY}/tasks/check/rules_page.py"], frozenset()).whole),
        "targets": [RULES_PAGE],
        "uptodate": [AsWritten([RULES_PAGE])],
        "actions": [(plainly(_write_rules), [names])],
    }


def _write_rules(names: Sequence[str]) -> None:
    from lastro.tasks.check.rules_page import page

    write(RULES_PAGE, page(names))


def _verify(names: Sequence[str]) -> TaskFailed | None:
    """Check what has not been checked as it stands, and show the table."""
    try:
        result = current(names)
    except BuildError as error:
        return TaskFailed(str(error))
    with suppress(OSError):  # where nobody listens any more, the reporter says so
        print(table(result), flush=True)
    return TaskFailed("the bank breaks rules of its own") if violated(result) else None


def current(names: Sequence[str]) -> dict[str, Any]:
    """The result for the files as they stand: the stored one, if it still speaks of them."""
    frame = _frame(current_settings())
    made_of = _ingredients(names, frame)
    stored = state.load(RESULT)
    if isinstance(stored, dict) and stored.get("made_of") == made_of:
        return stored
    result = {**_checked(Path(paths.OUTPUTS), names, frame, _edited(names)), "made_of": made_of}
    state.save(RESULT, result)
    return result


def _frame(known: settings.Settings) -> dict[str, str]:
    """What the rules are held against, as it stands in the result."""
    return _of_settings({name: settings.plain(value) for name, value in known.values.items()})


def _of_settings(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "history_start": str(values["bank.history_start"]),
        "as_of": str(values["bank.as_of"]),
        "documents": str(values["privacy.documents"]),
    }


def _checked(folder: Path, names: Sequence[str], frame: Mapping[str, str], edited: list[str]) -> dict[str, Any]:
    """The result of a check, as plain values."""
    from lastro.checks.run import check

    start, end = (date.fromisoformat(frame[name]) for name in ("history_start", "as_of"))
    report = check(folder, names, start, end, frame["documents"])
    return {**frame, "edited": edited, "rules": report.lines()}


def _ingredients(names: Sequence[str], frame: Mapping[str, str]) -> dict[str, str]:
    """All that the figures hang on: the files, the rules, the declarations, the facts, the frame, the packages."""
    scripts = [paths.script(name) for name in names]
    rules = files_of([f"{paths.LIBRARY}/checks/run.py", f"{paths.LIBRARY}/tasks/check/task.py"], frozenset(scripts))
    files = [*map(paths.output, names), *map(paths.reference, REFERENCE)]
    digests = {path: DIGESTS.of(path) for path in files} | {path: DIGESTS.of_code(path) for path in rules.whole}
    declared = {path: source(path).columns for path in scripts}
    return record.known({**digests, **declared, **frame, **packages.versions()})  # type: ignore[no-any-return]


def _edited(names: Sequence[str]) -> list[str]:
    """The files that the last build did not make as they are."""
    return [paths.output(n) for n in names if not record.load(n).entries_of(DIGESTS.of(paths.output(n)))]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="check.py", description="Check the JSON files of a bank as they stand.")
    parser.add_argument("folder", type=Path, nargs="?", default=paths.ROOT / paths.OUTPUTS)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="last day of the history")
    parser.add_argument("--history-start", type=date.fromisoformat, metavar="DAY", help="first day of transactions")
    parser.add_argument("--documents", choices=("valid", "invalid"), help="whether check digits are right or wrong")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there too")
    options = parser.parse_args(arguments)
    options.folder = options.folder.resolve()
    options.json = options.json and options.json.resolve()
    return options


def main(arguments: Sequence[str]) -> int:
    """Check a folder: 0 where every rule holds, 1 where one does not, 2 where a file cannot be read."""
    options = _options(arguments)
    os.chdir(paths.ROOT)
    names = list(declared())
    ours = options.folder == (paths.ROOT / paths.OUTPUTS).resolve()
    try:
        result = _checked(options.folder, names, _told(options, ours), _edited(names) if ours else [])
        if options.json:
            options.json.write_text(f"{json.dumps(result, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    except ModuleNotFoundError as error:
        return _refuse(f"the package {error.name} is missing: `{packages.REMEDY}` installs it")
    except (BuildError, OSError) as error:
        return _refuse(str(error))
    print(table(result))
    return 1 if violated(result) else 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _told(options: argparse.Namespace, ours: bool) -> dict[str, str]:
    """The frame: the project's own for its own files, as the data suggest for others; options go before."""
    told = {"history_start": options.history_start, "as_of": options.as_of, "documents": options.documents}
    given = {name: str(value) for name, value in told.items() if value is not None}
    if len(given) == len(told):
        return given
    return {**(_of_the_build() if ours else _suggested(options.folder)), **given}


def _of_the_build() -> dict[str, str]:
    """The settings that the files were built with; those in force where no build has left a record."""
    found = _frame(settings.load(declared_settings(), {}))
    for name in ("customers", "transactions"):
        for entry in record.load(name).entries[-1:]:
            said = {key.partition(".")[2]: str(value) for key, value in entry.made_of.settings.items()}
            found |= {key: said[key] for key in found.keys() & said.keys()}
    return found


def _suggested(folder: Path) -> dict[str, str]:
    from lastro.checks.inferred_period import inferred

    start, end = inferred(folder)
    return {"history_start": str(start), "as_of": str(end), "documents": "valid"}
