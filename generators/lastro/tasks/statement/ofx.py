"""OFX: a month of one account as Brazilian banks give it to their customers, for finance programs to import.

Open Financial Exchange 1.0.2, the version of the banks (Itaú, Bradesco, Banco do Brasil, Nubank): SGML in Windows-1252,
times with [-3:BRT], the bank's COMPE code as BANKID, the description as MEMO.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from lastro.bank.choices import AccountType, Direction
from lastro.bank.statement.pix import LASTRO_COMPE
from lastro.tasks.statement.month import Month
from lastro.tasks.statement.search import Record
from lastro.tasks.statement.words import shortened

_HEADER = {
    "OFXHEADER": "100",
    "DATA": "OFXSGML",
    "VERSION": "102",
    "SECURITY": "NONE",
    "ENCODING": "USASCII",  # with CHARSET 1252: Windows-1252
    "CHARSET": "1252",
    "COMPRESSION": "NONE",
    "OLDFILEUID": "NONE",
    "NEWFILEUID": "NONE",
}
_TYPES = {
    AccountType.CHECKING.text: "CHECKING",
    AccountType.BUSINESS.text: "CHECKING",
    AccountType.SAVINGS.text: "SAVINGS",
    AccountType.INVESTMENT.text: "MONEYMRKT",
}
_MEMO = 255  # characters, by the standard
Tags = Iterator[str]


def ofx(account: Record, branch: Record, month: Month, as_of: date) -> bytes:
    """The file: an account's postings of a month, and its balance at the month's end."""
    end = min(f"{month.name}-{monthrange(*map(int, month.name.split('-')))[1]}", as_of.isoformat())
    body = _element("OFX", _signon(as_of), _statement(account, branch, month, f"{end}T23:59:59"))
    lines = [*(f"{name}:{value}" for name, value in _HEADER.items()), "", *body, ""]
    return "\r\n".join(lines).encode("cp1252", "replace")


def _signon(as_of: date) -> Tags:
    institution = _element("FI", _value("ORG", "Banco Lastro S.A."), _value("FID", LASTRO_COMPE))
    server = _value("DTSERVER", _moment(f"{as_of}T23:59:59"))
    return _element("SIGNONMSGSRSV1", _element("SONRS", _success(), server, _value("LANGUAGE", "POR"), institution))


def _statement(account: Record, branch: Record, month: Month, end: str) -> Tags:
    postings = [tag for posting in month.postings for tag in _posting(posting)]
    dates = [*_value("DTSTART", _moment(f"{month.name}-01T00:00:00")), *_value("DTEND", _moment(end))]
    balance = _element("LEDGERBAL", _value("BALAMT", f"{month.ends_with:.2f}"), _value("DTASOF", _moment(end)))
    response = _element(
        "STMTRS",
        _value("CURDEF", account["currency"]),
        _account(account, branch),
        _element("BANKTRANLIST", iter(dates), iter(postings)),
        balance,
    )
    return _element("BANKMSGSRSV1", _element("STMTTRNRS", _value("TRNUID", "1"), _success(), response))


def _account(account: Record, branch: Record) -> Tags:
    return _element(
        "BANKACCTFROM",
        _value("BANKID", f"0{LASTRO_COMPE}"),
        _value("BRANCHID", branch["branch_code"]),
        _value("ACCTID", account["account_number"]),
        _value("ACCTTYPE", _TYPES[account["account_type"]]),
    )


def _posting(posting: Record) -> Tags:
    credit = posting["direction"] == Direction.CREDIT.text
    return _element(
        "STMTTRN",
        _value("TRNTYPE", "CREDIT" if credit else "DEBIT"),
        _value("DTPOSTED", _moment(posting["transaction_date"])),
        _value("TRNAMT", f"{'' if credit else '-'}{posting['amount']:.2f}"),
        _value("FITID", posting["transaction_id"]),
        _value("MEMO", shortened(posting["description"], _MEMO)),
    )


def _success() -> Tags:
    return _element("STATUS", _value("CODE", "0"), _value("SEVERITY", "INFO"))


def _moment(iso: str) -> str:
    """A moment of Brasília time, which has had no summer time since 2019."""
    return f"{iso[:19].translate(str.maketrans('', '', '-: T'))}[-3:BRT]"


def _element(name: str, *parts: Tags) -> Tags:
    yield f"<{name}>"
    for part in parts:
        yield from part
    yield f"</{name}>"


def _value(name: str, value: str) -> Tags:
    yield f"<{name}>{value.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}"
