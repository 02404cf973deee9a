"""What dodo.py declares is what the generators read: settings and reference tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builds import NAMES, datasets, make, spec
from lastro.engine import Run
from lastro.engine.errors import BuildError

each_dataset = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="session")
def reads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What the generator of each dataset asks its run for."""
    folder, found = tmp_path_factory.mktemp("reads"), {}
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            found[name] = _noting(patch)
            make(folder, [name], customers="150", history_start="2026-09-01")
            patch.undo()
    return found


def _noting(patch: pytest.MonkeyPatch) -> set[str]:
    asked: set[str] = set()
    for method in ("setting", "section", "reference"):
        original = getattr(Run, method)

        def noted(run: Run, name: str, original: Any = original) -> Any:
            asked.add(name)
            return original(run, name)

        patch.setattr(Run, method, noted)
    return asked


@each_dataset
def test_dodo_declares_no_more_than_a_dataset_reads(reads: dict[str, set[str]], name: str) -> None:
    """What it does not declare is refused; the ledger's section reruns all that moves money, read or not."""
    declared = {*datasets()[name].settings, *datasets()[name].reference} - {"ledger"}
    used = reads[name] | {setting.partition(".")[0] for setting in reads[name]}
    assert declared <= used


@each_dataset
def test_what_dodo_does_not_declare_is_refused(name: str, tmp_path: Path) -> None:
    run = spec(name, tmp_path).run
    for read_it in (lambda: run.setting("bank.workers"), lambda: run.section("nowhere"), lambda: run.reference("x")):
        with pytest.raises(BuildError, match=f"{name} reads .*, which dodo.py does not declare for it"):
            read_it()
