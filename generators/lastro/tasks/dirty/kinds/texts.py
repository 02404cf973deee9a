"""Texts: spoilt on the way, by encodings, fields that are too short, and people who type."""

from __future__ import annotations

import unicodedata

from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.registry import ACCENT, NOTHING, kind, on

_FREE = on("name", "address", "branch_name", "description", "occupation", "city", "counterparty_name", "comments")
_HYGIENE = "I7"
_TOLD_BY = ("Juros do cheque especial", "Cobertura de saldo", "Encerramento de conta")  # rules know postings by these


def _by_column(dataset: str, column: str) -> str:
    """What else stands in tables of facts is known by its text."""
    return "I6" if column == "city" else _HYGIENE


def _by_case(dataset: str, column: str) -> str:
    """Descriptions are partly in capitals."""
    return NOTHING if column == "description" else _HYGIENE


def _required(dataset: str, column: Column) -> bool:
    return _FREE(dataset, column) and not column.nullable and column.name != "comments"


@kind("text", where=_FREE, caught_by=_by_column, needs=ACCENT)
def mojibake(cell: Cell) -> str | None:
    """UTF-8 that was read as Latin-1: JosÃ©."""
    return _if_changed(cell, lambda text: text.encode().decode("latin-1"))


@kind("text", where=_FREE, caught_by=_by_column, needs=ACCENT)
def replacement_character(cell: Cell) -> str | None:
    """Letters with accents that an encoding has lost: Jos\ufffd."""
    return _if_changed(cell, lambda text: "".join(letter if letter < "\x80" else "\ufffd" for letter in text))


@kind("text", where=_FREE, caught_by=_by_column, needs=ACCENT)
def decomposed_accents(cell: Cell) -> str | None:
    """Accents as characters of their own (NFD): alike to the eye, different to a computer."""
    return _if_changed(cell, lambda text: unicodedata.normalize("NFD", text))


@kind("text", where=_required, caught_by=_by_column)
def blanks(cell: Cell) -> str | None:
    """Blanks before, behind or doubled within a text."""
    text = str(cell.value)
    found = [f" {text}", f"{text}  ", f"\u00a0{text}", text.replace(" ", "  ", 1)]
    return quoted(cell.luck.one([each for each in found if each != text]))


@kind("text", where=on("name", "address", "occupation", "description"), caught_by=_by_case)
def wrong_case(cell: Cell) -> str | None:
    """A text in capitals, or without any."""
    if _is_told_by(cell):
        return None
    first, second = (str.upper, str.lower) if cell.luck.below(2) else (str.lower, str.upper)
    return _if_changed(cell, first) or _if_changed(cell, second)


@kind("text", where=on("address", "occupation", "description"), caught_by=NOTHING)
def typo(cell: Cell) -> str | None:
    """Two neighbouring letters of a word change places."""
    text = str(cell.value)
    places = [
        at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha() and text[at].lower() != text[at + 1].lower()
    ]
    if not places or _is_told_by(cell):
        return None
    at = cell.luck.one(places)
    return quoted(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@kind("text", where=on("address", "occupation", "description"), caught_by=NOTHING)
def truncated(cell: Cell) -> str | None:
    """A text that ends where a narrower field ended."""
    text = str(cell.value)
    kept = text[: max(3, len(text) // 2 + cell.luck.below(3))].rstrip()
    return quoted(kept) if kept != text and not _is_told_by(cell) else None


def _is_told_by(cell: Cell) -> bool:
    """Whether a rule knows a posting by this description, and so would see another."""
    return cell.column.name == "description" and str(cell.value).startswith(_TOLD_BY)


def _if_changed(cell: Cell, change: object) -> str | None:
    """The text as changed; none where it stays, or where there is no text."""
    if not cell.value or not callable(change):
        return None
    found = change(cell.value)
    return quoted(found) if found != cell.value else None
