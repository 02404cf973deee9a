"""Plans: how a dataset that dodo.py declares is built into a folder; imported by actions only, as it loads polars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.build.chain import Chain
from lastro.engine.build.spec import BuildSpec
from lastro.engine.files.offsets import Offsets
from lastro.engine.rows.run import Run
from lastro.engine.settings.settings import Settings
from lastro.engine.tasks.dataset import Dataset


def spec_of(
    name: str,
    datasets: Mapping[str, Dataset],
    settings: Settings,
    folder: Path,
    offsets: Mapping[str, Offsets | None],
    **options: Any,
) -> BuildSpec:
    """The spec of a dataset by its name among all; offsets: of upstream files that lie as they were built."""
    dataset = datasets[name]
    driver = datasets[dataset.upstream[0]] if dataset.upstream else dataset
    return BuildSpec(
        name=name,
        upstream=tuple(dataset.upstream),
        rows=settings.number(f"bank.{dataset.rows}") if dataset.rows else None,
        run=Run(name, settings.read_by(dataset.reads), _tables(dataset)),
        folder=folder,
        workers=settings.number("bank.workers"),
        offsets={each: found for each in dataset.upstream if (found := offsets.get(each))},
        cohort=driver.cohort,
        **options,
    )


def chain_of(datasets: Mapping[str, Dataset], settings: Settings) -> Chain:
    """All datasets, to be made in memory."""
    return Chain({name: spec_of(name, datasets, settings, Path(paths.OUTPUTS), {}) for name in datasets})


def _tables(dataset: Dataset) -> dict[str, Path]:
    return {name: paths.ROOT / paths.reference(name) for name in dataset.reference}
