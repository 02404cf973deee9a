"""The datasets that dodo.py declares, for programs that doit does not run."""

from __future__ import annotations

from functools import cache
from importlib import util

from lastro.engine import paths
from lastro.engine.tasks.dataset import Dataset


@cache
def declared() -> dict[str, Dataset]:
    """The datasets by name, upstream before downstream, as dodo.py lists them."""
    spec = util.spec_from_file_location("dodo", paths.ROOT / "dodo.py")
    assert spec is not None
    assert spec.loader is not None
    dodo = util.module_from_spec(spec)
    spec.loader.exec_module(dodo)
    return {dataset.name: dataset for dataset in dodo.DATASETS}
