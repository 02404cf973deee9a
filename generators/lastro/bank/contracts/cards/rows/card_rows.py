"""Card rows: one line of a card's bills each, as columns; what is owed follows from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import CardTransactionType
from lastro.engine.arrays import Integers, Keys
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_KEY

NO_PURCHASE = -1


@dataclass(frozen=True)
class CardRows(Columnar):
    """Rows of cards' bills; one value a row."""

    card: Integers  # position of the card
    moment: Integers  # of the posting
    kind: Integers  # CardTransactionType
    amount: Integers  # cents: what it adds to what is owed
    key: Keys
    bill: Integers  # position, among the cycles' months, of the bill that it stands on, or that it pays
    made: Integers  # moment of the purchase, else of the posting
    purchase: Integers  # position among the purchases of the cycles, NO_PURCHASE where it is of none
    part: Integers  # 1 for what is not divided
    parts: Integers
    group: Keys  # of the purchase or plan, NULL_KEY for what is neither
    whole: Integers  # cents: what that comes to, NULL for what is neither
    later: Integers  # cents: what it adds to, or takes from, what later bills will have

    @property
    def posted(self) -> Integers:
        """The day of posting."""
        day: Integers = self.moment // DAY
        return day


def card_rows(
    kind: CardTransactionType,
    card: Integers,
    moment: Integers,
    amount: Integers,
    key: Keys,
    bill: Integers,
    *,
    made: Integers | None = None,
    purchase: Integers | None = None,
    part: Integers | int = 1,
    parts: Integers | int = 1,
    group: Keys | None = None,
    whole: Integers | None = None,
    later: Integers | int = 0,
) -> CardRows:
    """Rows of one kind, with what it has nothing to say about filled in."""
    count = len(card)
    return CardRows(
        card=card,
        moment=moment,
        kind=np.full(count, int(kind)),
        amount=amount,
        key=key,
        bill=bill,
        made=moment if made is None else made,
        purchase=np.full(count, NO_PURCHASE) if purchase is None else purchase,
        part=np.broadcast_to(np.asarray(part, dtype=np.int64), count),
        parts=np.broadcast_to(np.asarray(parts, dtype=np.int64), count),
        group=np.full(count, NULL_KEY) if group is None else group,
        whole=np.full(count, NULL) if whole is None else whole,
        later=np.broadcast_to(np.asarray(later, dtype=np.int64), count),
    )
