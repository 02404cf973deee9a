"""The statement: one customer's story in the terminal, that adds up and is in good Portuguese."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from ofxtools.models import OFX
from ofxtools.Parser import OFXTree

from lastro.engine.errors import BadSetting
from lastro.tasks.statement.month import chosen
from lastro.tasks.statement.words import columns, day, month_name, number, shortened
from projects import Done, Project

START, AS_OF = date(2025, 11, 1), date(2026, 10, 31)


def records(project: Project, dataset: str) -> list[dict]:
    return json.loads(project.output(dataset).read_bytes())


def statement(project: Project, customer: str = "", month: str = "") -> Done:
    given = [f"--customer={customer}"] * bool(customer) + [f"--month={month}"] * bool(month)
    return project.doit("statement", *given)


def cents(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


def someone(project: Project) -> dict:
    """A customer with two accounts and a card."""
    holders = [card["customer_id"] for card in records(project, "credit_cards")]
    accounts = [account["customer_id"] for account in records(project, "accounts")]
    return next(
        c for c in records(project, "customers") if c["customer_id"] in holders and accounts.count(c["customer_id"]) > 1
    )


# What it shows


def test_without_a_customer_it_shows_the_first_and_says_so(bank: Project) -> None:
    done = statement(bank)
    assert done.code == 0
    assert records(bank, "customers")[0]["name"] in done.out
    assert "o primeiro cliente do arquivo" in done.out


def test_it_shows_who_the_accounts_and_the_contracts(bank: Project) -> None:
    who = someone(bank)
    shown = statement(bank, who["customer_id"]).out
    assert who["name"] in shown
    for account in records(bank, "accounts"):
        assert (account["account_number"] in shown) is (account["customer_id"] == who["customer_id"])
    for card in records(bank, "credit_cards"):
        if card["customer_id"] == who["customer_id"]:
            assert f"{card['card_type']} {card['card_number'][-4:]}" in shown


def test_the_running_balance_adds_up_and_ends_where_the_account_stands(bank: Project) -> None:
    who = someone(bank)
    shown = statement(bank, who["customer_id"], "2026-10").out
    mine = [a for a in records(bank, "accounts") if a["customer_id"] == who["customer_id"]]
    for part, account in zip(shown.split("OUTUBRO DE 2026")[1:], mine, strict=True):
        carried = cents(re.search(r"Saldo anterior +(\S+)", part)[1])
        lines = re.findall(r"^  \d\d/10  \d\d:\d\d  .+?  +(-?[\d.]+,\d\d) +(-?[\d.]+,\d\d)$", part, re.MULTILINE)
        for amount, balance in lines:
            carried += cents(amount)
            assert carried == cents(balance)
        assert carried == round(100 * account["balance"])


def test_another_month_is_shown_when_asked_for(bank: Project) -> None:
    shown = statement(bank, month="2025-12").out
    assert "Extrato de dezembro de 2025" in shown
    account, *bills = shown.split("\nFATURA ")  # a bill has purchases of the month before, too
    assert re.search(r"^  \d\d/12  ", account, re.MULTILINE)
    assert not re.search(r"^  \d\d/(?!12)\d\d  ", account, re.MULTILINE)
    assert all("/12/2025" in bill.splitlines()[0] for bill in bills)


def test_lines_align(bank: Project) -> None:
    lines = statement(bank, someone(bank)["customer_id"]).out.splitlines()
    postings = [line for line in lines if re.match(r"  \d\d/10  ", line) or "Saldo anterior" in line]
    assert len({len(line) for line in postings}) == 1


# What goes wrong


@pytest.mark.parametrize("customer", ["nobody", "820fb053-a90a-4ed1-add5-000000000000", "'; --"])
def test_an_unknown_customer_is_one_sentence(bank: Project, customer: str) -> None:
    done = statement(bank, customer)
    assert (done.code, done.out) == (3, "")
    assert "statement: there is no customer" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("settings", [["customers=7"], ["seed=7"]])
def test_what_cannot_be_is_told_before_anything_is_built(own_bank: Project, settings: list[str]) -> None:
    last = records(own_bank, "customers")[-1]["customer_id"]
    for asked in (["--customer", last], ["--customer", "nobody"], ["--month", "2031-01"]):
        done = own_bank.doit(*settings, "statement", *asked)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert own_bank.doit("plan").out.count("up to date") == len(own_bank.bank())  # and nothing was remembered


def test_a_month_out_of_the_history_is_one_sentence(bank: Project) -> None:
    done = statement(bank, month="2031-01")
    assert (done.code, done.out) == (3, "")
    assert "allowed is a month from 2025-11 to 2026-10" in done.err


def test_the_customer_is_not_remembered(bank: Project) -> None:
    last = records(bank, "customers")[-1]
    assert last["name"] in statement(bank, last["customer_id"]).out
    assert records(bank, "customers")[0]["name"] in statement(bank).out


def test_it_builds_first_what_is_missing(own_bank: Project) -> None:
    own_bank.output("transactions").unlink()
    done = statement(own_bank)
    assert done.ran == ["transactions", "statement"]
    assert "Saldo anterior" in done.out


def test_a_file_in_another_layout_tells_the_same_story(own_bank: Project) -> None:
    who = someone(own_bank)["customer_id"]
    before = statement(own_bank, who).out
    for name in ("customers", "accounts"):
        own_bank.output(name).write_text(json.dumps(records(own_bank, name), indent=2), encoding="utf-8")
    assert statement(own_bank, who).out.partition("BANCO")[2] == before.partition("BANCO")[2]


# The month


@pytest.mark.parametrize(
    ("as_of", "month"),
    [(date(2026, 10, 31), "2026-10"), (date(2026, 10, 30), "2026-09"), (date(2025, 11, 20), "2025-11")],
)
def test_the_last_whole_month_is_the_default(as_of: date, month: str) -> None:
    assert chosen("", START, as_of) == month


@pytest.mark.parametrize("month", ["2025-10", "2026-11", "2026-1", "10/2026", "2026-13"])
def test_months_outside_and_malformed_ones_are_refused(month: str) -> None:
    with pytest.raises(BadSetting):
        chosen(month, START, AS_OF)


# Words and figures


def test_figures_are_written_as_in_brazil() -> None:
    assert [number(1234.56), number(-0.5), number(1e6), number(None)] == ["1.234,56", "-0,50", "1.000.000,00", "-"]
    assert [day("2026-03-14T09:26:53"), day(None), month_name("2026-03")] == ["14/03/2026", "-", "março de 2026"]
    assert shortened("um  dois\ntrês", 8) == "um dois…"


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert columns(["a", "n"], [["xyz", "1"], ["x", "100"]], right="1") == [
        "  a      n", "  ───  ───", "  xyz    1", "  x    100",
    ]  # fmt: skip


# OFX


def parsed(project: Project, path: str) -> OFX:
    """What a finance program reads, and refuses where it breaks the standard."""
    tree = OFXTree()
    with project.path(path).open("rb") as stream:
        tree.parse(stream)
    return tree.convert()


def ofx_of(project: Project, account: dict, month: str) -> OFX:
    done = project.doit("statement", "--format", "ofx", "--account", account["account_number"], "--month", month)
    assert done.code == 0, done.err
    path = f"data/financial_services/statements/{account['account_number']}_{month}.ofx"
    assert f"   {path}: " in done.out
    return parsed(project, path)


def test_ofx_holds_the_postings_of_a_month_to_the_cent_and_the_second(own_bank: Project) -> None:
    account = records(own_bank, "accounts")[0]
    (statement,) = ofx_of(own_bank, account, "2026-09").statements
    mine = [p for p in records(own_bank, "transactions") if p["account_id"] == account["account_id"]]
    within = [p for p in mine if p["transaction_date"].startswith("2026-09")]
    brasilia = timezone(timedelta(hours=-3))
    assert within
    assert [(t.fitid, t.trnamt, t.dtposted, t.memo) for t in statement.transactions] == [
        (
            p["transaction_id"],
            Decimal(str(p["amount"])) * (1 if p["direction"] == "Credit" else -1),
            datetime.fromisoformat(p["transaction_date"]).replace(tzinfo=brasilia),
            p["description"],
        )
        for p in within
    ]
    assert float(statement.balance.balamt) == within[-1]["balance_after"]


def test_ofx_names_the_bank_the_branch_and_the_account_as_brazilian_banks_do(own_bank: Project) -> None:
    account = next(a for a in records(own_bank, "accounts") if a["account_type"] == "Savings")
    branch = next(b for b in records(own_bank, "branches") if b["branch_id"] == account["branch_id"])
    read = ofx_of(own_bank, account, "2026-10")
    (statement,) = read.statements
    named = statement.bankacctfrom
    assert (named.bankid, named.branchid, named.acctid) == ("0917", branch["branch_code"], account["account_number"])
    assert (named.accttype, statement.curdef, read.signon.language) == ("SAVINGS", "BRL", "POR")
    raw = own_bank.path(f"data/financial_services/statements/{account['account_number']}_2026-10.ofx").read_bytes()
    assert raw.startswith(b"OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\n")
    assert b"<DTSERVER>20261031235959[-3:BRT]" in raw


def test_the_last_month_of_ofx_ends_with_the_accounts_balance(own_bank: Project) -> None:
    for account in records(own_bank, "accounts")[:3]:
        (statement,) = ofx_of(own_bank, account, "2026-10").statements
        assert float(statement.balance.balamt) == account["balance"]


def test_signs_of_markup_in_a_description_arrive(own_bank: Project) -> None:
    account = records(own_bank, "accounts")[0]
    lines = own_bank.output("transactions").read_text(encoding="utf-8").splitlines()
    mine = f'"account_id":"{account["account_id"]}"'
    last = max(number for number, line in enumerate(lines) if mine in line)
    posting = json.loads(lines[last].rstrip(",")) | {"description": "<b>A&B</b>\nção"}
    lines[last] = json.dumps(posting) + ("," if lines[last].endswith(",") else "")
    own_bank.output("transactions").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (statement,) = ofx_of(own_bank, account, posting["transaction_date"][:7]).statements
    assert statement.transactions[-1].memo == "<b>A&B</b> ção"


def test_ofx_without_an_account_is_of_the_customers_first(own_bank: Project) -> None:
    who = someone(own_bank)["customer_id"]
    mine = next(a for a in records(own_bank, "accounts") if a["customer_id"] == who)
    done = own_bank.doit("statement", "--customer", who, "--format", "ofx")
    assert f"statements/{mine['account_number']}_2026-10.ofx" in done.out


def test_clean_removes_the_ofx_files_and_leaves_others(own_bank: Project) -> None:
    folder = own_bank.path("data/financial_services/statements")
    own_bank.doit("statement", "--format", "ofx")
    (folder / "mine.ofx").write_text("mine", encoding="utf-8")
    own_bank.doit("clean", "--dry-run", "statement")
    assert len([*folder.iterdir()]) == 2
    own_bank.doit("clean", "statement")
    assert [each.name for each in folder.iterdir()] == ["mine.ofx"]


def test_an_account_shows_its_owner_and_its_postings_alone(bank: Project) -> None:
    who = someone(bank)
    mine = [a for a in records(bank, "accounts") if a["customer_id"] == who["customer_id"]]
    shown = bank.doit("statement", "--account", mine[1]["account_id"]).out
    assert who["name"] in shown
    assert f" {mine[1]['account_number']}: OUTUBRO" in shown
    assert f" {mine[0]['account_number']}: OUTUBRO" not in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--account", "nothing"], "there is no account 'nothing'"),
        (["--account", "{account}", "--customer", "{other}"], "is not one of customer"),
        (["--format", "ofx", "--account", "{account}", "--month", "2031-01"], "allowed is a month from"),
        (["--format", "pdf"], "available choices are: 'text', 'ofx'"),
    ],
)
def test_what_is_no_statement_is_one_sentence(bank: Project, given: list[str], said: str) -> None:
    account, other = records(bank, "accounts")[0]["account_number"], records(bank, "customers")[-1]["customer_id"]
    done = bank.doit("statement", *(each.format(account=account, other=other) for each in given))
    assert done.code != 0
    assert said in done.err
    assert "Traceback" not in done.err
