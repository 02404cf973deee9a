"""The lineage of a bank: whether an export of an earlier day and the present files are one bank that has grown.

History only grows: where nothing but as_of has moved, the rows that came or changed since then are all that differs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import xxhash

from lastro.engine import paths
from lastro.engine.records import record
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.record import Ingredients
from lastro.engine.settings import settings
from lastro.engine.tasks.dataset import current_settings

_AS_OF = "bank.as_of"


@dataclass(frozen=True)
class Lineage:
    """What a bank is made of besides its last day, as 16 hexadecimal digits, and that day (2026-10-31).

    The digits are empty where a file was edited by hand: such a bank has grown out of none.
    """

    made_of: str
    as_of: str

    def grew_out_of(self, earlier: Lineage) -> bool:
        """Whether the earlier bank is this one as it stood on an earlier day, or on the same."""
        return self.made_of == earlier.made_of != "" and earlier.as_of <= self.as_of


def present(datasets: Iterable[str]) -> Lineage:
    """The lineage of the bank that stands in the files."""
    as_of = str(settings.plain(current_settings()[_AS_OF]))
    found = []
    for dataset in datasets:
        entries = record.load(dataset).entries_of(DIGESTS.of(paths.output(dataset)))
        if not entries or entries[0].offsets is None:
            return Lineage("", as_of)
        found.append([dataset, *_besides_the_day(entries[0].made_of)])
    return Lineage(xxhash.xxh3_64_hexdigest(json.dumps(found, sort_keys=True).encode()), as_of)


def _besides_the_day(made_of: Ingredients) -> tuple[object, ...]:
    """Code, reference tables, settings and packages, without the last day and the datasets, which move with it."""
    inputs = {path: digest for path, digest in made_of.inputs.items() if not path.startswith(f"{paths.OUTPUTS}/")}
    chosen = {name: value for name, value in made_of.settings.items() if name != _AS_OF}
    return inputs, chosen, dict(made_of.packages)
