"""The statement: one customer's story in the terminal, that adds up and is in good Portuguese."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from conftest import Done, Project
from lastro.engine.errors import BadSetting
from lastro.tasks.statement.month import chosen
from lastro.tasks.statement.words import columns, day, month_name, number, shortened

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
    assert not re.search(r"^  \d\d/(?!12)\d\d  ", shown, re.MULTILINE)


def test_lines_align(bank: Project) -> None:
    lines = statement(bank, someone(bank)["customer_id"]).out.splitlines()
    postings = [line for line in lines if re.match(r"  \d\d/10  ", line) or "Saldo anterior" in line]
    assert len({len(line) for line in postings}) == 1


# What goes wrong


@pytest.mark.parametrize("customer", ["nobody", "820fb053-a90a-4ed1-add5-000000000000", "'; --"])
def test_an_unknown_customer_is_one_sentence(bank: Project, customer: str) -> None:
    done = statement(bank, customer)
    assert done.code == 1
    assert "statement: there is no customer" in done.err
    assert "Traceback" not in done.err


def test_a_month_out_of_the_history_is_one_sentence(bank: Project) -> None:
    done = statement(bank, month="2031-01")
    assert done.code == 1
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
