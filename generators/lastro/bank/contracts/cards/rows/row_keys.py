"""Keys of card rows: bit 62, then the card, the month, a number within it, and the part; payments keep their posting's.

Postings of bills have their source in bits 56 to 61 and never bit 62, so that no two rows share a key.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.contracts.cards.spending.subscriptions import SLOTS
from lastro.bank.people.months import FIRST_MONTH
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import child, fitting, is_hand_made

_MONTH_BITS, _NUMBER_BITS, _PART_BITS = 10, 9, 5  # 38 bits are left for the card
_ROW = np.uint64(1 << 62)
FIRST_SUBSCRIPTION = 400  # number of the first slot's charge among a month's purchases
FIRST_CHARGE = FIRST_SUBSCRIPTION + SLOTS  # of what is charged with the bill that closes in a month, by type
REFUND = (1 << _PART_BITS) - 1  # the part that a refund has
WHOLE, MOVED = 0, 0  # the part of a purchase in one payment, and of a debt that is moved into a plan


def row_keys(cards: Keys, month: Integers, number: Integers | int, part: Integers | int) -> Keys:
    """The keys of rows: of the card's month, the number in it, and which part of that; hashed for hand-made cards."""
    numbers = np.broadcast_to(fitting(number, _NUMBER_BITS), len(cards)).astype(np.int64)
    parts = np.broadcast_to(fitting(part, _PART_BITS), len(cards)).astype(np.int64)
    months = fitting(month - FIRST_MONTH, _MONTH_BITS).astype(np.int64)
    packed = (((months << _NUMBER_BITS) | numbers) << _PART_BITS) | parts
    keys = child(cards, packed, _MONTH_BITS + _NUMBER_BITS + _PART_BITS, "card_transactions")
    return np.where(is_hand_made(keys), keys, keys | _ROW)
