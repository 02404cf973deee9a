"""Choices: every coded value stands in one place, by its name."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from builds import datasets
from established import established, kept
from lastro.bank import choices
from lastro.bank.choices import Product
from lastro.engine.rows.choice import Choice
from lastro.engine.rows.columns import columns_of, row_class
from projects import ROOT

GENERATORS = ROOT / "generators"
ENUMS = [each for each in vars(choices).values() if isinstance(each, type) and issubclass(each, Choice) and list(each)]
TEXTS = {member.text for enum in ENUMS for member in enum}
PLACES = [
    *(GENERATORS / f"{name}.py" for name in datasets()),
    *(path for path in sorted((GENERATORS / "lastro/bank").rglob("*.py")) if path.name != "choices.py"),
    *sorted((GENERATORS / "lastro/checks").rglob("*.py")),
    *sorted((GENERATORS / "lastro/tasks").rglob("*.py")),
]
OWN_WORDS = {  # words that are no coded values, though they are spelt like one
    "lastro/tasks/benchmarks/floors.py",  # another program's way to make a bank, to measure against
    "lastro/tasks/report/credit.py",  # a heading
    "lastro/tasks/realism/measures.py",  # a heading
}


WORDS = {text for text in TEXTS if len(text) > 1}  # the letter of a risk band may stand for anything


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in PLACES:
        yield path.relative_to(GENERATORS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_every_choice_of_the_nine_is_an_enum_of_choices() -> None:
    lists = {tuple(member.text for member in enum) for enum in ENUMS}
    declared = {c.values for name in datasets() for c in columns_of(row_class(name)).values() if c.type == "choice"}
    assert declared == lists


def test_no_text_of_a_coded_value_stands_anywhere_else() -> None:
    found = [
        f"{place}:{node.lineno}: {node.value!r}"
        for place, tree in trees()
        for node in ast.walk(tree)
        if place not in OWN_WORDS and isinstance(node, ast.Constant) and node.value in WORDS
    ]
    assert not found


def unpacked(tree: ast.Module) -> Iterator[int]:
    """The lines in which several names are numbered by their places."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            value = node.value
            called = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
            named = value.id if isinstance(value, ast.Name) else ""
            if called in ("range", "count", "enumerate", "list") or named in {enum.__name__ for enum in ENUMS}:
                yield node.lineno


def test_no_names_are_numbered_by_their_places() -> None:
    of_the_bank = [(place, tree) for place, tree in trees() if not place.startswith(("lastro/checks", "lastro/tasks"))]
    assert not [f"{place}:{line}" for place, tree in of_the_bank for line in unpacked(tree)]


def test_every_product_has_a_type() -> None:
    assert {product.investment_type for product in Product} == set(choices.InvestmentType)


@pytest.mark.parametrize("enum", [enum for enum in ENUMS if len(enum) > 1], ids=lambda enum: enum.__name__)
def test_no_two_members_change_places_or_texts_without_a_broken_promise(enum: type[Choice]) -> None:
    texts = tuple(member.text for member in enum)
    columns = [(name, c.name) for name in datasets() for c in columns_of(row_class(name)).values() if c.values == texts]
    promises = [established()[dataset][column] for dataset, column in columns]
    assert promises
    for one, other in combinations(range(len(texts)), 2):
        order = [{one: other, other: one}.get(place, place) for place in range(len(texts))]
        swapped = ", ".join(texts[place] for place in order)
        assert not any(kept(f"{promise.partition(': ')[0]}: {swapped}", promise) for promise in promises), swapped


def test_choices_load_without_numpy() -> None:
    asked = "import sys, lastro.bank.choices; print({'numpy', 'polars'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=GENERATORS, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", datasets())
def test_a_change_of_choices_reruns_the_datasets_that_use_them(name: str) -> None:
    from lastro.engine.records.imports import files_of

    scripts = frozenset(f"generators/{each}.py" for each in datasets())
    uses = "choices" in Path(GENERATORS / f"{name}.py").read_text(encoding="utf-8")
    found = files_of([f"generators/{name}.py"], scripts)
    assert ("generators/lastro/bank/choices.py" in found.whole) is uses
