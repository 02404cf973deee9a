"""`pip install -e .`: `import lastro` works in any folder, and pytest knows the fixture."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from projects import ROOT, lastro

pytestmark = pytest.mark.tools


def test_an_editable_install_makes_the_bank_from_any_folder(tmp_path: Path) -> None:
    project = lastro(tmp_path / "project", customers=20)
    for name in ("pyproject.toml", "README.md"):
        (project.root / name).write_bytes((ROOT / name).read_bytes())
    venv.create(tmp_path / "venv", system_site_packages=False, with_pip=True)
    python = str(tmp_path / "venv/bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", "-e", str(project.root), "pytest"], check=True)
    (tmp_path / "test_it.py").write_text("def test_it(bank):\n    assert len(bank.customers) == 300\n")
    done = subprocess.run([python, "-m", "pytest", "-q"], cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
