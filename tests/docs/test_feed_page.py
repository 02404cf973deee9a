"""docs/feed.md: its pipeline runs line by line, and ends in the totals of the audit."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from pathlib import Path

import duckdb

from projects import DATASETS, ROOT, Project

PAGE = (ROOT / "docs/feed.md").read_text(encoding="utf-8")


def test_the_pipeline_of_the_page_ends_in_the_totals_of_the_audit(bank: Project, tmp_path: Path) -> None:
    project = bank.copy(tmp_path / "bank")
    (shell,) = re.findall(r"^```shell\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for command in shell.splitlines():
        done = project.doit(*command.removeprefix("doit ").split())
        assert done.code == 0, done.err
    connection = duckdb.connect()
    found: list[tuple[int, ...]] = []
    with chdir(project.root):
        for statement in re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
            found = connection.execute(statement).fetchall()
        now = connection.execute(
            f"SELECT count(*) FROM (SELECT * FROM accounts EXCEPT SELECT * FROM read_json('{DATASETS}/accounts.json'))"
        ).fetchone()
    audit = json.loads(project.path("data/financial_services/feed/changes/dt=2026-10-31/audit.json").read_text())
    totals = audit["totals"]["accounts"]
    assert found == [(totals["rows"], totals["balance"], totals["status"].get("Dormant", 0))]
    assert now == (0,)
