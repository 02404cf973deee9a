"""Memory does not grow with the bank."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projects import ROOT

pytestmark = pytest.mark.long

BOUND = 500  # megabytes; two workers took 360, of which Python, numpy and polars 110, whatever the size of the bank
BUILD = """
import resource, sys
sys.path[:0] = ["tests", "generators"]
from pathlib import Path
from builds import closure, make

folder = Path(sys.argv[1])
made = make(folder, closure("transactions"), workers=2, customers=sys.argv[2], history_start="2026-09-01")
unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
print(made["transactions"].size >> 20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit)
"""


def test_twenty_thousand_customers_fit_in_half_a_gigabyte(tmp_path: Path) -> None:
    # two months of history: 214 MB of transactions, and more upstream; by way of a shell, as a process that takes the
    # place of another inherits its peak
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", BUILD, str(tmp_path), "20000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    shutil.rmtree(tmp_path)
    assert done.returncode == 0, done.stderr
    written, peak = map(int, done.stdout.split())
    assert written > 150  # megabytes
    assert peak < BOUND
