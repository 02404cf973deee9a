"""Check finds what the auditor finds, by other means: both are held against the same broken banks."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from auditor import audit_records
from auditor.audit import audit_from
from auditor.mutations import Mutation
from auditor.reading import Record
from lastro.checks import spill
from lastro.checks.result.check_result import CheckResult, Promise
from lastro.checks.rule_registry import checks
from lastro.checks.rule_table import RULES
from lastro.checks.rules import files
from lastro.checks.run import check
from mutated_bank import AS_OF, HISTORY_START, SmallBank, by_name, checked, groups, rewrite, small_bank
from offenders import found_in, promise_of, stands_there

CHECKED = [code for code, rule in RULES.items() if not rule.compares and not rule.of_truth]
# Where check says more than the auditor: a column's declared pattern is broken as well as the rule.
MORE = {
    "a phone number of eight nines": "S2",
}
# Where check says something else: the declaration allows no null here, and the record goes no further.
INSTEAD = {"a city without its state": "S2"}

ALONE = {
    "S1": "A column lost of a record that no other refers to", "S2": "a tenth of a cent", "S3": "a negative income",
    "I1": "The same key twice", "I2": "a wrong check digit of a CNPJ", "I6": "a city that does not exist",
    "I3": "A CEP of another city of the state", "I4": "an e-mail without an @", "I5": "a digit of a card",
    "I7": "a tab in an address", "T1": "joined at seventeen",
    "T2": "ends a day later", "T3": "A salary on a day on which banks are closed",
    "M1": "a changed cent of amount", "M2": "a changed cent of balance", "M3": "A balance a cent below the limit",
    "M4": "An account that pays itself", "M5": "a cent more owed", "M6": "Expired before its time",
    "M7": "half the income tax", "M8": "a cent more to come",
    "M9": "a refund of what nobody paid", "M10": "An IOF beside no interest",
    "P2": "a large withdrawal at night", "P3": "a wrong check digit of a shop's CNPJ",
    "P4": "A Pix of more than R$ 200 on a device that is registered a second later",
    "T5": "A payment before which nobody has logged in",
    "K1": "restricted without a refusal",
    "P1": "a purchase without a merchant", "B1": "a login of no session",
}  # fmt: skip


def is_tried_alone(mutation: Mutation) -> bool:
    """Whether a mutation stands for its rule, is a note, or may hide others, since its record is read no further."""
    unseen = mutation.rule in ("S1", "S2") or mutation.name in INSTEAD
    return unseen or mutation.note or mutation in [by_name(name) for name in ALONE.values()]


@dataclass(frozen=True)
class Broken:
    """A copy of the small bank that some mutations have broken, and what a check finds in it."""

    mutations: list[Mutation]
    records: dict[str, list[Record]]
    offenders: list[str]
    result: CheckResult
    written: list[dict[str, Any]]


def _name(mutations: list[Mutation]) -> str:
    return ", ".join(f"{one.rule} {one.dataset} {one.name}" for one in mutations)


@pytest.fixture(scope="module", params=groups(is_tried_alone), ids=_name)
def broken(request: pytest.FixtureRequest, bank: SmallBank, tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """The bank broken in some ways that can be told apart, checked once for all that is asked of it."""
    folder = tmp_path_factory.mktemp("broken")
    records, offenders = bank.broken(request.param, folder)
    return Broken(request.param, records, offenders, *found_in(folder))


def test_a_right_bank_breaks_no_rule_and_every_rule_was_asked(bank: SmallBank) -> None:
    report = checked(bank.folder)
    assert report.findings == {}
    assert {code for code, _ in report.counted} == set(CHECKED)


def test_every_check_says_in_a_sentence_what_holds() -> None:
    assert all((check.function.__doc__ or "").rstrip().endswith(".") for check in checks())


def expected(mutations: list[Mutation], found: set[str]) -> set[str]:
    """The rules that check names, given the auditor's: SUM follows from M1, M2 and M4 and is no rule of its own."""
    if mutations[0].name in INSTEAD:
        return {INSTEAD[mutations[0].name]}
    return found - {"SUM"} | {code for mutation in mutations for code in MORE.get(mutation.name, "").split()}


def test_check_and_auditor_name_the_same_rules_and_the_auditor_the_record(broken: Broken) -> None:
    audited, result = audit_records(broken.records, AS_OF, HISTORY_START), broken.result
    for mutation, offender in zip(broken.mutations, broken.offenders, strict=True):
        assert audited.names(mutation.rule, offender, mutation.note), mutation
    violated = {each.rule for each in audited.violations if not each.note}
    assert set(result.broken) == expected(broken.mutations, violated)
    assert set(result.noted) == {each.rule for each in audited.violations if each.note}


def test_every_offender_is_written_as_it_stands_in_its_file(broken: Broken) -> None:
    found = {promise: finding.count for promise, finding in broken.result.findings.items()}
    assert Counter(map(promise_of, broken.written)) == found
    assert [each for each in broken.written if not stands_there(each, broken.records[each["dataset"]])] == []


def test_what_stands_for_a_rule_breaks_that_alone_and_what_a_person_may_well_write_is_a_note(broken: Broken) -> None:
    mutation, result = broken.mutations[0], broken.result
    wanted = [code for code, name in ALONE.items() if by_name(name) == mutation]
    if mutation.note:
        assert (result.broken, result.noted) == ([], [mutation.rule])
    elif wanted:
        assert result.broken == wanted
    if mutation.note or wanted:
        assert broken.offenders[0] in {finding.key for finding in result.findings.values()}


def test_every_rule_has_a_mutation_that_it_alone_finds() -> None:
    assert set(CHECKED) - ALONE.keys() == {"S4", "H3"}  # an empty file leaves others without their references


def test_an_empty_file_of_many_customers_is_found(
    bank: SmallBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.write({**bank.records, "compliance": []}, tmp_path)
    assert checked(tmp_path).broken == ["K1", "B1"]  # nor has anybody been refused any more
    monkeypatch.setitem(files.CUSTOMERS, "compliance", len(bank.records["customers"]))
    assert checked(tmp_path).broken == ["S4", "K1", "B1"]


def test_a_file_with_fewer_records_than_were_built_is_noted(bank: SmallBank) -> None:
    built = {"compliance": len(bank.records["compliance"]) + 1, "loans": len(bank.records["loans"])}
    result = check(bank.folder, list(bank.records), HISTORY_START, AS_OF, built=built)
    assert [(p.code, p.dataset, p.note) for p in result.findings] == [("S4", "compliance", True)]
    audited = audit_from(bank.records.__getitem__, AS_OF, HISTORY_START, "valid", built)
    assert [(v.rule, v.dataset, v.note) for v in audited.violations] == [("S4", "compliance", True)]


def test_a_file_in_another_layout_and_order_is_as_good(bank: SmallBank, tmp_path: Path) -> None:
    bank.write(bank.records, tmp_path)
    shuffled = [dict(reversed(row.items())) for row in bank.records["accounts"]]
    random.Random(1).shuffle(shuffled)
    rewrite(tmp_path, "accounts", shuffled, indent=2, default=float)
    postings = sorted(bank.records["transactions"], key=lambda row: row["transaction_date"])
    rewrite(tmp_path, "transactions", postings, default=float)
    assert checked(tmp_path).broken == []


def test_what_is_told_apart_on_the_disk_is_as_in_memory(
    bank: SmallBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.broken([by_name("A dropped leg, with all balances made to fit")], tmp_path)
    in_memory = checked(tmp_path).lines()
    monkeypatch.setattr(spill, "LIMIT", 100)
    assert checked(tmp_path).lines() == in_memory


def test_invalid_documents_are_wanted_wrong(tmp_path: Path) -> None:
    invalid = small_bank(tmp_path, **{"privacy.documents": "invalid"})
    assert checked(invalid.folder, "invalid").broken == []
    assert checked(invalid.folder, "valid").broken == ["I2", "I5", "P3"]


def test_right_documents_are_wrong_where_invalid_ones_are_wanted(bank: SmallBank) -> None:
    report = checked(bank.folder, "invalid")
    assert report.broken == ["I2", "I5", "P3"]
    cards = Promise("I5", "credit_cards", "card_number", "the check digit of the card is right")
    assert report.findings[cards].count == len(bank.records["credit_cards"])


def test_a_bank_without_customers_breaks_no_rule(tmp_path: Path) -> None:
    assert checked(small_bank(tmp_path, customers="0").folder).broken == []
