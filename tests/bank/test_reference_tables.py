"""Reference tables: a row that cannot be right is refused when the table is read, by file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generated import REFERENCE
from lastro.bank.relations.merchants import merchants
from lastro.bank.statement.context import Phrases
from lastro.brazil.addresses import Addresses
from lastro.brazil.companies import business_lines, legal_forms
from lastro.brazil.economy import MinimumWage, Selic
from lastro.brazil.levels.simples import Simples
from lastro.brazil.people import Names, first_names
from lastro.brazil.sectors import sectors
from lastro.brazil.surnames import Surnames
from lastro.brazil.work import occupations
from lastro.engine.errors import BadInput
from lastro.engine.rows.run import Run
from wrong_rows import WrongRow, named, refused

READERS: dict[str, Callable[[Run], object]] = {
    "merchants": merchants, "occupations": occupations, "banks": Phrases, "first_names": first_names,
    "second_names": Names, "surnames": Surnames, "streets": Addresses, "neighbourhoods": Addresses,
    "sectors": sectors, "simples": Simples,
    "business_lines": business_lines, "legal_forms": legal_forms, "minimum_wage": MinimumWage,
    "macro_by_year": Selic,
}  # fmt: skip
WRONG = [  # table, column, value in line 3, what is said
    ("merchants", "category", "Groceries X", "category Groceries X is no category of purchases (Groceries, "),
    ("merchants", "weight", "many", "weight is no number: many"),
    ("merchants", "word", "", "word is empty"),
    ("occupations", "source", "wage", "source wage is no source of income (salary, "),
    ("occupations", "median_income", "-5", "median_income is negative: -5"),
    ("occupations", "most_income", "90", "most_income 90 is below median_income 2150"),
    ("occupations", "min_age", "70", "min_age 70 is above max_age 64"),
    ("occupations", "women_pct", "166", "women_pct is above 100: 166"),
    ("occupations", "male", "Vendedor", "male stand in an earlier line as well"),
    ("occupations", "female", " Auxiliar", "female has blanks around it: ' Auxiliar'"),
    ("banks", "ispb", "00000000", "ispb stand in an earlier line as well"),
    ("banks", "ispb", "1234", "1234 is no ISPB of eight digits"),
    ("first_names", "sex", "X", "sex X is no sex (F, M)"),
    ("first_names", "born_1950s", "", "born_1950s is empty"),
    ("second_names", "name", "Marya", "Marya is no name of first_names.csv"),
    ("second_names", "name", "", "it belongs to a name or to a sex"),
    ("surnames", "particle", "von", "von is no particle of a name"),
    ("surnames", "basis", "guess", "basis guess is no basis (census, assumed)"),
    ("streets", "weight", "nan", "weight is negative: nan"),
    ("neighbourhoods", "city", "Gotham", "there is no Gotham in None"),
    ("business_lines", "mei", "yes", "mei yes is no yes or no (1, 0)"),
    ("sectors", "goods_pct", "95", "costs come to 113 % of sales"),
    ("sectors", "card_pct", "50", "Pix, boleto and card come to 82 %"),
    ("sectors", "annex", "IV", "annex IV is no annex of the Simples (I, II, III)"),
    ("simples", "annex", "X", "annex X is no annex of the Simples (I, II, III)"),
    ("legal_forms", "weight", "", "weight is empty"),
    ("minimum_wage", "from", "2011-01-01", "from 2011-01-01 lies before the line above"),
    ("minimum_wage", "minimum_wage", "622", "minimum_wage is no amount"),
    ("macro_by_year", "year", "2014", "year 2014 does not follow the line above"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=named(WRONG))
def test_a_wrong_row_is_refused_by_file_and_line(tmp_path: Path, wrong: WrongRow) -> None:
    refused(tmp_path, wrong, READERS[wrong[0]])


def test_a_category_without_merchants_is_refused(tmp_path: Path) -> None:
    lines = REFERENCE["merchants"].read_text(encoding="utf-8").splitlines()
    (tmp_path / "t.csv").write_text("\n".join(line for line in lines if "Fuel" not in line), encoding="utf-8")
    with pytest.raises(BadInput, match=r"^data/reference/merchants\.csv: no merchant of Fuel$"):
        merchants(Run("transactions", {}, {"merchants": tmp_path / "t.csv"}))
