"""Reading: whatever the layout of a file, the same rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sky
from lastro.engine.errors import BadInput
from lastro.engine.files import reader
from lastro.engine.files.codec import Codec
from lastro.engine.rows import tables
from lastro.engine.rows.columns import columns_of
from planets import Planet

CODEC = Codec(1, Planet)
Layout = Callable[[Path, list[dict[str, Any]]], None]


def _bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def _retimed(rows: list[dict[str, Any]], moment: str, day: str) -> list[dict[str, Any]]:
    return [
        {**row, "seen_at": row["seen_at"] and moment.format(*row["seen_at"].split("T")),
         "found_on": row["found_on"] and day.format(row["found_on"])}
        for row in rows
    ]  # fmt: skip


LAYOUTS: dict[str, Layout] = {
    "as it was written": lambda path, rows: None,
    "indented": lambda path, rows: sky.write(path, rows, indent=4),
    "on one line": lambda path, rows: sky.write(path, rows),
    "with spaces after commas": lambda path, rows: _bytes(
        path, lambda text: text.replace(b',"price":', b', "price" : ')
    ),
    "keys in another order": lambda path, rows: sky.write(path, [dict(sorted(row.items())) for row in rows]),
    "with Windows line ends": lambda path, rows: _bytes(path, lambda text: text.replace(b"\n", b"\r\n")),
    "without a final newline": lambda path, rows: _bytes(path, lambda text: text[:-1]),
    "with lines behind": lambda path, rows: _bytes(path, lambda text: text + b"\n \n"),
    "with an empty line": lambda path, rows: _bytes(path, lambda text: text.replace(b"},\n", b"},\n\n", 1)),
    "with the end on the last line": lambda path, rows: _bytes(path, lambda text: text.replace(b"}\n]", b"}]")),
    "with escaped letters": lambda path, rows: _bytes(path, lambda text: text.replace("á".encode(), b"\\u00e1")),
    "with more columns": lambda path, rows: sky.write(path, [{"size": {"of": [1]}, **row} for row in rows]),
    "with more columns, a record a line": lambda path, rows: _bytes(
        path, lambda text: text.replace(b'{"planet_id"', b'{"size":{"of":[1]},"planet_id"')
    ),
    "with moments as DuckDB writes them": lambda path, rows: sky.write(path, _retimed(rows, "{} {}", "{}")),
    "with times as pandas writes them": lambda path, rows: sky.write(
        path, _retimed(rows, "{}T{}.000", "{}T00:00:00.000")
    ),
    "with times as pandas writes them, a record a line": lambda path, rows: _bytes(
        path, lambda text: re.sub(rb'(T..:..:..)"', rb'\1.000"', text)
    ),
    "with whole numbers for money": lambda path, rows: _bytes(path, lambda text: text.replace(b".0,", b",")),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    sky.make(tmp_path, "planets", rows=60)
    return tmp_path / "planets.json"


def columns(path: Path) -> dict[str, list[Any]]:
    whole = tables.concat(list(reader.read(path, CODEC, {})))
    return {name: list(getattr(whole, name)) for name in columns_of(Planet)}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
@pytest.mark.parametrize("chunk", [8 << 20, 700, 1])
def test_every_layout_gives_the_same_rows(
    file: Path, monkeypatch: pytest.MonkeyPatch, layout: Layout, chunk: int
) -> None:
    expected = columns(file)
    layout(file, sky.records(file))
    monkeypatch.setattr(reader, "_CHUNK", chunk)
    monkeypatch.setattr(reader, "_BATCH", max(chunk // 100, 1))
    assert columns(file) == expected


def test_a_file_that_changes_its_layout_half_way_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = columns(file)
    lines = file.read_bytes().split(b"\n")
    lines[40] = lines[40].replace(b',"price"', b',\n "price"')
    file.write_bytes(b"\n".join(lines))
    monkeypatch.setattr(reader, "_CHUNK", 700)
    assert columns(file) == expected


def test_rows_come_in_parts(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_CHUNK", 700)
    sizes = [len(rows) for rows in reader.read(file, CODEC, {})]
    assert sum(sizes) == 60
    assert max(sizes) < 5


@pytest.mark.parametrize("text", ["[]", "[]\n", "[\n]\n", "\n[\n\n]", "[\r\n]\r\n", " [ ] "])
def test_an_empty_array_has_no_rows(file: Path, text: str) -> None:
    file.write_text(text)
    assert sum(len(rows) for rows in reader.read(file, CODEC, {})) == 0


def test_a_file_that_is_not_there_is_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"planets\.json is not there; `doit planets` builds it"):
        list(reader.read(tmp_path / "planets.json", CODEC, {}))


@pytest.mark.parametrize("cut", [1, 2, 3, 100, 700, 5_000, -1, -2, -3, -4, -500])
def test_a_file_cut_short_is_refused_wherever_it_was_cut(file: Path, cut: int) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    if whole[:cut].strip() == whole.strip():
        assert len(columns(file)["name"]) == 60
        return
    with pytest.raises(BadInput, match=r"planets\.json: line \d+, column \d+: "):
        columns(file)
