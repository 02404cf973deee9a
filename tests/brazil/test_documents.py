"""Documents, against independent validators."""

import re

import numpy as np
import pytest
from stdnum import luhn
from stdnum.br import cnpj as stdnum_cnpj
from stdnum.br import cpf as stdnum_cpf
from validate_docbr import CNPJ, CPF

from lastro.brazil import documents

OWNERS = np.arange(3000, dtype=np.uint64)
REGIONS = (OWNERS % np.uint64(10)).astype(np.int64)
ALL_LETTERED, NONE_LETTERED = np.ones(3000, dtype=np.bool_), np.zeros(3000, dtype=np.bool_)
NO_PUNCTUATION = str.maketrans("", "", ".-/")


def cnpjs(lettered: np.ndarray, valid: bool = True) -> list[str]:
    """CNPJs of all owners."""
    return documents.cnpj(documents.cnpj_roots(1, OWNERS, lettered), valid).to_list()


def test_every_cpf_is_valid_to_two_validators() -> None:
    for text in documents.cpf(1, OWNERS, REGIONS):
        assert CPF().validate(text)
        assert stdnum_cpf.is_valid(text)


def test_the_ninth_digit_of_a_cpf_is_its_fiscal_region() -> None:
    assert [int(text[10]) for text in documents.cpf(1, OWNERS, REGIONS)] == REGIONS.tolist()


def test_digits_repeat_in_nearly_all_cpfs() -> None:
    distinct = sum(len(set(text.translate(NO_PUNCTUATION)[:9])) == 9 for text in documents.cpf(1, OWNERS, REGIONS))
    assert distinct / len(OWNERS) < 0.01  # by chance: 0.36 %


@pytest.mark.parametrize("lettered", [ALL_LETTERED, NONE_LETTERED])
def test_every_cnpj_is_valid_to_two_validators(lettered: np.ndarray) -> None:
    for text in cnpjs(lettered):
        assert CNPJ().validate(text)
        assert stdnum_cnpj.is_valid(text)


def test_letters_stand_in_every_lettered_cnpj_and_in_no_other() -> None:
    assert all(re.search("[A-Z]", text) for text in cnpjs(ALL_LETTERED))
    assert not any(re.search("[A-Z]", text) for text in cnpjs(NONE_LETTERED))
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") <= set("".join(cnpjs(ALL_LETTERED)))


def test_cnpjs_are_head_offices() -> None:
    assert {text[11:15] for text in cnpjs(ALL_LETTERED)} == {"0001"}


def test_a_letter_never_makes_two_cnpjs_equal() -> None:
    some = np.arange(3000) % 3 == 0
    assert len(set(cnpjs(some)) | set(cnpjs(NONE_LETTERED))) == 3000 + 1000


def test_wrong_documents_are_wrong_to_two_validators_and_else_the_same() -> None:
    right, wrong = (documents.cpf(1, OWNERS, REGIONS, valid) for valid in (True, False))
    for good, bad in zip(right, wrong, strict=True):
        assert good[:12] == bad[:12]
        assert good[12] != bad[12]
        assert good[13] != bad[13]
        assert not CPF().validate(bad)
        assert not stdnum_cpf.is_valid(bad)
    for good, bad in zip(cnpjs(ALL_LETTERED), cnpjs(ALL_LETTERED, valid=False), strict=True):
        assert good[:16] == bad[:16]
        assert not CNPJ().validate(bad)
        assert not stdnum_cnpj.is_valid(bad)


def test_a_wrong_second_digit_is_wrong_after_the_wrong_first_one_too() -> None:
    for text in documents.cpf(1, OWNERS, REGIONS, valid=False):
        stated = [int(digit) for digit in text.translate(NO_PUNCTUATION)]
        remainder = sum(w * d for w, d in zip(range(11, 1, -1), stated[:10], strict=True)) % 11
        assert stated[10] != (0 if remainder < 2 else 11 - remainder)


def test_cpfs_and_cnpjs_stay_unique_at_ten_million_customers() -> None:
    seen = np.zeros(documents.SPACE, dtype=np.bool_)
    for start in range(0, 10_000_000, 1_000_000):
        owners = np.arange(start, start + 1_000_000, dtype=np.uint64)
        seen[documents.unique_number(1, "cpf", owners, documents.SPACE)] = True
    assert seen.sum() == 10_000_000


def test_card_numbers_pass_luhn_or_fail_it_as_asked() -> None:
    digits = documents.digits_of(OWNERS * np.uint64(123_456_789), 15)
    assert all(luhn.is_valid(text) for text in documents.card_numbers(digits))
    assert not any(luhn.is_valid(text) for text in documents.card_numbers(digits, valid=False))


def test_the_account_check_digit_follows_its_rule() -> None:
    # 1*8 + 2*7 + 3*6 + 4*5 + 5*4 + 6*3 + 7*2 = 112, 112 mod 11 = 2, 11 - 2 = 9
    assert documents.account_numbers(np.array([1_234_567])).to_list() == ["1234567-9"]
    assert documents.account_numbers(np.array([0])).to_list() == ["0000000-0"]


def test_numbers_are_written_as_brazilians_write_them() -> None:
    assert documents.postal_codes(np.array([1_310_100])).to_list() == ["01310-100"]
    assert documents.four_digits(np.array([42])).to_list() == ["0042"]
    assert documents.phone_numbers(np.array([11]), np.array([961_234_567]), 9).to_list() == ["+55 11 96123-4567"]
    assert documents.phone_numbers(np.array([11]), np.array([31_234_567]), 8).to_list() == ["+55 11 3123-4567"]


def test_no_documents_are_no_trouble() -> None:
    none = OWNERS[:0]
    assert documents.cpf(1, none, REGIONS[:0]).to_list() == []
    assert documents.cnpj(documents.cnpj_roots(1, none, ALL_LETTERED[:0])).to_list() == []


def test_account_numbers_of_eight_digits_have_a_check_digit_by_the_same_rule() -> None:
    assert documents.account_numbers(np.array([12_345_678]), 8).to_list() == ["12345678-9"]
