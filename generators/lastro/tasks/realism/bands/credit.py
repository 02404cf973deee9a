"""Credit: who pays late and with whom, what becomes of it, and what the bank lends to whom at which rate."""

from __future__ import annotations

from lastro.tasks.realism.measure import Measure, at_least, at_most, ratio

# A loan that is written off has left the running book, which is what all rates are of.
RUNNING = "loan_status <> 'Paid Off' AND written_off_on IS NULL"
_LATE = f"SELECT count(*) FROM loans WHERE {RUNNING} AND days_past_due >= 90"
_BOOK = (
    "(SELECT *, defaulted_on IS NOT NULL OR days_past_due > 0 AS late FROM loans "
    "WHERE end_date >= (SELECT start FROM bank))"
)
_SECOND = (
    f"SELECT avg(CAST(b.late AS INTEGER)) FROM {_BOOK} a JOIN {_BOOK} b USING (customer_id) "
    "WHERE a.loan_id <> b.loan_id AND a.risk_band IS NOT NULL AND b.risk_band IS NOT NULL "
    "AND a.start_date < b.end_date AND b.start_date < a.end_date AND"
)
_PERSONAL = "FROM loans WHERE loan_type = 'Personal' AND risk_band"
_RATE = f"SELECT avg(interest_rate) {_PERSONAL}"
_DEFAULTED = "SELECT avg(CAST(defaulted_on IS NOT NULL AS INTEGER)) FROM loans WHERE risk_band"
_LIFE = "date_diff('month', start_date, coalesce(defaulted_on, least(end_date, (SELECT as_of FROM bank))))"


def _hazard(first: int, last: int) -> str:
    """SQL: defaults by month on book, of loans that have come so far and not defaulted before."""
    exposed = f"greatest(least({_LIFE}, {last}) - {first - 1}, 0)"
    defaults = f"count(*) FILTER (defaulted_on IS NOT NULL AND {_LIFE} BETWEEN {first} AND {last})"
    return f"SELECT {defaults} / nullif(sum({exposed}), 0) FROM loans"


def _granted_after(what: str) -> str:
    """SQL: how many loans were granted while something spoke against it; what renegotiates a loan is not granted."""
    return (
        "SELECT count(*) FROM loans new JOIN loans old USING (customer_id) WHERE new.risk_band IS NOT NULL "
        f"AND old.start_date < new.start_date AND {what}"
    )


CREDIT = (
    Measure(
        "Running loans 90 days late, by value",
        2.5,
        5.5,
        "%",
        "BCB: 3.1 % of all credit at the end of 2024, 4.2 of 2025, 4.7 in June 2026",
        f"SELECT 100 * sum(outstanding_balance) FILTER (days_past_due >= 90) / sum(outstanding_balance) FROM loans "
        f"WHERE {RUNNING}",
    ),
    Measure(
        "Loans 90 to 360 days late among running ones 90 days late",
        *at_least(85),
        "%",
        "ASSUMED: the bank writes off at 360 days",
        ratio(f"SELECT 100 * count(*) FROM loans WHERE {RUNNING} AND days_past_due BETWEEN 90 AND 360", _LATE),
    ),
    Measure(
        "A loan late or once in default where the borrower's other one is, against where it is not",
        *at_least(2.5),
        "times",
        "ASSUMED: trouble is the person's, not the contract's",
        ratio(
            f"{_SECOND} a.late",
            f"{_SECOND} NOT a.late",
        ),
    ),
    Measure(
        "Defaults a month at 4 to 12 months on book against later ones",
        *at_least(1.2),
        "times",
        "ASSUMED: vintage curves have their hump in the first year",
        ratio(_hazard(4, 12), _hazard(13, 60)),
    ),
    Measure(
        "Rate of personal loans, band D against A",
        *at_least(1.2),
        "times",
        "ASSUMED: the rate follows the risk",
        ratio(f"{_RATE} = 'D'", f"{_RATE} = 'A'"),
    ),
    Measure(
        "Bands of personal loans that pay no more than the band before",
        *at_most(0),
        "",
        "ASSUMED: the rate follows the risk",
        "SELECT count(*) FROM (SELECT avg(interest_rate) AS rate, lag(avg(interest_rate)) OVER (ORDER BY risk_band) "
        f"AS before {_PERSONAL} IS NOT NULL GROUP BY risk_band HAVING count(*) >= 20) WHERE rate <= before",
    ),
    Measure(
        "Loans that ever defaulted, bands D and E against A",
        *at_least(1.3),
        "times",
        "ASSUMED: the band sees some of the risk",
        ratio(f"{_DEFAULTED} IN ('D', 'E')", f"{_DEFAULTED} = 'A'"),
    ),
    Measure(
        "Loans granted within five years of a default",
        *at_most(0),
        "",
        "ASSUMED: policy; five years are Lei 8.078/1990, art. 43",
        _granted_after(
            "new.start_date BETWEEN old.defaulted_on + INTERVAL 1 DAY AND old.defaulted_on + INTERVAL 5 YEAR"
        ),
    ),
    Measure(
        "Loans granted to who is past due",
        *at_most(0),
        "",
        "ASSUMED: policy",
        _granted_after(
            "old.loan_status <> 'Paid Off' AND old.days_past_due > 0 "
            "AND new.start_date > (SELECT as_of FROM bank) - CAST(old.days_past_due AS INTEGER)"
        ),
    ),
    Measure(
        "Defaulted loans of three years that were renegotiated or paid again",
        20,
        80,
        "%",
        "ASSUMED",
        "SELECT 100 * avg(CAST(loan_status <> 'Default' AS INTEGER)) FROM loans "
        "WHERE defaulted_on > (SELECT as_of FROM bank) - INTERVAL 3 YEAR",
    ),
    Measure(
        "Written-off loans of which something was recovered",
        5,
        40,
        "%",
        "ASSUMED",
        "SELECT 100 * avg(CAST(recovered_amount > 0 AS INTEGER)) FROM loans WHERE written_off_on IS NOT NULL",
    ),
)
