"""Choices: the few allowed values of a column as an enum, each a code in memory and a text in the file."""

from __future__ import annotations

from enum import IntEnum
from typing import Self, TypeVar

T = TypeVar("T")


class Code(IntEnum):
    """Base of enums that number things 0, 1, 2 ...: a member stands in arrays and comparisons as it is."""

    @classmethod
    def by_code(cls, otherwise: T | None = None, /, **values: T) -> list[T]:
        """Values told by the members' names, in the order of the codes: `LoanType.by_code(AUTO=3.9, ...)`.

        Members that are not named get `otherwise`; without it, raises ValueError for them, and always for a name that
        is no member's.
        """
        unknown = sorted(values.keys() - cls.__members__.keys())
        missing = [] if otherwise is not None else [name for name in cls.__members__ if name not in values]
        if unknown or missing:
            raise ValueError(f"{cls.__name__}: values missing for {missing}, and unknown names {unknown}")
        return [values.get(member.name, otherwise) for member in sorted(cls)]  # type: ignore[misc]


class Choice(Code):
    """Base of enums of coded values: members carry the file's text, and their order gives the code.

    A subclass lists `NAME = "text"`; what else a member is made of goes to the subclass's `__init__`. Raises ValueError
    where a text stands twice.
    """

    text: str

    def __new__(cls, text: str, *_: object) -> Self:
        if any(text == member.text for member in cls):
            raise ValueError(f"{cls.__name__} lists {text!r} twice")
        code = len(cls.__members__)
        member = int.__new__(cls, code)
        member._value_, member.text = code, text
        return member
