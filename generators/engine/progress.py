"""Progress: a bar on a terminal for builds that take longer than a second; nothing anywhere else."""

from __future__ import annotations

import sys
from typing import NoReturn

from tqdm import tqdm


def bar(dataset: str, rows: int | None) -> tqdm[NoReturn]:
    """A progress bar over the rows of the driving table; silent where the error output is no terminal."""
    return tqdm(total=rows, desc=dataset, unit=" rows", delay=1.0, leave=False, disable=not sys.stderr.isatty())
