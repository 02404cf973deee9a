"""`python generators/lastro/tasks/check FOLDER`: the check of any folder, which never builds."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from lastro.checks.result.result_table import table, violated
from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import packages, record
from lastro.engine.settings import settings
from lastro.engine.tasks.declared import declared, declared_settings
from lastro.tasks.check.checking import checked, frame_of


def main(arguments: Sequence[str]) -> int:
    """Check a folder: 0 where every rule holds, 1 where one does not, 2 where a file cannot be read."""
    options = _options(arguments)
    os.chdir(paths.ROOT)
    ours = _is_ours(options.folder)
    try:
        frame = _frame(options, ours)
        result = checked(options.folder, list(declared()), frame, options.offenders, ours, options.truth)
        if options.json:
            options.json.write_text(f"{json.dumps(result, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    except ModuleNotFoundError as error:
        return _refuse(f"the package {error.name} is missing: `{packages.REMEDY}` installs it")
    except (BuildError, OSError) as error:
        return _refuse(str(error))
    print(table(result))
    return 1 if violated(result) else 0


def _is_ours(folder: Path) -> bool:
    """Whether the datasets of a folder are those of a bank here, which all paths are then of."""
    names = [path.name for path in Path(paths.BANKS).glob("*") if path.is_dir()]
    for name in ("", *names):
        with suppress(BuildError):  # a folder that bears no bank's name
            paths.speak_of(name)
            if folder == (paths.ROOT / paths.OUTPUTS).resolve():
                return True
    paths.speak_of("")
    return False


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="check.py", description="Check the JSON files of a bank as they stand.")
    parser.add_argument("folder", type=Path, nargs="?", default=paths.ROOT / paths.OUTPUTS)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="last day of the history")
    parser.add_argument("--history-start", type=date.fromisoformat, metavar="DAY", help="first day of transactions")
    parser.add_argument("--documents", choices=("valid", "invalid"), help="whether check digits are right or wrong")
    parser.add_argument("--truth", type=Path, metavar="FOLDER", help="check the tables of the truth there too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--offenders", type=Path, metavar="FILE", help="write every offender there, as NDJSON")
    options = parser.parse_args(arguments)
    for name in ("folder", "truth", "json", "offenders"):
        path = getattr(options, name)
        setattr(options, name, path and path.resolve())
    return options


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _frame(options: argparse.Namespace, ours: bool) -> dict[str, str]:
    """The frame: the project's own for its own files, as the data suggest for others; options go before."""
    named = {"history_start": options.history_start, "as_of": options.as_of, "documents": options.documents}
    given = {name: str(value) for name, value in named.items() if value is not None}
    if len(given) == len(named):
        return given
    return {**(_of_the_build() if ours else _inferred(options.folder)), **given}


def _of_the_build() -> dict[str, str]:
    """The settings that the files were built with; those in force where no build has left a record."""
    found = frame_of(settings.load(declared_settings(), {}))
    for name in ("customers", "transactions"):
        for entry in record.load(name).entries[-1:]:
            said = {key.partition(".")[2]: str(value) for key, value in entry.made_of.settings.items()}
            found |= {key: said[key] for key in found.keys() & said.keys()}
    return found


def _inferred(folder: Path) -> dict[str, str]:
    from lastro.checks.inferred_period import inferred

    start, end = inferred(folder)
    return {"history_start": str(start), "as_of": str(end), "documents": "valid"}
