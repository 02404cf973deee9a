"""Packages: the versions of what shapes the bytes of datasets."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from lastro.engine import paths

SHAPING = ("faker", "numpy", "polars", "python-dateutil")
REMEDY = f"pip install -r {paths.REQUIREMENTS}"


@cache
def versions() -> dict[str, str]:
    """The version of each package, and the pin where that is another; a change reruns everything."""
    pins = _pins()
    return {name: _version(name, pins.get(name, "")) for name in SHAPING}


def differing() -> str:
    """One sentence on the packages whose versions are not those of requirements.txt; empty where all are."""
    found = [f"{name} {told}" for name, told in versions().items() if " instead of " in told and "missing" not in told]
    return f"installed is {', '.join(found)}: `{REMEDY}` installs what datasets are made with" if found else ""


def _version(name: str, pin: str) -> str:
    try:
        installed = version(name)
    except PackageNotFoundError:
        installed = "missing"
    return installed if pin in ("", installed) else f"{installed} instead of {pin}"


def _pins() -> dict[str, str]:
    try:
        with open(paths.REQUIREMENTS, encoding="utf-8") as stream:
            found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;#]+)", stream.read(), re.MULTILINE)
    except (OSError, ValueError):
        return {}
    return {name.lower(): pin for name, pin in found}
