"""Posting kinds: every source and detail has one, and nothing else is described."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from builds import ROOT
from lastro.bank.choices import Direction, TransactionType
from lastro.bank.ledger.posting_kinds import POSTING_KINDS, PostingKind, kinds_of, positions_of
from lastro.bank.ledger.postings import Postings, postings
from lastro.bank.ledger.sources import BillKind, BillPayment, Everyday, Sale, Source, bill_detail, bill_kind
from lastro.engine.errors import BuildError

SOURCES = "generators/lastro/bank/ledger/sources.py"


def posted(source: Source, detail: int = 0, amount: int = -1_00) -> Postings:
    one = np.zeros(1, dtype=np.int64)
    return postings(source, one, one, one + amount, one.astype(np.uint64), detail=detail)


def kind(source: Source, detail: int = 0, amount: int = -1_00) -> PostingKind:
    return POSTING_KINDS[int(kinds_of(posted(source, detail, amount))[0])]


def load_with(tmp_path: Path, old: str, new: str) -> str:
    """What loading the table says in a copy of the library with a change in the sources."""
    shutil.copytree(ROOT / "generators", tmp_path / "generators", ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / SOURCES
    text = module.read_text(encoding="utf-8")
    assert old in text
    module.write_text(text.replace(old, new), encoding="utf-8")
    asked = [sys.executable, "-c", "import lastro.bank.ledger.posting_kinds"]
    done = subprocess.run(asked, cwd=tmp_path / "generators", capture_output=True, text=True)
    return done.stderr.strip().split("\n")[-1] if done.returncode else ""


def test_a_source_without_a_kind_is_refused_by_name(tmp_path: Path) -> None:
    said = load_with(tmp_path, "    TOP_UP = 60\n", "    TOP_UP = 60\n    GIFT = 62\n")
    assert said.endswith("POSTING_KINDS lacks ['Source.GIFT'], and has unknown or double nothing")


def test_a_detail_without_a_kind_is_refused_by_name(tmp_path: Path) -> None:
    said = load_with(tmp_path, "    TED_IN = 8\n", "    TED_IN = 8\n    CHEQUE = 10\n")
    assert "lacks ['Source.EVERYDAY with detail <Everyday.CHEQUE: 10>']" in said


def test_a_bill_of_a_new_kind_has_posting_kinds_but_no_amounts(tmp_path: Path) -> None:
    new = '    BUSINESS_TAX = "business tax", Category.TAXES\n    GAS = "gas", Category.UTILITIES\n'
    assert load_with(tmp_path, '    BUSINESS_TAX = "business tax", Category.TAXES\n', new) == ""
    asked = [sys.executable, "-c", "import lastro.bank.ledger.bills"]
    done = subprocess.run(asked, cwd=tmp_path / "generators", capture_output=True, text=True)
    assert "BillKind: values missing for ['GAS']" in done.stderr


def test_two_sources_cannot_share_a_number(tmp_path: Path) -> None:
    assert "GIFT -> TOP_UP" in load_with(tmp_path, "    TOP_UP = 60\n", "    TOP_UP = 60\n    GIFT = 60\n")


def test_a_source_fits_into_six_bits(tmp_path: Path) -> None:
    assert "64 does not fit" in load_with(tmp_path, "    TOP_UP = 60\n", "    TOP_UP = 60\n    GIFT = 64\n")


def test_a_kind_that_stands_twice_is_refused() -> None:
    with pytest.raises(BuildError, match="unknown or double"):
        positions_of([*POSTING_KINDS, POSTING_KINDS[0]])


@pytest.mark.parametrize("detail", [10, 63, 64, 1_000, -1])
def test_a_posting_of_no_kind_is_named_not_described_as_another(detail: int) -> None:
    with pytest.raises(BuildError, match=rf"EVERYDAY.*{detail}"):
        kinds_of(posted(Source.EVERYDAY, detail))


def test_every_kind_is_found_by_its_source_and_detail() -> None:
    for each in POSTING_KINDS:
        amount = 1_00 if each.detail is Direction.CREDIT else -1_00
        assert kind(each.source, each.detail, amount) is each


def test_interest_and_adjustments_show_by_their_sign_what_they_are() -> None:
    assert kind(Source.INTEREST, amount=5).credit == "Rendimento da poupança"
    assert kind(Source.INTEREST, amount=-5).debit == "Juros do cheque especial"
    assert kind(Source.ADJUSTMENT, amount=5).transaction_type is TransactionType.DEPOSIT
    assert kind(Source.ADJUSTMENT, amount=-5).transaction_type is TransactionType.WITHDRAWAL


def test_the_detail_of_a_payroll_is_an_employee_and_no_kind() -> None:
    assert kind(Source.PAYROLL, 13) is kind(Source.PAYROLL, 0)


def test_details_are_told_apart() -> None:
    assert kind(Source.REVENUE, Sale.BOLETO).credit == "Boleto recebido"
    assert kind(Source.EVERYDAY, Everyday.CASH_OUT).debit == "Saque em dinheiro"


def test_a_bill_knows_its_kind_and_how_it_is_paid() -> None:
    detail = bill_detail(BillKind.RENT, BillPayment.PIX)
    assert kind(Source.BILL, detail).debit == "Pix enviado"
    assert bill_kind(np.array([detail]))[0] == BillKind.RENT


def test_every_channel_share_adds_up() -> None:
    assert {sum(shares) for each in POSTING_KINDS for shares in each.channels} == {100}
