"""The datasets and settings that dodo.py declares, for programs that doit does not run."""

from __future__ import annotations

from functools import cache
from importlib import util
from types import ModuleType

from lastro.engine import paths
from lastro.engine.settings.settings import DeclaredSettings
from lastro.engine.tasks.dataset import Dataset


def declared() -> dict[str, Dataset]:
    """The datasets by name, upstream before downstream, as dodo.py lists them."""
    return {dataset.name: dataset for dataset in _dodo().DATASETS}


def declared_settings() -> DeclaredSettings:
    """What settings there are."""
    found: DeclaredSettings = _dodo().SETTINGS
    return found


@cache
def _dodo() -> ModuleType:
    spec = util.spec_from_file_location("dodo", paths.ROOT / "dodo.py")
    assert spec is not None
    assert spec.loader is not None
    dodo = util.module_from_spec(spec)
    spec.loader.exec_module(dodo)
    return dodo
