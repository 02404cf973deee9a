"""Scanning: any bytes end in records or in one message with line and column."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lastro.engine.errors import BadInput
from lastro.engine.files import scanner as scanning
from lastro.engine.files.scanner import scan

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=4), max_size=8)
BREAKS = [b"\xff", b"\xc3", b"NaN", b"{", b"]", b",", b'"', b"\n", b"\0", b"\\u", b"\xef\xbb\xbf", b"1e400", b"}"]
quickly = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)


@pytest.fixture(autouse=True, params=[1 << 20, 64, 7, 1])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes read at a time, so that a border falls into everything."""
    monkeypatch.setattr(scanning, "_CHUNK", request.param)


def read(tmp_path: Path, content: bytes | str) -> list[tuple[int, dict[str, object]]]:
    path = tmp_path / "planets.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(scan(path))


def refusal(tmp_path: Path, content: bytes | str) -> str:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, content)
    return str(caught.value).removeprefix(f"{tmp_path}/planets.json: ")


@quickly
@given(RECORDS, st.sampled_from([None, 0, 2]), st.booleans())
def test_any_array_of_records_is_read_as_python_reads_it(
    tmp_path: Path, records: list[dict[str, object]], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_only)
    assert [record for _, record in read(tmp_path, text.encode("utf-8", "surrogatepass"))] == records


@quickly
@given(st.binary(max_size=60))
@example(b"[{}")
@example(b'[{"a":1}]]')
@example(b"[{}] x")
def test_any_bytes_end_in_records_or_a_message(tmp_path: Path, content: bytes) -> None:
    try:
        found = read(tmp_path, content)
    except BadInput as error:
        message = str(error)
    else:
        message = ""
        assert [record for _, record in found] == json.loads(content)
    assert not message or "planets.json: line " in message


@quickly
@given(RECORDS, st.data())
def test_a_broken_file_is_read_as_json_or_refused(tmp_path: Path, records: list[object], data: st.DataObject) -> None:
    content = json.dumps(records, ensure_ascii=False).encode("utf-8", "replace")
    at = data.draw(st.integers(0, len(content)))
    content = content[:at] + data.draw(st.sampled_from([*BREAKS, b""])) + content[at + data.draw(st.integers(0, 3)) :]
    try:
        found = [record for _, record in read(tmp_path, content)]
    except BadInput:
        return
    assert repr(found) == repr(json.loads(content))


def test_records_know_their_lines(tmp_path: Path) -> None:
    assert [line for line, _ in read(tmp_path, '[\n{"a":1},\n{"a":\n2},\n\n{"a":3},{"a":4}\n]\n')] == [2, 3, 6, 6]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1, column 1: the file ends where '[' (a dataset is a JSON array of records) should stand"),
        ("hello", "line 1, column 1: found 'h' where '[' (a dataset is a JSON array of records) should stand"),
        ('{"a":1}', "line 1, column 1: found '{' where '[' (a dataset is a JSON array of records) should stand"),
        ("[1]", "line 1, column 2: found '1' where a record should stand"),
        ('[\n{"a":1},\n[2]]', "line 3, column 1: found '[' where a record should stand"),
        ('[\n{"a":1},\n]', "line 3, column 1: found ']' where a record should stand"),
        ('[\n{"a":1}\n{"a":2}]', "line 3, column 1: found '{' where ',' or ']' should stand"),
        ('[\n{"a":1},,{"a":2}]', "line 2, column 9: found ',' where a record should stand"),
        ('[\n{"a":1},\n', "line 3, column 1: the file ends where a record should stand"),
        ('[\n{"a":1}\n', "line 3, column 1: the file ends where ',' or ']' should stand"),
        ('[\n{"a":1}]\n[]', "line 3, column 1: something stands behind the array's closing ']'"),
        ('[\n{"a":NaN}]', "line 2, column 1: NaN is no JSON number"),
        ('[\n{"a":-Infinity}]', "line 2, column 1: -Infinity is no JSON number"),
        ('[\n{"a":1,"a":2}]', "line 2, column 1: the name 'a' stands twice in one record"),
        ('[\n{"a":"x\ny"}' + 99 * " ", "line 2, column 8: no JSON: Invalid control character at"),
        ("\ufeff[]", "line 1, column 1: a byte-order mark; save the file as UTF-8 without one"),
        (b'[\n{"a":1},\n{"a":"\xff"}]', "line 3, column 7: not UTF-8 (invalid start byte)"),
        (b'[\n{"a":"\xc3"}]', "line 2, column 7: not UTF-8 (invalid continuation byte)"),
        (b'[\n{"a":"\xc3', "line 2, column 7: not UTF-8 (unexpected end of data)"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(tmp_path, content) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [("9" * 5000, "a number of thousands of digits"), ("[" * 100_000, "nested too deeply for a record")],
)
def test_what_python_cannot_read_is_told_in_words_of_the_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, message: str
) -> None:
    monkeypatch.setattr(scanning, "_CHUNK", 10_000)
    assert refusal(tmp_path, f'[\n{{"a":{value}}}]') == f"line 2, column 1: {message}"


def test_the_message_of_json_itself_has_its_place_too(tmp_path: Path) -> None:
    assert refusal(tmp_path, '[\n{"a":1},\n{"a" 1}' + " " * 99 + "]").startswith("line 3, column 6: no JSON: Expecting")


@pytest.mark.parametrize("layout", ["one line", "lines"])
def test_a_long_file_takes_no_more_memory_than_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    monkeypatch.setattr(scanning, "_CHUNK", 4096)
    records = json.dumps([{"number": number, "text": "água"} for number in range(4000)], ensure_ascii=False)
    path = tmp_path / "planets.json"
    path.write_text(records.replace("}, {", "},\n{") if layout == "lines" else records, encoding="utf-8")
    tracemalloc.start()
    assert sum(1 for _ in scan(path)) == 4000
    assert tracemalloc.get_traced_memory()[1] < 60_000
    tracemalloc.stop()
