"""Writing only: finished blocks of a bank by polars, or records the plain way; only the writing is counted.

`python -m lastro.tasks.benchmarks.writing polars|plain FOLDER` prints one line of JSON: wall and CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

CUSTOMERS = "3000"  # whose blocks polars writes; its speed does not depend on how many
RECORDS = 5_000  # of the plain way, likewise


def by_polars(folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds in which polars writes the finished blocks of all datasets as JSON lines."""
    from lastro.engine.settings import settings
    from lastro.engine.tasks.declared import declared, declared_settings
    from lastro.engine.tasks.specs import chain_of

    chain = chain_of(declared(), settings.given(declared_settings(), {"customers": CUSTOMERS}))
    wall = cpu = 0.0
    for root in dict.fromkeys(map(chain.root, declared())):
        names = [name for name in declared() if chain.root(name) == root]
        for tables in chain.blocks(names):
            frames = {name: chain.specs[name].codecs[name].frame(tables[name], {}) for name in names}
            wall, cpu = wall - time.perf_counter(), cpu - time.process_time()
            for name, frame in frames.items():
                with (folder / f"{name}.json").open("ab") as stream:
                    frame.write_ndjson(stream)
            wall, cpu = wall + time.perf_counter(), cpu + time.process_time()
    return wall, cpu


def plainly(folder: Path) -> tuple[float, float]:
    """The same of records with one Faker call a value."""
    from lastro.tasks.benchmarks.floors import plain_way

    started = time.perf_counter()
    cpu = plain_way(folder, RECORDS) * RECORDS
    return time.perf_counter() - started, cpu


def _main(way: str, place: str) -> None:
    folder = Path(place) / "out"
    folder.mkdir()
    wall, cpu = {"polars": by_polars, "plain": plainly}[way](folder)
    print(json.dumps({"wall": wall, "cpu": cpu}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
