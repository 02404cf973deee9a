"""I7: texts are clean, and nothing stands in for a value that is missing.

Asked of texts without a declared pattern: what has one is S2's, and no pattern lets such things pass.
"""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.flags import true_of
from lastro.checks.rule_registry import Broken, each, every_column
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.columns import Column
from lastro.engine.rows.moments import day

BLANKS = r"^\s|\s$|\s\s"
UNSEEN = (
    r"[\x00-\x1f\x7f-\x{9f}\x{a0}\x{ad}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{2060}-\x{206f}\x{fe00}-\x{fe0f}\x{feff}]"
)
APART = r"[\x{300}-\x{36f}]"  # accents that follow their letter (Unicode NFD), where one sign has both (NFC)
# UTF-8 that was read as Latin-1 or Windows-1252 ("SÃ£o"), bytes that were no UTF-8, letters that a code page lacks,
# and what a web page writes for letters.
_SECOND = r"[\x{80}-\x{bf}\x{152}\x{153}\x{160}\x{161}\x{178}\x{17d}\x{17e}\x{192}\x{2c6}\x{2dc}\x{2013}-\x{2122}]"
ENCODING = rf"[ÃÂâ]{_SECOND}|\x{{fffd}}|\pL\?+\pL|&(?:[A-Za-z]+|#[0-9]+);"
STAND_IN = (
    r"(?i)^(?:n/?[ad]|#n/a|nan|null|nulo|none|nil|undefined|unknown|missing|vazio|"
    r"n[ãa]o informad[oa]|sem informa[çc][ãa]o|desconhecid[oa]|tbd|tba|xx+|test[e]?|[-.?*_]+)$"
)
EMPTY = "^$"
WORDS = {  # what is wrong, by the form that finds it
    "has blanks at an end, or two together": BLANKS,
    "has signs that nobody sees": UNSEEN,
    "has accents apart from their letters": APART,
    "has letters of a wrong encoding": ENCODING,
    "says only that there is none": STAND_IN,
    "is empty": EMPTY,
}
_ANY = "|".join(f"(?:{form})" for form in WORDS.values())
CAPITALS = {"customers": ("name", "address", "occupation"), "branches": ("branch_name", "address")}

# Days that databases, spreadsheets and forms have where they have none; nobody was born on one and is alive.
NO_DAY = [day(written) for written in ("1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31")]
NO_MOMENT = [0, -3 * 3600]  # Unix time 0, in UTC and in Brasília
ZEROS = {"customers": "monthly_income", "credit_cards": "credit_limit", "loans": "interest_rate"}


@every_column("I7")
def texts_are_clean(batch: Batch, column: Column) -> Broken:
    """Texts have no blanks too many, unseen signs, separate accents or letters of a wrong encoding; none is "N/A", or
    empty where it is not declared that it may be blank."""
    if column.type != "text" or column.pattern:
        return
    texts = batch.text(column.name)
    each_once = texts.unique()  # most texts of a bank repeat
    odd = each_once.filter(each_once.str.contains(_ANY).fill_null(False))
    for sentence, form in WORDS.items() if len(odd) else ():
        if form != EMPTY or not column.blank:
            wrong = odd.filter(odd.str.contains(form))
            yield column.name, f"{column.name} {sentence}", true_of(texts.is_in(wrong.implode()))


@each("I7", *CAPITALS, note=True)
def names_have_small_and_capital_letters(bank: Bank, batch: Batch) -> Broken:
    """Names, addresses and occupations are written in capital and small letters."""
    for name in CAPITALS[batch.dataset]:
        capital, small = (batch.text(name).str.contains(form) for form in (r"\p{Lu}", r"\p{Ll}"))
        yield name, f"{name} is all in capitals, or has none", (capital ^ small).to_numpy()


@every_column("I7")
def days_are_meant(batch: Batch, column: Column) -> Broken:
    """No date or moment is one that other programs write where there is none, such as 1900-01-01 or 9999-12-31."""
    if column.type == "date":
        yield column.name, f"{column.name} stands for no date", _one_of(batch[column.name], NO_DAY)
    if column.type == "moment":
        moments = batch[column.name]
        wrong = _one_of(moments, NO_MOMENT) | _one_of(batch.day(column.name), NO_DAY)
        yield column.name, f"{column.name} stands for no moment", wrong


def _one_of(times: Integers, never: list[int]) -> Flags:
    found = np.zeros(len(times), dtype=np.bool_)
    for each_never in never:
        found |= times == each_never
    return found


@each("I7", *ZEROS, note=True)
def amounts_are_not_nothing(bank: Bank, batch: Batch) -> Broken:
    """Nobody earns nothing, no card has a limit of nothing, and no loan is without interest."""
    yield ZEROS[batch.dataset], f"{ZEROS[batch.dataset]} is 0", batch[ZEROS[batch.dataset]] == 0
