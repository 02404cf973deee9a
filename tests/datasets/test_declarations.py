"""The contract of the datasets: their modules are of one shape, and their files hold what the modules declare."""

from __future__ import annotations

import ast
import inspect
import json
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest

from builds import NAMES, datasets
from lastro.engine import Lookup, Run, Table
from lastro.engine.rows.columns import Column, columns_of, key_of, owner_of, row_class
from projects import ROOT, Project

TYPES = {
    "key": str, "ref": str, "uuid": str, "text": str, "choice": str, "date": str, "moment": str,
    "money": (int, float), "decimal": (int, float), "integer": int, "flag": bool,
}  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MARKS = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "moment": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")}
each_dataset = pytest.mark.parametrize("name", NAMES)
Records = list[dict[str, Any]]


def columns(name: str) -> dict[str, Column]:
    return columns_of(row_class(name))


@pytest.fixture
def lines(bank: Project, name: str) -> list[str]:
    return bank.output(name).read_text(encoding="utf-8").split("\n")


@cache
def read(path: Path) -> Records:
    found: Records = json.loads(path.read_bytes())
    return found


@pytest.fixture
def records(bank: Project, name: str) -> Records:
    return read(bank.output(name))


@each_dataset
def test_a_module_begins_with_one_sentence(name: str) -> None:
    sentence = (import_module(name).__doc__ or "").split("\n")[0]
    assert sentence.startswith(name.replace("_", " ").capitalize())
    assert re.fullmatch(r".+: .+\.", sentence)


@each_dataset
def test_a_module_has_one_row_class_in_the_singular_that_holds_only_columns(name: str) -> None:
    row = row_class(name)
    singular = re.sub(r"\B([A-Z])", r"_\1", row.__name__).lower()
    assert name in (singular, f"{singular}s", f"{singular}es", f"{singular[:-1]}ies")
    own = {attribute for attribute in vars(row) if not attribute.startswith("__")}
    assert own == set(columns(name))


@each_dataset
def test_every_column_says_what_it_means(name: str) -> None:
    for column in columns(name).values():
        assert column.meaning[:1].isupper(), column.name
        assert not column.meaning.endswith("."), column.name
        assert column.values or column.type != "choice", column.name


@each_dataset
def test_a_money_column_is_in_reais(name: str) -> None:
    assert {column.unit for column in columns(name).values() if column.type == "money"} <= {"BRL"}


@each_dataset
def test_a_name_tells_a_moment_from_a_date(name: str) -> None:
    for column in columns(name).values():
        if column.name.endswith("_at") or column.name in ("transaction_date", "review_date", "timestamp"):
            assert column.type == "moment", column.name
        elif column.name.endswith(("_date", "_on")):
            assert column.type == "date", column.name


@each_dataset
def test_generate_takes_what_dodo_declares(name: str) -> None:
    generate = import_module(name).generate
    run, *others = inspect.signature(generate).parameters
    assert run == "run"
    assert others == (list(datasets()[name].upstream) or ["ordinals"])


@each_dataset
def test_the_types_of_generate_name_the_row_classes(name: str) -> None:
    hints = get_type_hints(import_module(name).generate)
    assert hints["run"] is Run
    assert (get_origin(hints["return"]), get_args(hints["return"])) == (Table, (row_class(name),))
    for upstream in datasets()[name].upstream:
        assert get_origin(hints[upstream]) in (Table, Lookup)
        assert get_args(hints[upstream]) == (row_class(upstream),)


@each_dataset
def test_a_module_knows_no_file_no_clock_and_no_other_randomness(name: str) -> None:
    tree = ast.parse((ROOT / "generators" / f"{name}.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & {"random", "time", "os", "pathlib", "io", "open", "uuid", "secrets"}
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not named & {"open", "hash", "print"}


SCRIPT = """
from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

"""


@each_dataset
def test_a_module_begins_as_a_script(name: str) -> None:
    text = (ROOT / "generators" / f"{name}.py").read_text(encoding="utf-8")
    assert text.partition('"""\n')[2].startswith(SCRIPT)


@each_dataset
def test_a_file_has_a_record_a_line(lines: list[str], records: Records) -> None:
    assert (lines[0], lines[-2:]) == ("[", ["]", ""])
    body = lines[1:-2]
    assert all(line.endswith("},") for line in body[:-1])
    assert body[-1].endswith("}")
    assert [json.loads(line.rstrip(",")) for line in body] == records


@each_dataset
def test_a_record_has_exactly_the_declared_columns_in_their_order(name: str, records: Records) -> None:
    declared = list(columns(name))
    assert records
    assert all(list(record) == declared for record in records)


@each_dataset
def test_every_value_has_the_type_of_its_column(name: str, records: Records) -> None:
    for column in columns(name).values():
        found = {type(record[column.name]) for record in records}
        allowed = TYPES[column.type]
        allowed = set(allowed) if isinstance(allowed, tuple) else {allowed}
        assert found <= allowed | ({type(None)} if column.nullable else set()), column.name


@each_dataset
def test_every_text_has_the_form_of_its_column(name: str, records: Records) -> None:
    for column in columns(name).values():
        form = UUID if column.type in ("key", "ref", "uuid") else MARKS.get(column.type)
        form = re.compile(column.pattern) if column.pattern else form
        values = {record[column.name] for record in records} - {None}
        wrong = [value for value in values if form and not form.fullmatch(value)]
        assert not wrong, (column.name, wrong[:3])
        assert not column.values or values <= set(column.values)


@each_dataset
def test_money_has_two_decimals_at_most(name: str, records: Records) -> None:
    for column in columns(name).values():
        if column.decimals:
            values = [record[column.name] for record in records if record[column.name] is not None]
            assert [round(value, column.decimals) for value in values] == values, column.name


@each_dataset
def test_no_key_stands_twice(name: str, records: Records) -> None:
    for column in columns(name).values():
        if column.unique:
            values = [record[column.name] for record in records if record[column.name] not in (None, "")]
            assert len(set(values)) == len(values), column.name


@each_dataset
def test_every_reference_finds_its_row(bank: Project, name: str, records: Records) -> None:
    for column in columns(name).values():
        if column.type == "ref":
            key = key_of(row_class(column.target)).name
            there = {record[key] for record in read(bank.output(column.target))}
            assert {record[column.name] for record in records} - {None} <= there, column.name


@each_dataset
def test_rows_stand_in_the_order_of_their_owners(bank: Project, name: str, records: Records) -> None:
    column = owner_of(row_class(name))
    if column is None:
        return
    key = key_of(row_class(column.target)).name
    place = {record[key]: at for at, record in enumerate(read(bank.output(column.target)))}
    assert (np.diff([place[record[column.name]] for record in records]) >= 0).all()


@each_dataset
def test_a_file_is_made_for_people_too(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\\u" not in text
    assert "\r" not in text


@pytest.mark.parametrize("name", ["branches", "loans"])
def test_a_script_builds_its_dataset_from_any_folder(own_bank: Project, tmp_path: Path, name: str) -> None:
    before = own_bank.bank()
    own_bank.output(name).unlink()
    done = own_bank.run(str(own_bank.path(f"generators/{name}.py")), cwd=tmp_path)
    assert (done.code, done.ran) == (0, [name]), done.err
    assert own_bank.bank() == before
