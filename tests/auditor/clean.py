"""I7 and T1: texts are clean, nothing stands in for a missing value, and no date lies after as_of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .columns import KEYS, KINDS, MAY_LIE_AHEAD
from .reading import Record
from .report import Report

FREE_TEXTS = {  # those that are of no fixed form
    "customers": ("name", "email", "address", "occupation", "city"),
    "branches": ("branch_name", "address", "city"),
    "transactions": ("description", "city", "counterparty_name"),
    "compliance": ("comments",),
    "digital_activity": ("city",),
    "card_transactions": ("merchant_name", "city"),
}
NAMES = {"customers": ("name", "address", "occupation"), "branches": ("branch_name", "address")}
NONE = {
    "n/a", "na", "n/d", "nd", "#n/a", "nan", "null", "nulo", "none", "nil", "undefined", "unknown", "missing", "vazio",
    "tbd", "tba", "tes", "test", "teste", "xx", "xxx", "desconhecido", "desconhecida", "não informado", "nao informado",
    "não informada", "nao informada", "sem informação", "sem informacao",
}  # fmt: skip
NO_DAYS = {"1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31"}
NO_MOMENTS = {"1970-01-01T00:00:00", "1969-12-31T21:00:00"}
ENTITY = re.compile(r"&(\w+|#\d+);")
QUESTION = re.compile(r"\w\?+\w")
ZEROS = {"customers": "monthly_income", "credit_cards": "credit_limit", "loans": "interest_rate"}


@lru_cache(maxsize=1 << 16)
def unclean(text: str) -> str | None:
    """What is wrong with a text."""
    if text.strip().lower() in NONE or (text and not any(letter.isalnum() for letter in text)):
        return "says only that there is none"
    if text != " ".join(text.split(" ")).strip() or "  " in text:
        return "has stray blanks"
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") or letter in "\xa0\u2003\u2009" for letter in text):
        return "has signs that nobody sees"
    if unicodedata.normalize("NFC", text) != text:
        return "has accents apart from their letters"
    if "\ufffd" in text or ENTITY.search(text) or QUESTION.search(text) or _misread(text):
        return "has letters of a wrong encoding"
    return None


def _misread(text: str) -> bool:
    """Whether it becomes a text in UTF-8 when it is written as its bytes were once read."""
    if text.isascii():
        return False
    for encoding in ("latin-1", "cp1252"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


class Clean:
    """Checks the records of one dataset, one after another."""

    def __init__(self, report: Report, dataset: str, end: str) -> None:
        self.report, self.dataset, self.end, self.seen = report, dataset, end, 0
        self.texts, self.names = FREE_TEXTS.get(dataset, ()), NAMES.get(dataset, ())
        times = [(name, kind) for name, (kind, _) in KINDS[dataset].items() if kind in ("date", "moment")]
        self.times = [(name, (dataset, name) in MAY_LIE_AHEAD) for name, _ in times]
        self.known: dict[str, str | None] = {}

    def see(self, record: Record) -> None:
        """Check one record."""
        self.seen += 1
        for name in self.texts:
            if record[name]:
                self._text(record, name)
            elif record[name] == "" and name != "comments":
                self._blame(record, f"{name} is empty")
        for name in self.names:
            if record[name] and (record[name].isupper() or record[name].islower()):
                self._blame(record, f"{name} is all in capitals, or has none", note=True)
        for name, ahead in self.times:
            self._time(record, name, ahead)
        if self.dataset in ZEROS and record[ZEROS[self.dataset]] == 0:
            self._blame(record, f"{ZEROS[self.dataset]} is 0", note=True)

    def finish(self) -> None:
        """Report how many records were seen."""
        self.report.checked["I7"] += self.seen

    def _text(self, record: Record, name: str) -> None:
        text = record[name]
        if text not in self.known:
            self.known[text] = unclean(text)
        if problem := self.known[text]:
            self._blame(record, f"{name} {text!r} {problem}")

    def _time(self, record: Record, name: str, ahead: bool) -> None:
        time = record[name]
        if time is None:
            return
        if time[:10] in NO_DAYS or time in NO_MOMENTS:
            self._blame(record, f"{name} {time} stands for none")
        if not ahead and time > self.end:
            self.report.blame("T1", self.dataset, record[KEYS[self.dataset]], f"{name} {time} lies after {self.end}")

    def _blame(self, record: Record, sentence: str, note: bool = False) -> None:
        self.report.blame("I7", self.dataset, record[KEYS[self.dataset]], sentence, note)
