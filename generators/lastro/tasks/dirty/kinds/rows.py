"""Rows: records that stand twice, and records that are gone."""

from __future__ import annotations

import unicodedata

from lastro.bank.choices import ActivityType, ComplianceType
from lastro.tasks.dirty.cell import Cell, Outcome
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.registry import NOTHING, ROW, Where, kind

_FAR = 5_000  # rows at most between a record and its copy far away
LOST = Outcome(lost=True)


def key(*datasets: str) -> Where:
    """The key column, which stands for the record, of some datasets; of all where none are named."""
    return lambda dataset, column: column.type == "key" and (not datasets or dataset in datasets)


@kind("duplicate", ROW, where=key(), caught_by="I1")
def exact_beside(cell: Cell) -> Outcome:
    """The record stands twice, one beside the other."""
    return Outcome(put=((1, cell.line.content),))


@kind("duplicate", ROW, where=key(), caught_by="I1")
def exact_far_away(cell: Cell) -> Outcome:
    """The record stands a second time, many records later."""
    return Outcome(put=((2 + cell.luck.below(_FAR), cell.line.content),))


@kind("duplicate", ROW, where=key(), caught_by="I1")
def with_new_id(cell: Cell) -> Outcome:
    """The record stands a second time under another identifier, as where a form was sent twice."""
    copy = cell.line.with_cells({cell.column.name: quoted(cell.luck.uuid())})
    return Outcome(put=((1 + cell.luck.below(50), copy),))


@kind("duplicate", ROW, where=key("customers"), caught_by="I2", usual=0.003)
def fuzzy_customer(cell: Cell) -> Outcome:
    """The customer stands a second time: another identifier and e-mail, the name without accents, in capitals."""
    plain = unicodedata.normalize("NFD", cell.record["name"]).encode("ascii", "ignore").decode()
    name = cell.luck.one((plain, plain.upper(), plain.lower()))
    local, _, domain = cell.record["email"].partition("@")
    cells = {"name": name, "email": f"{local}{1 + cell.luck.below(98)}@{domain}", cell.column.name: cell.luck.uuid()}
    copy = cell.line.with_cells({column: quoted(value) for column, value in cells.items()})
    return Outcome(put=((1 + cell.luck.below(_FAR), copy),))


@kind("lost", ROW, where=key("transactions"), caught_by="M1")
def posting_lost(cell: Cell) -> Outcome | None:
    """A posting is gone; others of its account follow."""
    following = cell.other(1)
    return LOST if following and following["account_id"] == cell.record["account_id"] else None


@kind("lost", ROW, where=key("transactions"), caught_by="M2", usual=0.01, ends=True)
def last_posting_lost(cell: Cell) -> Outcome | None:
    """The last posting of an account is gone."""
    return LOST


@kind("lost", ROW, where=key("customers", "accounts"), caught_by="I1", usual=0.001)
def owner_lost(cell: Cell) -> Outcome:
    """A customer or an account is gone, and what refers to it is not."""
    return LOST


@kind("lost", ROW, where=key("compliance"), caught_by=NOTHING, usual=0.001)
def review_lost(cell: Cell) -> Outcome | None:
    """A review is gone, but none of KYC, which every customer has been under."""
    return None if cell.record["compliance_type"] == ComplianceType.KYC.text else LOST


@kind("lost", ROW, where=key("digital_activity"), caught_by=NOTHING, usual=0.001)
def event_lost(cell: Cell) -> Outcome | None:
    """An event of the app or the site is gone, but no login, which every payment there needs."""
    return None if cell.record["activity_type"] == ActivityType.LOGIN.text else LOST
