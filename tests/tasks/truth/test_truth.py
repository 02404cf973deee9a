"""The truth: closed, conserved, known in its time, growing only; and the task that writes it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.tasks.truth.tables import NAMES, rows
from projects import DATASETS, Project
from truths import RATES, Records, bank_with_truth

EARLIER = "2026-08-15"
HALF_A_YEAR = {"customers": "1000", "history_start": "2026-05-01", **RATES}


@pytest.fixture(scope="module")
def bank_with_crime(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Records]:
    return bank_with_truth(tmp_path_factory.mktemp("crime"), **HALF_A_YEAR)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Records]:
    return bank_with_truth(tmp_path_factory.mktemp("earlier"), as_of=EARLIER, **HALF_A_YEAR)


Bank = dict[str, Records]
Record = dict[str, Any]


def grouped(records: Records, name: str) -> dict[str, Records]:
    found: dict[str, Records] = defaultdict(list)
    for record in records:
        found[record[name]].append(record)
    return found


def posted(bank: Bank) -> dict[str | None, Record]:
    """Postings and rows of cards by key; a row is of the account that pays the bills, on the day of its posting."""
    account = {card["card_id"]: card["account_id"] for card in bank["credit_cards"]}
    rows = {
        row["card_transaction_id"]: {
            **row, "account_id": account[row["card_id"]],
            "transaction_date": max(row["transaction_date"], row["posted_on"]),
        }
        for row in bank["card_transactions"]
    }  # fmt: skip
    return {row["transaction_id"]: row for row in bank["transactions"]} | rows


def key_of_row(label: Record) -> str | None:
    """The posting or card row that a label or report is of."""
    key: str | None = label["transaction_id"] or label["card_transaction_id"]
    return key


def cents(amount: float) -> int:
    return round(amount * 100)


@pytest.mark.parametrize("table", NAMES)
def test_every_reference_of_the_truth_leads_somewhere(bank_with_crime: Bank, table: str) -> None:
    for column in columns_of(rows()[table]).values():
        if column.type == "ref":
            known = {record[_key(column.target)] for record in bank_with_crime[column.target]}
            assert {record[column.name] for record in bank_with_crime[table]} - known <= {None}


def _key(dataset: str) -> str:
    return key_of(rows()[dataset] if dataset in NAMES else row_class(dataset)).name


@pytest.mark.parametrize("table", NAMES)
def test_keys_of_the_truth_are_unique(bank_with_crime: Bank, table: str) -> None:
    keys = [record[_key(table)] for record in bank_with_crime[table]]
    assert keys
    assert len(set(keys)) == len(keys)


def test_there_are_cases_of_both_kinds_with_and_without_a_loss(bank_with_crime: Bank) -> None:
    cases = bank_with_crime["cases"]
    assert {case["kind"] for case in cases} == {"fraud", "laundering"}
    assert {"attempt", "loss", "moved"} <= {case["outcome"] for case in cases}


def test_a_few_of_those_who_lend_their_account_are_deceived_and_no_victim_was_recruited(bank_with_crime: Bank) -> None:
    counts = Counter(member["recruitment"] for member in bank_with_crime["case_members"])
    assert 0.02 <= counts["deceived"] / (counts["lent"] + counts["deceived"]) <= 0.25
    assert {m["recruitment"] for m in bank_with_crime["case_members"] if m["role"] == "victim"} == {None}


def test_a_labelled_account_belongs_to_a_member_of_the_case(bank_with_crime: Bank) -> None:
    owner = {account["account_id"]: account["customer_id"] for account in bank_with_crime["accounts"]}
    postings = posted(bank_with_crime)
    members = {(m["case_id"], m["customer_id"], m["role"]) for m in bank_with_crime["case_members"]}
    labels = bank_with_crime["fraud_labels"]
    assert {
        (x["case_id"], owner[postings[key_of_row(x)]["account_id"]], x["role_of_account"]) for x in labels
    } <= members


def test_amounts_of_a_case_are_those_of_its_postings(bank_with_crime: Bank) -> None:
    postings = posted(bank_with_crime)
    labels = grouped(bank_with_crime["fraud_labels"], "case_id")
    for case in bank_with_crime["cases"]:
        own = [(label, postings[key_of_row(label)]) for label in labels[case["case_id"]]]
        debits = sum(cents(p["amount"]) for x, p in own if x["is_illicit"] and p["direction"] == "Debit")
        assert cents(case["amount_moved"]) == debits
        assert case["amount_recovered"] <= case["amount_lost"]
        assert (case["ended_at"] is None) == (not own)


def test_nobody_passes_on_more_than_came_in(bank_with_crime: Bank) -> None:
    postings = posted(bank_with_crime)
    balance: dict[tuple[str, str], int] = defaultdict(int)
    for label in bank_with_crime["fraud_labels"]:
        posting = postings[key_of_row(label)]
        if label["role_of_account"] == "mule" and label["leg"] != "cover":  # that is own money
            sign = 1 if posting["direction"] == "Credit" else -1
            balance[label["case_id"], posting["account_id"]] += sign * cents(posting["amount"])
    assert balance
    assert min(balance.values()) >= 0


def test_a_label_is_known_after_it_happened_and_by_as_of(bank_with_crime: Bank) -> None:
    postings = posted(bank_with_crime)
    detected = {case["case_id"]: case["detected_on"] for case in bank_with_crime["cases"]}
    known = [label for label in bank_with_crime["fraud_labels"] if label["known_on"]]
    assert 0 < len(known) < len(bank_with_crime["fraud_labels"])
    for label in known:
        assert postings[key_of_row(label)]["transaction_date"][:10] <= label["known_on"] <= "2026-10-31"
        assert label["known_on"] >= detected[label["case_id"]]


def test_a_later_day_only_adds_to_the_truth(bank_with_crime: Bank, earlier: Bank) -> None:
    for table in NAMES:
        fixed = [name for name, column in columns_of(rows()[table]).items() if not column.state]
        later = {record[_key(table)]: record for record in bank_with_crime[table]}
        for record in earlier[table]:
            assert [record[name] for name in fixed] == [later[record[_key(table)]][name] for name in fixed]


def test_what_was_known_stays_known(bank_with_crime: Bank, earlier: Bank) -> None:
    later = {label["label_id"]: label["known_on"] for label in bank_with_crime["fraud_labels"]}
    for label in earlier["fraud_labels"]:
        known = later[label["label_id"]]
        assert label["known_on"] == (known if known and known <= EARLIER else None)


def test_an_intruder_comes_from_a_device_that_the_customer_never_uses(bank_with_crime: Bank) -> None:
    events = {event["activity_id"]: event for event in bank_with_crime["digital_activity"]}
    labels = [x for x in bank_with_crime["activity_labels"] if x["actor"] == "intruder"]
    theirs = {(events[x["activity_id"]]["customer_id"], events[x["activity_id"]]["device_id"]) for x in labels}
    assert theirs
    unlabelled = events.keys() - {x["activity_id"] for x in labels}
    assert not theirs & {(events[x]["customer_id"], events[x]["device_id"]) for x in unlabelled}


def test_an_intruders_device_is_of_one_case_so_that_none_meets_two_households(bank_with_crime: Bank) -> None:
    device = {event["activity_id"]: event["device_id"] for event in bank_with_crime["digital_activity"]}
    cases = defaultdict(set)
    for label in bank_with_crime["activity_labels"]:
        if label["actor"] == "intruder":
            cases[device[label["activity_id"]]].add(label["case_id"])
    assert len(cases) > 1
    assert {len(found) for found in cases.values()} == {1}


def test_an_intruder_registers_the_device_before_large_pix_and_mostly_waits_for_a_day(bank_with_crime: Bank) -> None:
    registered = {
        (event["customer_id"], event["device_id"]): event["timestamp"]
        for event in bank_with_crime["digital_activity"]
        if event["activity_type"] == "Device Registration"
    }
    events = {event["activity_id"]: event for event in bank_with_crime["digital_activity"]}
    amounts = {posting["transaction_id"]: posting["amount"] for posting in bank_with_crime["transactions"]}
    waited = []
    for label in bank_with_crime["activity_labels"]:
        event = events[label["activity_id"]]
        if label["actor"] == "intruder" and amounts.get(event["transaction_id"], 0) > 200:
            since = registered[event["customer_id"], event["device_id"]]
            assert since <= event["timestamp"]
            waited.append(since[:10] < event["timestamp"][:10])
    assert sum(waited) / len(waited) > 0.6


def test_most_contested_pix_and_alerts_are_of_no_case(bank_with_crime: Bank) -> None:
    labelled = {key_of_row(label) for label in bank_with_crime["fraud_labels"]}
    assert {"MED_request"} <= {report["kind"] for report in bank_with_crime["reports"]}
    innocent = [alert for alert in bank_with_crime["alerts"] if key_of_row(alert) not in labelled]
    assert len(innocent) > len(bank_with_crime["alerts"]) / 3
    assert len(innocent) < len(bank_with_crime["alerts"])


def test_only_pix_is_contested_by_med_and_only_a_customer_s_loss_is_called_one(bank_with_crime: Bank) -> None:
    method = {row["transaction_id"]: row["payment_method"] for row in bank_with_crime["transactions"]}
    reports = grouped(bank_with_crime["reports"], "kind")
    assert {method[report["transaction_id"]] for report in reports["MED_request"]} == {"Pix"}
    by_card = [report for report in reports["dispute"] if report["card_transaction_id"]]
    assert "Pix" not in {method[report["transaction_id"]] for report in reports["dispute"] if report not in by_card}
    assert 0 < len(by_card) < len(reports["dispute"])
    lost = {case["outcome"]: case["amount_lost"] > 0 for case in bank_with_crime["cases"]}
    assert lost == {each: each not in ("attempt", "moved") for each in lost}


def test_holders_contest_what_they_bought_themselves_and_get_back_what_shops_refund(bank_with_crime: Bank) -> None:
    rows = {row["card_transaction_id"]: row for row in bank_with_crime["card_transactions"]}
    refunds = {
        row["purchase_id"]: row["transaction_date"] for row in rows.values() if row["transaction_type"] == "Refund"
    }
    own = [x for x in bank_with_crime["reports"] if x["card_transaction_id"] and not x["case_id"]]
    stolen = {label["card_transaction_id"] for label in bank_with_crime["fraud_labels"]}
    assert not {report["card_transaction_id"] for report in own} & stolen
    assert {report["amount_returned"] > 0 for report in own} == {False, True}
    for report in own:
        bought = rows[report["card_transaction_id"]]
        back = refunds.get(bought["purchase_id"])
        assert report["amount_claimed"] == bought["purchase_amount"]
        assert bought["transaction_date"] < report["filed_at"]
        assert report["amount_returned"] == (report["amount_claimed"] if back else 0)
        assert report["decided_on"] is None or report["decision"] == ("accepted" if back else "refused")
        assert not back or (report["filed_at"] < back and report["decided_on"] == back[:10])


def movers(bank: Bank) -> set[tuple[str, str]]:
    """Case and customer of everybody who had moved money of a case when the bank heard of it, but for victims."""
    detected = {case["case_id"]: case["detected_on"] for case in bank["cases"]}
    postings = {row["transaction_id"]: row for row in bank["transactions"]}
    owner = {row["account_id"]: row["customer_id"] for row in bank["accounts"]}
    moved = [label for label in bank["fraud_labels"] if label["role_of_account"] != "victim"]
    posted = [(label["case_id"], postings[label["transaction_id"]]) for label in moved]
    return {
        (case, owner[posting["account_id"]])
        for case, posting in posted
        if posting["transaction_date"][:10] <= (detected[case] or "")
    }


def test_compliance_looks_late_and_in_part_into_who_moved_money_of_known_cases(bank_with_crime: Bank) -> None:
    heard = {case["case_id"]: case["detected_on"] for case in bank_with_crime["cases"]}
    opened = defaultdict(list)
    for review in bank_with_crime["compliance"]:
        if review["compliance_type"] == "AML":
            opened[review["customer_id"]].append(review["review_date"][:10])
    long_known = [(case, customer) for case, customer in movers(bank_with_crime) if heard[case] < "2026-10-01"]
    looked_into = [any(heard[case] < day for day in opened[customer]) for case, customer in long_known]
    assert len(long_known) >= 8
    assert 0 < sum(looked_into) < len(looked_into)
    told = [report for report in bank_with_crime["reports"] if report["kind"] == "COS" and report["case_id"]]
    assert told


def test_no_review_comes_of_a_case_before_it_begins(bank_with_crime: Bank, tmp_path: Path) -> None:
    """Beside the bank without crime: each further review is of somebody in a case that had begun."""
    control = bank_with_truth(tmp_path, **HALF_A_YEAR | {"crime.fraud": "0", "crime.laundering": "0"})
    without = {review["compliance_id"] for review in control["compliance"]}
    more = [review for review in bank_with_crime["compliance"] if review["compliance_id"] not in without]
    began = {case["case_id"]: case["started_at"] for case in bank_with_crime["cases"]}
    first = defaultdict(list)
    for member in bank_with_crime["case_members"]:
        first[member["customer_id"]].append(began[member["case_id"]])
    assert more
    assert all(min(first[review["customer_id"]]) < review["review_date"] for review in more)


def test_the_task_writes_the_truth_apart_and_clean_removes_it(own_bank: Project) -> None:
    before = own_bank.bank()
    written = own_bank.doit("truth")
    truth = own_bank.path(DATASETS.parent / "truth")
    assert written.code == 0, written.err
    assert sorted(path.stem for path in truth.iterdir()) == sorted(NAMES)
    assert truth.joinpath("cases.json").read_text().startswith('[\n{"case_id":')
    assert own_bank.bank() == before
    assert own_bank.doit("truth").skipped[-1:] == ["truth"]
    assert own_bank.doit("clean", "truth").code == 0
    assert not truth.exists()


@pytest.mark.long
def test_check_does_not_hold_a_truth_of_an_earlier_version_against_the_rules_of_this_one(
    own_bank: Project,
) -> None:
    assert own_bank.doit("truth").code == 0
    rules = own_bank.path("generators/lastro/tasks/truth/making.py")
    rules.write_text(rules.read_text(encoding="utf-8") + "\nADDED = 1\n", encoding="utf-8")
    done = own_bank.doit("check")
    assert done.code == 0
    assert "truth was made of other files or by other code and was not checked" in done.out
    assert not re.search(r"^C1 ", done.out, re.MULTILINE)


@pytest.mark.long
def test_check_asks_the_truth_of_the_files_as_they_stand_and_no_other(own_bank: Project) -> None:
    assert own_bank.doit("truth").code == 0
    done = own_bank.doit("check")
    assert (done.code, re.findall(r"^(C\d) +([\d,]+) +0 ", done.out, re.MULTILINE)[0][0]) == (0, "C1")
    cases = own_bank.path(DATASETS.parent / "truth/cases.json")
    cases.write_text('[\n{"case_id":1}\n]\n', encoding="utf-8")
    spoilt = own_bank.doit("check")
    assert spoilt.code == 1
    assert "truth was edited by hand or made by somebody else" in spoilt.out
    accounts = own_bank.output("accounts")
    accounts.write_text(accounts.read_text(encoding="utf-8").replace("]", " ]"), encoding="utf-8")
    assert "truth was made of other files or by other code and was not checked" in own_bank.doit("check").out
