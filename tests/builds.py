"""Builds of the datasets in this process, into files: as the tasks of dodo.py do them, without doit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import chdir
from hashlib import sha256
from pathlib import Path

from lastro.engine.build.build import BuildResult, BuildSpec, build
from lastro.engine.files.offsets import Offsets
from lastro.engine.settings import settings
from lastro.engine.tasks.dataset import Dataset
from lastro.engine.tasks.declared import declared, declared_settings
from lastro.engine.tasks.specs import spec_of

ROOT = Path(__file__).resolve().parents[1]


def datasets() -> dict[str, Dataset]:
    """The datasets as dodo.py declares them, by name, in its order."""
    return declared()


NAMES = list(datasets())


def closure(name: str) -> list[str]:
    """A dataset and all that it depends on, in the order of dodo.py."""
    needed = {name}
    for each in reversed(datasets().values()):
        if each.name in needed:
            needed.update(each.upstream)
    return [each for each in datasets() if each in needed]


def chosen(**given: str) -> settings.Settings:
    """The settings of bank.toml, with others for some, such as customers="200"."""
    with chdir(ROOT):
        return settings.load(declared_settings(), {"settings": "default", **given})


def spec(
    name: str,
    folder: Path,
    workers: int = 1,
    block: int | None = None,
    offsets: Mapping[str, Offsets | None] | None = None,
    **given: str,
) -> BuildSpec:
    """The spec of a dataset with settings such as customers="200", its files in a folder."""
    known = chosen(**{**given, "workers": str(workers)})
    return spec_of(name, datasets(), known, folder, offsets or {}, block=block)


def make(
    folder: Path, names: Iterable[str] | None = None, workers: int = 1, block: int | None = None, **given: str
) -> dict[str, BuildResult]:
    """Build datasets, all if none are named, in the order given; each knows the offsets of those before it."""
    made: dict[str, BuildResult] = {}
    for name in names or datasets():
        offsets = {each: found.offsets for each, found in made.items()}
        each = spec(name, folder, workers, block, offsets, **given)
        made[name] = build(each, lambda _: None, lambda _: None)
    return made


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the datasets in a folder, in the order of dodo.py."""
    paths = {name: folder / f"{name}.json" for name in datasets()}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path.exists()}
