"""The result of a check of the project's own files, or of any folder's: the stored one, or a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from glob import glob
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.files.atomic import atomic
from lastro.engine.records import packages, record, state
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.freshness import digest_at
from lastro.engine.records.imports import files_of
from lastro.engine.records.module_text import text_of
from lastro.engine.settings import settings
from lastro.engine.tasks import lock
from lastro.engine.tasks.dataset import current_settings
from lastro.tasks.exports.place import Place
from lastro.tasks.truth.tables import NAMES as TRUTH


def result_file() -> str:
    """Where the result of the project's own files is kept."""
    return paths.beside("check.json")


def current(names: Sequence[str], offenders: Path | None = None) -> dict[str, Any]:
    """The result for the project's files as they stand: the stored one, if it still speaks of them.

    offenders: a file for every offender; the files are read anew for it.
    """
    frame = frame_of(current_settings())
    truth = Place("truth", "truth")
    whole = truth_is_whole(Path(truth.path))
    to_check = Path(truth.path) if whole and is_of_the_files(truth, names) else None
    made_of = _ingredients(names, frame, to_check)
    stored = state.load(result_file())
    if isinstance(stored, dict) and stored.get("made_of") == made_of and not offenders:
        return stored
    found = checked(Path(paths.OUTPUTS), names, frame, offenders, ours=True, truth=to_check)
    if to_check and truth.was_changed():
        found["edited"].append(truth.path)
    result = {**found, "made_of": made_of, "stale": [truth.path] if whole and not to_check else []}
    if lock.held():  # a bank that may only be read is checked all the same
        state.save(result_file(), result)
    return result


def truth_is_whole(folder: Path) -> bool:
    """Whether a folder holds all tables of the truth."""
    return all((folder / f"{name}.json").is_file() for name in TRUTH)


def is_of_the_files(truth: Place, names: Sequence[str]) -> bool:
    """Whether the truth was made of the datasets as they stand, by the code as it stands: rules change with both."""
    made_of = truth.made_of() or {}
    code = made_of.get("code", {})
    same = made_of.get("data") == {path: digest_at(path) for path in map(paths.output, names)}
    return same and all(Path(path).is_file() and DIGESTS.of_code(path) == digest for path, digest in code.items())


def frame_of(known: settings.Settings) -> dict[str, str]:
    """What the rules are held against, as it stands in the result."""
    values = {name: settings.plain(value) for name, value in known.values.items()}
    return {
        "history_start": str(values["bank.history_start"]),
        "as_of": str(values["bank.as_of"]),
        "documents": str(values["privacy.documents"]),
    }


def checked(
    folder: Path,
    names: Sequence[str],
    frame: Mapping[str, str],
    offenders: Path | None,
    ours: bool,
    truth: Path | None = None,
) -> dict[str, Any]:
    """The result of a check, as plain values; ours: the folder is the project's own, with records of its builds.

    truth: the folder of the truth, where it is checked too.
    """
    from lastro.checks.run import check

    start, end = (date.fromisoformat(frame[name]) for name in ("history_start", "as_of"))
    edited = _edited(names) if ours else []
    built = {name: records for name in edited if (records := _records(name)) is not None}
    files = {folder / f"{name}.json" for name in names} | {truth / f"{name}.json" for name in TRUTH if truth}
    if offenders and offenders.resolve() in {path.resolve() for path in files}:
        raise BuildError(f"{offenders} is one of the files to be checked: name another for the offenders")
    with _written(offenders) as stream:
        found = check(folder, names, start, end, frame["documents"], built, stream, truth)
    return {**frame, "edited": [paths.output(name) for name in edited], "rules": found.lines()}


@contextmanager
def _written(path: Path | None) -> Iterator[IO[str] | None]:
    """A file that appears whole or not at all, or nothing."""
    if path is None:
        yield None
        return
    with atomic(path) as stream, TextIOWrapper(stream, encoding="utf-8", newline="\n") as text:
        yield text


def _edited(names: Sequence[str]) -> list[str]:
    """The datasets whose files the last build did not make as they are."""
    return [name for name in names if not record.load(name).entries_of(DIGESTS.of(paths.output(name)))]


def _records(name: str) -> int | None:
    """How many records the last build of a dataset wrote, if that is known."""
    figures = [entry.figures for entry in record.load(name).entries if entry.figures]
    return figures[-1].records if figures else None


def _ingredients(names: Sequence[str], frame: Mapping[str, str], truth: Path | None) -> dict[str, str]:
    """All that the figures depend on: files, truth if it is checked, rules, declarations, facts, frame, packages."""
    scripts = [paths.script(name) for name in names]
    rules = files_of([f"{paths.LIBRARY}/checks/run.py", f"{paths.LIBRARY}/tasks/check/checking.py"], frozenset(scripts))
    files = [*map(paths.output, names), *sorted(glob(paths.reference("*")))]
    files += [str(truth / f"{name}.json") for name in TRUTH if truth]
    digests = {path: DIGESTS.of(path) for path in files} | {path: DIGESTS.of_code(path) for path in rules.whole}
    declared = {path: text_of(path).columns for path in scripts}
    return record.known({**digests, **declared, **frame, **packages.versions()})  # type: ignore[no-any-return]
