"""P1: what postings look like, from a table of what there is."""

from __future__ import annotations

from itertools import product

from .reading import Record
from .report import Report

# category | direction type instrument channels, `named` where the other side has a name, `either` where some have;
# * for what is bought and paid
TABLE = """
Salary | Credit Deposit Direct_Credit System named
Salary | Credit Transfer Direct_Credit System named
Severance | Credit Transfer Direct_Credit System named
Payroll | Debit Transfer Direct_Credit System named
Payroll | Debit Payment Pix Mobile,Web,Branch,POS,System named
Payroll | Debit Payment TED Mobile,Web,Branch,System named
Payroll | Debit Payment Boleto Mobile,Web,Branch,System named
Payroll | Debit Payment Direct_Debit System named
Pension | Credit Deposit Direct_Credit System either
Severance | Credit Deposit Direct_Credit System named
Benefit | Credit Deposit Direct_Credit System
Refund | Credit Deposit Pix,Debit_Card System named
Refund | Credit Transfer Pix System named
Refund | Debit Transfer Pix System named
Refund | Credit Deposit Direct_Credit System either
Refund | Debit Payment Card_Settlement,Direct_Debit System
Sales | Credit Deposit Pix System named
Sales | Credit Deposit Boleto System named
Sales | Credit Deposit Card_Settlement System
Cash | Credit Deposit Cash ATM,Branch
Cash | Debit Withdrawal Cash ATM,Branch
Transfer | Credit Transfer Pix,TED,Book_Transfer Mobile,Web,Branch named
Transfer | Debit Transfer Pix,TED,Book_Transfer Mobile,Web,Branch named
Transfer | Debit Payment Pix Mobile,Web,Branch named
Transfer | Credit Transfer Pix System named
Transfer | Debit Transfer Pix System named
Own Transfer | Credit Transfer Pix,TED,Book_Transfer Mobile,Web,Branch named
Own Transfer | Debit Transfer Pix,TED,Book_Transfer Mobile,Web,Branch named
Own Transfer | Credit Transfer Pix System named
Own Transfer | Debit Transfer Pix,TED,Book_Transfer System named
Housing | Debit Transfer Pix,TED Mobile,Web,Branch,System named
Housing | Debit Payment Pix Mobile,Web,Branch,POS,System named
Housing | Debit Payment Boleto Mobile,Web,Branch,System named
Housing | Debit Payment Debit_Card POS named
Housing | Debit Payment Direct_Debit System named
Online Shopping,Travel | Debit Payment Pix,Boleto Mobile,Web,Branch named
Online Shopping,Travel | Debit Payment Pix,Debit_Card POS,Mobile,Web,Branch named
Online Shopping,Travel | Debit Payment Direct_Debit System named
Card Bill | Debit Payment Direct_Debit System
Card Bill | Debit Payment Boleto Mobile,Web,Branch,System
Loan | Credit Deposit Direct_Credit System
Loan | Debit Payment Direct_Debit System
Investment | Credit Deposit Book_Transfer Mobile,Web,Branch,System
Investment | Debit Payment Book_Transfer Mobile,Web,Branch,System
Fee | Debit Payment Direct_Debit System
Interest | Debit Payment Direct_Debit System
Interest | Credit Deposit Direct_Credit System
IOF | Debit Payment Direct_Debit System
Adjustment | Credit Deposit Book_Transfer System
Adjustment | Debit Withdrawal Book_Transfer System
* | Debit Payment Pix Mobile,Web,Branch,POS,System named
* | Debit Payment Boleto Mobile,Web,Branch,System named
* | Debit Payment Debit_Card POS named
* | Debit Payment Direct_Debit System named
"""
Kind = tuple[str, ...]


def _kinds() -> dict[Kind, str]:
    """Category, direction, type, instrument and channel of all there is, and whether the other side is named."""
    found = {}
    for line in TABLE.strip().splitlines():
        categories, _, rest = line.partition(" | ")
        direction, kind, instruments, channels, *named = rest.split(" ")
        for category, instrument in product(categories.split(","), instruments.split(",")):
            for channel in channels.split(","):
                found[category, direction, kind, instrument.replace("_", " "), channel] = named[0] if named else ""
    return found


KINDS = _kinds()
SPECIAL = {category for category, *_ in KINDS}


class Kinds:
    """Checks the postings, one after another."""

    def __init__(self, report: Report) -> None:
        self.report, self.seen = report, 0

    def see(self, posting: Record) -> None:
        """Check one posting."""
        self.seen += 1
        category = posting["category"] if posting["category"] in SPECIAL else "*"
        columns = ("direction", "transaction_type", "payment_method", "channel")
        named = KINDS.get((category, *(posting[column] for column in columns)))
        if named is None:
            self._blame(posting, f"there is no {posting['category']} like it")
        elif named != "either" and (named == "named") is not (posting["counterparty_name"] is not None):
            self._blame(posting, f"its other side is {posting['counterparty_name']!r}")
        if (posting["channel"] == "System") is not (posting["city"] is None):
            self._blame(posting, f"made by {posting['channel']} in {posting['city']!r}")

    def finish(self) -> None:
        """Report how many postings were seen."""
        self.report.checked["P1"] += self.seen

    def _blame(self, posting: Record, sentence: str) -> None:
        self.report.blame("P1", "transactions", posting["transaction_id"], sentence)
