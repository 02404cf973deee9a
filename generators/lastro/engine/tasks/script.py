"""Scripts: `python generators/NAME.py` is the same as `doit NAME`, from any folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lastro.engine import paths
from lastro.engine.records import packages


def main(script: str) -> None:
    """Let doit build the dataset of a module, with whatever else stands on the command line."""
    try:
        from doit.doit_cmd import DoitMain
    except ModuleNotFoundError:
        sys.exit(f"the package doit is missing: `{packages.REMEDY}` installs it")
    os.chdir(paths.ROOT)
    arguments = [*sys.argv[1:], Path(script).stem]
    sys.exit(DoitMain(config_filenames=()).run(arguments))
