"""Charged rows: what banks put on bills: interest, tax, fees, and debts that are divided into parts of later bills."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import CardTransactionType as Kind
from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.rows.card_rows import CardRows, card_rows
from lastro.bank.contracts.cards.rows.row_keys import FIRST_CHARGE, WHOLE, row_keys
from lastro.engine.arrays import Integers, Keys
from lastro.engine.rows.moments import DAY

CHARGED = {"late_fee": Kind.LATE_FEE, "interest": Kind.INTEREST, "iof": Kind.IOF, "annual_fee": Kind.ANNUAL_FEE}
LAST_SECOND = DAY - 1  # of the closing day: charges are posted behind its purchases
_MOVED_SECOND = 1  # of the day after a payment in part


def charged_rows(cards: Any, every: Cycles) -> list[CardRows]:
    """The rows of charges and plans."""
    charges = [_charges(cards, every, name, kind) for name, kind in CHARGED.items()]
    return [*charges, *_plans(cards, every)]


def _charges(cards: Any, every: Cycles, name: str, kind: Kind) -> CardRows:
    amounts = getattr(every.charges, name)
    card, bill = np.nonzero(amounts)
    moment = every.closing[card, bill] * DAY + LAST_SECOND
    return card_rows(kind, card, moment, amounts[card, bill], _keys(cards, every, card, bill, kind, WHOLE), bill)


def _plans(cards: Any, every: Cycles) -> list[CardRows]:
    """A debt that leaves the bill on the day after it was paid in part, and its parts, the first at once."""
    charges = every.charges
    card, bill = np.nonzero(charges.moved)
    moved, total, parts = (each[card, bill] for each in (charges.moved, charges.plan, charges.plan_parts))
    moment = (every.paid_on[card, bill - 1] + 1) * DAY + _MOVED_SECOND
    out = _keys(cards, every, card, bill, Kind.INSTALMENT_PLAN, WHOLE)
    row = np.repeat(np.arange(len(card)), parts)
    part = np.arange(len(row)) - np.searchsorted(row, row) + 1
    known = bill[row] + part - 1 < every.months.count
    row, part = row[known], part[known]
    on, each = bill[row] + part - 1, total[row] // parts[row]
    return [
        card_rows(Kind.INSTALMENT_PLAN, card, moment, -moved, out, bill, group=out, whole=total),
        card_rows(
            Kind.INSTALMENT_PLAN,
            card[row],
            np.where(part == 1, moment[row], (every.closing[card[row], on - 1] + 1) * DAY),
            np.where(part == 1, total[row] - each * (parts[row] - 1), each),
            _keys(cards, every, card[row], bill[row], Kind.INSTALMENT_PLAN, part),
            on,
            made=moment[row],
            part=part,
            parts=parts[row],
            group=out[row],
            whole=total[row],
            later=np.where(part == 1, each * (parts[row] - 1), -each),
        ),
    ]


def _keys(cards: Any, every: Cycles, card: Integers, bill: Integers, kind: Kind, part: Integers | int) -> Keys:
    return row_keys(cards.card_id[card], bill + every.months.first, FIRST_CHARGE + int(kind), part)
