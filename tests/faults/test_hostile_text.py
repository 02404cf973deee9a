"""Hostile text: what people type into a dataset arrives unharmed in every file, database and page, and does nothing."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from builds import NAMES
from projects import Project, built, once
from reading_back import compared

pytestmark = pytest.mark.faults

HOSTILE = [
    "<script>document.title = 'ours'</script>",
    "</script></style><img src=x onerror=alert(1)>",
    "'; DROP TABLE customers; --",
    '=HYPERLINK("http://example.com")',
    "@SUM(1)",
    "-1+1",
    "\u202egnirts\u202c abc",
    "\u200f\u0627\u0633\u0645",
    "a\u001b[31mred\u0001",
    "{{7*7}} ${7*7} %s %n",
    "../../etc/passwd",
    "Ana\nBeto\r\nCaio\u2028Davi",
    "\U0001f3e6",
    ']},{"customer_id":"x"}',
    "\\\\",
    '"',
    "N" * 1_000_000,
]
TARGETS = [name for name in ("csv", "ndjson", "parquet", "duckdb", "sqlite") if name != "duckdb" or find_spec("duckdb")]


@pytest.fixture(scope="module")
def hostile(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real bank with names, occupations and addresses that nobody has."""

    def make(to: Path) -> None:
        project = bank.copy(to)
        path = project.output("customers")
        records = json.loads(path.read_bytes())
        for text, record in zip(HOSTILE, records, strict=False):
            record.update(name=text[:400_000], occupation=text[:200], address=text)
        path.write_text(json.dumps(records), encoding="utf-8")
        built(project, "-c")

    return Project(once(tmp_path_factory, "hostile", make))


def test_hostile_texts_are_kept_and_arrive_in_every_target(hostile: Project, tmp_path: Path) -> None:
    project = hostile.copy(tmp_path / "bank")
    names = [record["name"] for record in json.loads(project.output("customers").read_bytes())]
    assert names[: len(HOSTILE)] == [text[:400_000] for text in HOSTILE]
    assert all(isinstance(json.loads(content), list) for content in project.bank().values())
    done = project.doit(*TARGETS)
    assert done.code == 0, done.err
    folder = project.path("data/financial_services")
    assert [(t, d) for t in TARGETS for d in NAMES if not compared(t, folder, d)[0]] == []


def test_hostile_texts_do_nothing_on_the_page(hostile: Project, tmp_path: Path) -> None:
    project = hostile.copy(tmp_path / "bank")
    done = project.doit("report")
    assert done.code == 0, done.err
    page = project.path("data/financial_services/report.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<img" not in page
    assert len(page) < 4_000_000


def test_hostile_texts_give_no_commands_to_the_terminal(hostile: Project, tmp_path: Path) -> None:
    project = hostile.copy(tmp_path / "bank")
    records = json.loads(project.output("customers").read_bytes())
    for text, record in zip(HOSTILE[6:12], records[6:12], strict=True):
        done = project.doit("statement", "--customer", record["customer_id"])
        assert done.code == 0, done.err
        assert not {"\x1b", "\x01", "\u202e"}.intersection(done.out), text
