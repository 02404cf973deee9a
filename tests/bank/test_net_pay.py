"""Net pay: wages and pensions as they reach the account, against what payslips of the tables say."""

from __future__ import annotations

import numpy as np
import pytest

from generated import run_of
from lastro.bank.ledger.pay.net_pay import net_of, net_pension, second_half

RUN = run_of()
JULY_2025, JULY_2026 = 2025 * 12 + 6, 2026 * 12 + 6


@pytest.mark.parametrize(
    ("gross", "month", "net"),
    [  # INSS by bracket (Portaria 6/2025), IRRF of May 2025: 22.5 % less 675.49 of what is left
        (1_518_00, JULY_2025, 1_404_15),
        (5_000_00, JULY_2025, 5_000_00 - 509_59 - 312_89),
        (5_000_00, JULY_2026, 5_000_00 - 501_51),  # no tax up to R$ 5,000 since 2026 (Lei 15.270/2025)
    ],
)
def test_a_wage_is_paid_net_of_inss_and_income_tax(gross: int, month: int, net: int) -> None:
    assert abs(net_of(RUN, np.array([gross]), np.array([month]))[0] - net) <= 1


def test_a_13th_bears_its_tax_with_the_second_half() -> None:
    full, month = np.array([5_000_00]), np.array([2025 * 12 + 11])
    assert 2_500_00 + second_half(RUN, full, month) == net_of(RUN, full, month)


def test_a_pension_bears_tax_alone_and_less_of_it_from_65_on() -> None:
    pension, month = np.array([6_000_00] * 2), np.array([JULY_2025] * 2)
    younger, older = net_pension(RUN, pension, month, np.array([False, True]))
    assert younger < older < 6_000_00
