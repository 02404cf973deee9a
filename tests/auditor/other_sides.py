"""P3: documents and banks of who is on the other side of postings."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from .bank import Bank
from .documents import CNPJ, cnpj_digits, digits_problem
from .reading import Record

BANKS = Path(__file__).resolve().parents[2] / "data" / "reference" / "banks.csv"
MASKED = re.compile(r"\*{3}\.\d{3}\.\d{3}-\*{2}")
SIGNS = re.compile(r"[./-]")


@cache
def listed() -> frozenset[str]:
    """The banks of the Central Bank's list."""
    with BANKS.open(encoding="utf-8", newline="") as stream:
        return frozenset(row["ispb"] for row in csv.DictReader(stream))


class OtherSides:
    """Checks the postings, one after another."""

    def __init__(self, bank: Bank) -> None:
        self.report, self.documents, self.seen = bank.report, bank.documents, 0
        self.problems: dict[str, str | None] = {}  # of documents that were met before

    def see(self, posting: Record) -> None:
        """Check one posting."""
        self.seen += 1
        document, ispb = posting["counterparty_document"], posting["counterparty_bank"]
        if (document is None) is not (ispb is None):
            self._blame(posting, f"the other side has document {document} and bank {ispb}")
        if document is not None:
            if document not in self.problems:
                self.problems[document] = self._problem(document)
            if self.problems[document]:
                self._blame(posting, f"{document}: {self.problems[document]}")
        if ispb is not None and (ispb in listed()) is (posting["counterparty_account_id"] is not None):
            self._blame(posting, f"bank {ispb} of {posting['counterparty_account_id'] or 'an account elsewhere'}")

    def _problem(self, document: str) -> str | None:
        if MASKED.fullmatch(document):
            return None
        if not CNPJ.fullmatch(document):
            return "neither a masked CPF nor a CNPJ"
        bare = SIGNS.sub("", document)
        return digits_problem(bare[12:], cnpj_digits(bare[:12]), self.documents)

    def finish(self) -> None:
        """Report how many postings were seen."""
        self.report.checked["P3"] += self.seen

    def _blame(self, posting: Record, sentence: str) -> None:
        self.report.blame("P3", "transactions", posting["transaction_id"], sentence)
