"""Owned rows: a batch's rows account by account or card by card, so that each is held against the one before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Flags, Integers


@dataclass(frozen=True)
class OwnedRows:
    """Rows by owner, in the order of the file; those of no known owner are left out, since they are I1's."""

    batch: int  # rows of the batch
    order: Integers  # which row of the batch stands here
    owner: Integers  # its owner's position
    first: Flags  # whether it is the first of its owner in the batch

    @classmethod
    def of(cls, owner: Integers) -> OwnedRows:
        """The rows of a batch by the positions of their owners, -1 for those of none."""
        order = np.argsort(owner, kind="stable")
        order = order[np.searchsorted(owner[order], 0) :]
        sorted_owner = owner[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = sorted_owner[1:] != sorted_owner[:-1]
        return cls(len(owner), order, sorted_owner, first)

    def before(self, known: Integers, column: Integers) -> Integers:
        """What stood in the row before; of an owner's first row what is known of the owner from earlier batches."""
        found: Integers = np.where(self.first, known[self.owner], np.roll(column, 1))
        return found

    def in_batch(self, wrong: Flags) -> Flags:
        """Flags of these rows as flags of the batch."""
        found = np.zeros(self.batch, dtype=np.bool_)
        found[self.order] = wrong
        return found
