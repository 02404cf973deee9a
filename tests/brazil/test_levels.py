"""Levels by month, against published figures, and what is assumed beyond them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generated import run_of
from lastro.brazil import calendar
from lastro.brazil.levels.credit_tax import Borrower, CreditTax, borrowers
from lastro.brazil.levels.delinquency import Delinquency
from lastro.brazil.levels.fees import Fees
from lastro.brazil.levels.income_tax import IncomeTax
from lastro.brazil.levels.instruments import Instruments
from lastro.brazil.levels.interest import Interest
from lastro.brazil.levels.minimum_terms import MinimumTerms
from lastro.brazil.levels.payroll_loans import PayrollLoans
from lastro.brazil.levels.pension_days import ThirteenthOfPensions, pay_day
from lastro.brazil.levels.prices import Prices
from lastro.brazil.levels.series import LAST_MONTH
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.engine.errors import BuildError
from lastro.engine.rows.moments import day
from wrong_rows import WrongRow, named, refused

RUN = run_of()
EVERY_MONTH = np.arange(2012 * 12, LAST_MONTH + 1)


def month(text: str) -> np.ndarray:
    """The number of a month such as 2026-10, as an array of one."""
    return np.array([int(text[:4]) * 12 + int(text[5:]) - 1])


def days(*texts: str) -> np.ndarray:
    return np.array([day(text) for text in texts])


# Prices and wages


@pytest.mark.parametrize(
    ("index", "year", "percent"),
    [
        ("ipca", 2015, 10.67), ("ipca", 2021, 10.06), ("ipca", 2022, 5.79), ("ipca", 2024, 4.83), ("ipca", 2025, 4.26),
        ("inpc", 2020, 5.45), ("inpc", 2021, 10.16), ("inpc", 2023, 3.71), ("inpc", 2025, 3.90),
        ("igpm", 2020, 23.14), ("igpm", 2021, 17.78), ("igpm", 2023, -3.18),
    ],
)  # fmt: skip
def test_a_years_inflation_is_the_published_one(index: str, year: int, percent: float) -> None:
    prices = getattr(Prices(RUN), index)
    found = (prices.between(month(f"{year - 1}-12"), month(f"{year}-12"))[0] - 1) * 100
    assert found == pytest.approx(percent, abs=0.03)  # the months are rounded to two decimals


def test_inflation_beyond_the_known_months_is_four_percent_a_year() -> None:
    for index in (Prices(RUN).ipca, Prices(RUN).inpc, Prices(RUN).igpm):
        assert index.between(month("2040-03"), month("2041-03"))[0] == pytest.approx(1.04, abs=0.0001)


def test_a_rent_moves_once_a_year_by_what_was_known_the_month_before() -> None:
    rents, year = Prices(RUN).rents, np.arange(2024 * 12, 2026 * 12)
    level = rents.at_anniversary(year, np.array(4))
    changed = np.flatnonzero(np.diff(level)) + 1
    assert (year[changed] % 12).tolist() == [4, 4]
    assert level[4] == rents.level(month("2024-04"))[0]


def test_wages_rise_in_their_base_month_by_the_inpc_and_the_years_real_rise() -> None:
    wages, months = Wages(RUN), np.arange(2021 * 12, 2027 * 12)
    for base_month in range(12):
        level = wages.level(months, np.array(base_month))
        assert set(months[np.flatnonzero(np.diff(level)) + 1] % 12) == {base_month}
    before, after = wages.level(month("2024-04"), np.array(4)), wages.level(month("2024-05"), np.array(4))
    assert after[0] / before[0] == pytest.approx(1.0323 * 1.0125, abs=0.0005)  # INPC to April 2024, Dieese's 1.25 %


def test_base_months_are_drawn_by_their_shares() -> None:
    drawn = Wages(RUN).base_month(RUN.draws("employers", np.arange(20_000, dtype=np.uint64)))
    shares = np.bincount(drawn, minlength=12) / len(drawn)
    assert shares.argmax() == 4
    assert shares[0] == pytest.approx(0.18, abs=0.01)


@pytest.mark.parametrize(("text", "reais"), [("2012-01", 622), ("2023-04", 1302), ("2023-05", 1320), ("2026-12", 1621)])
def test_the_minimum_wage_is_that_of_its_month(text: str, reais: int) -> None:
    assert Wages(RUN).minimum(month(text)).tolist() == [reais * 100]


def test_the_minimum_wage_rises_in_whole_reais_each_january_beyond() -> None:
    floor = Wages(RUN).minimum(np.arange(2026 * 12, 2040 * 12))
    assert (floor % 100 == 0).all()
    risen = np.flatnonzero(np.diff(floor)) + 1
    assert (risen % 12 == 0).all()
    assert len(risen) == 13
    assert 1.06 < (floor[12:] / floor[:-12]).min() <= (floor[12:] / floor[:-12]).max() < 1.07


# Interest


@pytest.mark.parametrize(
    ("text", "rate"),
    [("2021-03-17", 2.0), ("2021-03-18", 2.75), ("2025-12-31", 15.0), ("2026-10-31", 13.75), ("2017-12-31", 7.0)],
)
def test_selic_is_the_target_of_its_day(text: str, rate: float) -> None:
    assert Interest(RUN).selic(days(text)).tolist() == [rate]


def test_selic_is_cut_five_times_in_2026() -> None:
    target = Interest(RUN).selic(np.arange(day("2026-01-01"), day("2026-12-31")))
    assert (np.diff(target) < 0).sum() == 5
    assert (np.diff(target) <= 0).all()


@pytest.mark.parametrize(("text", "percent"), [("2021-01", 0.1159), ("2025-12", 0.6751), ("2026-06", 0.6718)])
def test_savings_earn_what_was_published(text: str, percent: float) -> None:
    assert Interest(RUN).savings(month(text)).tolist() == [percent]


def test_the_rule_of_savings_gives_back_what_was_published() -> None:
    interest, months = Interest(RUN), np.arange(2019 * 12, 2026 * 12)
    by_rule = interest._by_rule(months)
    close = np.abs(by_rule - interest.savings(months)) < 0.0002
    assert close.mean() > 0.85  # where the Copom met, the day on which a new target counts differs
    assert np.abs(by_rule - interest.savings(months)).max() < 0.08


def test_savings_beyond_the_known_months_earn_half_a_percent_and_the_tr() -> None:
    interest, later = Interest(RUN), month("2030-01")
    assert interest.savings(later)[0] == pytest.approx(0.5 + 1.005 * interest.tr(later)[0], abs=0.0001)
    assert 0.15 < interest.tr(later)[0] < 0.18


# INSS and income tax


@pytest.mark.parametrize(
    ("text", "wage", "due"),
    [
        ("2025-06", 1518_00, 113_85), ("2025-06", 3000_00, 253_41), ("2025-06", 5000_00, 509_60),
        ("2025-06", 20_000_00, 951_63), ("2026-01", 1621_00, 121_58), ("2026-01", 20_000_00, 988_09),
        ("2020-02", 2000_00, 180_00), ("2019-05", 10_000_00, 642_34), ("2020-03", 10_000_00, 713_10),
    ],
)  # fmt: skip
def test_contributions_are_those_of_the_published_tables(text: str, wage: int, due: int) -> None:
    """The most of 2025 (951.62 or .63) and of 2026 (988.09) stand in the Ministry's tables, as do the floors'."""
    assert SocialSecurity(RUN).contribution(np.array([wage]), month(text))[0] == pytest.approx(due, abs=1)


def test_the_ceiling_is_that_of_the_year_and_rises_beyond() -> None:
    found = SocialSecurity(RUN).ceiling(np.array([2025 * 12, 2025 * 12 + 11, 2026 * 12, 2027 * 12]))
    assert found.tolist() == [815741, 815741, 847555, 881457]


def test_benefits_above_the_floor_rise_in_january_by_the_readjustment() -> None:
    levels = SocialSecurity(RUN).benefits(np.arange(2021 * 12, 2027 * 12))
    risen = np.flatnonzero(np.diff(levels)) + 1
    assert risen.tolist() == [12, 24, 36, 48, 60]
    assert levels[60] / levels[59] == pytest.approx(1.0390)


def test_a_contribution_never_falls_with_the_wage_nor_exceeds_the_ceilings() -> None:
    insurance, wages = SocialSecurity(RUN), np.arange(0, 2_000_000, 997)
    for text in ("2019-06", "2020-02", "2024-01", "2026-01", "2045-07"):
        due = insurance.contribution(wages, np.repeat(month(text), len(wages)))
        assert (np.diff(due) >= 0).all()
        assert due[-1] == insurance.contribution(insurance.ceiling(month(text)), month(text))[0]


def net_of(text: str, gross: int, dependents: int = 0) -> int:
    contribution = SocialSecurity(RUN).contribution(np.array([gross]), month(text))
    return int(IncomeTax(RUN).withheld(np.array([gross]), contribution, month(text), dependents)[0])


@pytest.mark.parametrize(
    ("text", "gross", "tax"),
    [
        ("2026-01", 5000_00, 0), ("2025-12", 5000_00, 312_89), ("2026-01", 7350_00, 884_13),
        ("2021-06", 1900_00, 0), ("2021-06", 3000_00, 61_40), ("2026-01", 20_000_00, 4319_55),
    ],
)  # fmt: skip
def test_income_tax_is_that_of_the_table(text: str, gross: int, tax: int) -> None:
    assert net_of(text, gross) == pytest.approx(tax, abs=1)


def test_since_2026_nobody_pays_income_tax_up_to_five_thousand() -> None:
    gross = np.arange(1_000_00, 12_000_00, 10_00)
    months = np.repeat(month("2026-03"), len(gross))
    tax = IncomeTax(RUN).withheld(gross, SocialSecurity(RUN).contribution(gross, months), months)
    assert (tax[gross <= 5_000_00] == 0).all()
    assert (np.diff(tax) >= 0).all()
    before = np.repeat(month("2025-12"), len(gross))
    old = IncomeTax(RUN).withheld(gross, SocialSecurity(RUN).contribution(gross, before), before)
    assert (tax[gross > 7_350_00] > 0.98 * old[gross > 7_350_00]).all()


def test_dependents_and_the_age_of_pensioners_lower_the_tax() -> None:
    assert net_of("2025-12", 6000_00, 3) < net_of("2025-12", 6000_00)
    pension, nothing = np.array([4000_00]), np.array([0])
    aged, others = (
        IncomeTax(RUN).withheld(pension, nothing, month("2025-12"), aged=np.array([a])) for a in (True, False)
    )
    assert aged[0] < others[0]
    assert IncomeTax(RUN).withheld(np.array([2000_00]), nothing, month("2022-01"), aged=True)[0] == 0


# When benefits are paid


@pytest.mark.parametrize(
    ("text", "first_floor", "last_floor", "first_above", "last_above"),
    [  # printed calendars of the INSS
        ("2025-04", "2025-04-24", "2025-05-08", "2025-05-02", "2025-05-08"),
        ("2019-08", "2019-08-26", "2019-09-06", "2019-09-02", "2019-09-06"),
        ("2023-05", "2023-05-25", "2023-06-07", "2023-06-01", "2023-06-07"),
        ("2026-05", "2026-05-25", "2026-06-08", "2026-06-01", "2026-06-08"),
    ],
)
def test_benefits_are_paid_on_the_printed_days(
    text: str, first_floor: str, last_floor: str, first_above: str, last_above: str
) -> None:
    digits = np.array([1, 0, 1, 0, 6, 5])
    at_floor = np.array([True, True, False, False, True, False])
    found = pay_day(np.repeat(month(text), 6), digits, at_floor)
    assert found.tolist() == days(first_floor, last_floor, first_above, last_above, first_above, last_above).tolist()


def test_benefits_come_on_business_days_two_digits_a_day_above_the_floor() -> None:
    digits, months = np.tile(np.arange(10), 24), np.repeat(np.arange(2025 * 12, 2027 * 12), 10)
    above, floor = (pay_day(months, digits, np.full(240, low)) for low in (False, True))
    assert calendar.is_bank_business_day(np.append(above, floor)).all()
    assert all(len(set(above[months == one])) == 5 for one in np.unique(months))
    assert all(len(set(floor[months == one])) == 10 for one in np.unique(months))


@pytest.mark.parametrize(
    ("year", "halves"), [(2015, (8, 11)), (2019, (8, 11)), (2021, (5, 6)), (2025, (4, 5)), (2030, (4, 5))]
)
def test_the_halves_of_the_thirteenth_come_with_the_decreed_months(year: int, halves: tuple[int, int]) -> None:
    first, second = ThirteenthOfPensions(RUN).halves(np.array([year]))
    assert (first[0] - year * 12 + 1, second[0] - year * 12 + 1) == halves


# Instruments and fees


def test_pix_takes_over_the_payments_of_the_country() -> None:
    instruments = Instruments(RUN)
    pix = instruments.names.index("Pix")
    for text, share in (("2020-10", 0.0), ("2021-07", 0.16), ("2022-07", 0.29), ("2024-07", 0.46)):
        assert instruments.shares(month(text))[0, pix] == pytest.approx(share, abs=0.02), text
    shares = instruments.shares(np.arange(2021 * 12, 2030 * 12))
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares >= 0).all()
    assert 0.48 < shares[-1, pix] < 0.55
    assert np.diff(shares[:, pix]).min() > -0.04  # January after December


def test_fees_rise_with_the_years_and_an_unknown_one_is_refused() -> None:
    fees = Fees(RUN)
    for name in fees.names:
        amounts = fees.on(name, np.arange(day("2021-01-01"), day("2030-01-01"), 30))
        assert (np.diff(amounts) >= 0).all()
    assert fees.on("package_3", days("2020-01-01", "2023-12-31", "2025-01-02")).tolist() == [2650, 2975, 3295]
    with pytest.raises(BuildError, match=r"fees\.csv has no fee cheque"):
        fees.on("cheque", days("2025-01-01"))


@pytest.mark.parametrize(
    ("on", "lci", "lca"),
    [("2023-06-01", 3, 3), ("2024-02-02", 12, 9), ("2024-08-21", 12, 9), ("2024-08-22", 9, 9), ("2025-05-26", 6, 6)],
)
def test_lci_and_lca_are_held_for_what_the_day_of_purchase_asks(on: str, lci: int, lca: int) -> None:
    terms = MinimumTerms(RUN)
    assert [terms.months(name, days(on))[0] for name in ("LCI", "LCA")] == [lci, lca]


@pytest.mark.parametrize(
    ("on", "borrower", "daily", "additional"),
    [
        ("2019-06-01", Borrower.PEOPLE, 820, 38_000), ("2020-05-04", Borrower.PEOPLE, 0, 0),
        ("2020-12-01", Borrower.COMPANIES, 410, 38_000), ("2021-10-01", Borrower.PEOPLE, 1118, 38_000),
        ("2021-10-01", Borrower.SMALL_COMPANIES, 137, 38_000), ("2025-06-01", Borrower.COMPANIES, 820, 95_000),
        ("2026-10-31", Borrower.PEOPLE, 820, 38_000), ("2026-10-31", Borrower.SMALL_COMPANIES, 274, 38_000),
    ],
)  # fmt: skip
def test_credit_bears_the_tax_of_its_day(on: str, borrower: Borrower, daily: int, additional: int) -> None:
    found = CreditTax(RUN).rates(np.array([borrower]), days(on))
    assert [rate[0] for rate in found] == [daily, additional]


def test_small_debts_of_small_companies_bear_less() -> None:
    business, revenue = np.array([False, True, True, True]), np.array([1, 400_000_00, 400_000_01, 1])
    found = borrowers(business, revenue, np.array([1, 30_000_00, 1, 30_000_01]))
    assert found.tolist() == [Borrower.PEOPLE, Borrower.SMALL_COMPANIES, Borrower.COMPANIES, Borrower.COMPANIES]


def test_every_level_is_known_for_every_month_of_any_bank() -> None:
    months, first = EVERY_MONTH, calendar.first_day(EVERY_MONTH)
    interest, insurance, wages = Interest(RUN), SocialSecurity(RUN), Wages(RUN)
    for found in (
        Prices(RUN).ipca.level(months), Prices(RUN).inpc.level(months), Prices(RUN).igpm.level(months),
        wages.level(months, np.array(4)), wages.minimum(months), interest.selic(first), insurance.ceiling(months),
        insurance.benefits(months), interest.savings(months), Fees(RUN).on("ted", first),
    ):  # fmt: skip
        assert np.isfinite(found).all()
        assert (found > 0).all()


# Tables that are wrong

TABLES = {
    "inflation_by_month": Prices, "selic": Interest, "savings_rates": Interest, "wage_rises": Wages,
    "base_months": Wages, "social_security": SocialSecurity, "social_security_brackets": SocialSecurity,
    "income_tax_brackets": IncomeTax, "income_tax_reduction": IncomeTax, "pension_thirteenth": ThirteenthOfPensions,
    "payment_instruments": Instruments, "pix_by_month": Instruments, "fees": Fees, "payroll_loans": PayrollLoans,
    "delinquency": Delinquency,
    "investment_terms": MinimumTerms, "iof": CreditTax,
}  # fmt: skip
WRONG = [  # table, column, value in line 3, what is said
    ("inflation_by_month", "month", "2011-04", "month 2011-04 does not follow the line above"),
    ("inflation_by_month", "month", "2011-13", "month 2011-13 is none"),
    ("inflation_by_month", "ipca", "high", "ipca is no number: high"),
    ("inflation_by_month", "ipca_basis", "three", "ipca_basis three is no basis that README.md lists"),
    ("selic", "from", "2010-01-01", "from 2010-01-01 lies before the line above"),
    ("selic", "from", "tomorrow", "from is no day: tomorrow"),
    ("selic", "selic", "6.13", "selic 6.13 is no step of a quarter"),
    ("savings_rates", "savings", "", "savings is no number"),
    ("wage_rises", "year", "2030", "year 2030 does not follow the line above"),
    ("base_months", "month", "3", "month 3 does not follow the line above"),
    ("social_security", "ceiling", "6101", "ceiling is no amount"),
    ("social_security_brackets", "up_to", "10.00", "up_to 10.00 is below the line above"),
    ("income_tax_brackets", "deduction", "x", "deduction is no amount"),
    ("pension_thirteenth", "first_half", "7", "the halves are no two months of a year, one after the other"),
    ("payment_instruments", "instrument", "Boleto", "year and instrument stand in an earlier line as well"),
    ("payment_instruments", "transactions", "-5", "transactions are below zero: -5"),
    ("pix_by_month", "month", "2021-06", "month 2021-06 does not follow the line above"),
    ("fees", "from", "2020-01-01", "from 2020-01-01 lies before the line above"),
    ("fees", "amount", "14", "amount is no amount"),
    ("investment_terms", "months", "0", "no term: 0 months"),
    ("investment_terms", "from", "2010-01-01", "from 2010-01-01 lies before the line above"),
    ("iof", "borrower", "banks", "borrower banks is no borrower (people, companies, small companies)"),
    ("iof", "daily_pct", "-1", "daily_pct is no rate: -1"),
    ("delinquency", "month", "2019-05", "month 2019-05 does not follow the line above"),
    ("delinquency", "mortgage", "few", "mortgage is no number: few"),
    ("payroll_loans", "monthly_pct", "0", "no rate of a month: 0.0"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=named(WRONG))
def test_a_wrong_row_is_refused_by_file_and_line(tmp_path: Path, wrong: WrongRow) -> None:
    refused(tmp_path, wrong, TABLES[wrong[0]])
