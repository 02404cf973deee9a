"""Payments: by what people pay, how much, and on which days and at which hours."""

from __future__ import annotations

from lastro.bank.choices import PaymentMethod
from lastro.tasks.realism.measure import Measure, at_least, at_most, ratio, share

_BCB = "BCB, payment instruments of 2024 without credit and prepaid cards"
_OUT = "payment_method NOT IN ('Direct Credit', 'Card Settlement')"
_PEOPLE = "customer_type = 'Individual' AND direction = 'Debit'"
_SMALL = f"{_PEOPLE} AND payment_method = 'Pix' AND category NOT IN ('Own Transfer', 'Vehicle', 'Housing', 'Rent')"
_BOUGHT = "category <> 'Own Transfer' AND payment_method IN ('Debit Card', 'Pix')"
_DAY = "SELECT count(*) / nullif(count(DISTINCT day), 0) FROM posting WHERE"
_PIX, _CARD = f"{_DAY} payment_method = 'Pix'", f"{_DAY} payment_method = 'Debit Card'"
_PAYDAYS = (
    "SELECT day FROM posting WHERE description LIKE 'Salário%' GROUP BY day "
    "QUALIFY count(*) > 0.3 * sum(count(*)) OVER (PARTITION BY date_trunc('month', day))"
)
_FRIDAY = "weekday = 5 AND month(day)"
_BLACK_FRIDAY = f"{_FRIDAY} = 11 AND dayofmonth(day) BETWEEN 23 AND 29"
_QUIET = f"{_FRIDAY} BETWEEN 2 AND 3"
_CENTS = "CAST(round(amount * 100) AS BIGINT) % 100"
_ORDERS = "Olist, 99,441 orders: 0.19 % in the hour from 5 h, a plateau from 10 to 22 h"
_MIX = (
    (PaymentMethod.PIX, 54, 64, "59 %"),
    (PaymentMethod.DEBIT_CARD, 12, 18, "15 %"),
    (PaymentMethod.DIRECT_DEBIT, 10.5, 15.5, "13 %"),
    (PaymentMethod.BOLETO, 6.5, 10, "8 % with bills of taxes and utilities"),
    (PaymentMethod.CASH, 1.8, 3.4, "2.5 %"),
    (PaymentMethod.BOOK_TRANSFER, 1.0, 3.2, "1.4 % inside banks; here with savings and investments"),
    (PaymentMethod.TED, 0.5, 1.2, "0.8 %"),
)

PAYMENTS = (
    *(
        Measure(
            f"{method.text}, share of payments",
            low,
            high,
            "%",
            f"{_BCB}: {figure}",
            share(f"payment_method = '{method.text}'", _OUT),
        )
        for method, low, high, figure in _MIX
    ),
    Measure("Pix of people below R$ 200", 80, 96, "%", "BCB, 2022: 93.1 %", share("amount < 200", _SMALL)),
    Measure(
        "Pix of people, mean", 60, 260, "R$", "BCB, 2022: R$ 200", f"SELECT avg(amount) FROM posting WHERE {_SMALL}"
    ),
    Measure(
        "Purchase by debit card, mean",
        48,
        75,
        "R$",
        "BCB, 2024: R$ 59; Abecs, third quarter of 2024: R$ 60",
        f"SELECT avg(amount) FROM posting WHERE {_PEOPLE} AND payment_method = 'Debit Card'",
    ),
    Measure("Payments from 3 to 5 h", *at_most(1), "%", _ORDERS, share("hour BETWEEN 3 AND 4", _BOUGHT)),
    Measure("Payments from 9 to 22 h", *at_least(72), "%", _ORDERS, share("hour BETWEEN 9 AND 21", _BOUGHT)),
    Measure(
        "Pix on a Saturday against a weekday",
        0.7,
        1,
        "times",
        "BCB: 171.4 million on Saturday, 6 April 2024, 201.6 on the Friday before",
        ratio(f"{_PIX} AND weekday = 6", f"{_PIX} AND weekday < 6"),
    ),
    Measure(
        "Pix on a Sunday against a weekday",
        0.4,
        0.85,
        "times",
        "ASSUMED, below Saturday",
        ratio(f"{_PIX} AND weekday = 7", f"{_PIX} AND weekday < 6"),
    ),
    Measure(
        "TED on a weekend",
        0,
        0,
        "",
        "BCB: TED runs on bank business days only",
        "SELECT count(*) FROM posting WHERE payment_method = 'TED' AND weekday > 5",
    ),
    Measure(
        "Pix on paydays against other weekdays",
        1.08,
        1.9,
        "times",
        "BCB: 1.26 to 1.35 on the fifth business day of April and September 2024",
        ratio(f"{_PIX} AND weekday < 6 AND day IN ({_PAYDAYS})", f"{_PIX} AND weekday < 6 AND day NOT IN ({_PAYDAYS})"),
    ),
    Measure(
        "Debit cards on Black Friday against a Friday of February or March",
        *at_least(1.15),
        "times",
        "BCB: 297.4 million Pix on 28 November 2025, some 180 million on a usual day",
        ratio(f"{_CARD} AND {_BLACK_FRIDAY}", f"{_CARD} AND {_QUIET}"),
    ),
    Measure(
        "Debit cards on Fridays before Christmas against those of February and March",
        *at_least(1.02),
        "times",
        "IBGE, PMC 2014-2019: December 1.29 times the mean month",
        ratio(f"{_CARD} AND {_FRIDAY} = 12 AND dayofmonth(day) BETWEEN 10 AND 24", f"{_CARD} AND {_QUIET}"),
    ),
    Measure(
        "Prices that end in 00, 90 or 99 cents",
        50,
        90,
        "%",
        "ASSUMED from shelf prices",
        share(f"{_CENTS} IN (0, 90, 99)", "payment_method = 'Debit Card'"),
    ),
    Measure(
        "Cash in whole notes of R$ 10 and more",
        100,
        100,
        "%",
        "ASSUMED: the smallest note of a machine here",
        share("amount % 10 = 0", "payment_method = 'Cash'"),
    ),
    Measure(
        "Cash of exactly 50, 100, 150, 200 or 300",
        *at_least(20),
        "%",
        "ASSUMED",
        share("amount IN (50, 100, 150, 200, 300)", "payment_method = 'Cash'"),
    ),
)
