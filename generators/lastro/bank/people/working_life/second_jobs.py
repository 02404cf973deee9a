"""Second jobs: teachers and nurses with two employers, and what of their income the second one pays."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import base_month
from lastro.brazil.levels.wages import Wages
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.vocabulary import codes

TEACHERS, NURSES = 0.30, 0.40  # of those with pay enough: who has two employers, ASSUMED
_SHARES = np.array([TEACHERS, NURSES, 0.0])
_OCCUPATIONS = {
    "Professor da educação básica": 0, "Professora da educação básica": 0,
    "Enfermeiro": 1, "Enfermeira": 1, "Técnico de enfermagem": 1, "Técnica de enfermagem": 1,
}  # fmt: skip
OF_SECOND = (0.42, 0.5)  # of the income, ASSUMED


def has_second_job(block: AccountBlock) -> Flags:
    """Which main accounts' owners have two employers: where the smaller pay is no less than a minimum wage."""
    share = _SHARES[codes(block.customers.occupation, _OCCUPATIONS)[block.owner]]
    least = block.run.once(Wages).minimum(base_month(block.run))
    enough = block.who.income * share_of_second_job(block) >= least
    found: Flags = (block.who.draws.uniform("two jobs") < share) & enough & block.who.primary
    return found


def pay_of_second_job(block: AccountBlock, row: Integers, month: Integers) -> Integers:
    """What of the income of main accounts' owners (rows) in months is pay of their second job, in cents before tax."""
    least = block.run.once(Wages).minimum(month)
    pay = np.maximum((block.work_in(row, month) * share_of_second_job(block)[row]).astype(np.int64), least)
    return np.where(has_second_job(block)[row], pay, 0)


def share_of_second_job(block: AccountBlock) -> Floats:
    """The share of the income that a second job pays, where there is one, by main account."""
    share: Floats = OF_SECOND[0] + (OF_SECOND[1] - OF_SECOND[0]) * block.who.draws.uniform("second pay")
    return share
