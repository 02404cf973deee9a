"""Deliveries: files of a feed that come late, twice, empty, or in one with another day's."""

from __future__ import annotations

from collections.abc import Mapping

from lastro.tasks.dirty.registry import DELIVERY, JSON, kind

Days = Mapping[str, list[str]]  # the files of the feed that each delivered file is made of, one behind the other


@kind("delivery", DELIVERY, caught_by="audit", usual=0, forms=(JSON,))
def day_late(day: str, following: str) -> dict[str, list[str]]:
    """The changes of a day come on the next day, in its file, before its own."""
    return {day: [], following: [day, following]}


@kind("delivery", DELIVERY, caught_by="audit", usual=0, forms=(JSON,))
def day_doubled(day: str, following: str) -> dict[str, list[str]]:
    """The changes of a day come twice in its file."""
    return {day: [day, day]}


@kind("delivery", DELIVERY, caught_by="audit", usual=0, forms=(JSON,))
def day_empty(day: str, following: str) -> dict[str, list[str]]:
    """The file of a day is there, and empty; its changes never come."""
    return {day: []}


@kind("delivery", DELIVERY, caught_by="audit", usual=0, forms=(JSON,))
def two_days_in_one(day: str, following: str) -> dict[str, list[str]]:
    """The file of a day has the next day's changes too, whose own file is empty."""
    return {day: [day, following], following: []}
