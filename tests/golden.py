"""The golden digests: SHA-256 of the nine at 200 customers. `python tests/golden.py` writes them anew.

A change of data shows there, and belongs in CHANGELOG.md as "Impacted datasets: ...".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden.json"
CUSTOMERS = "200"


def golden() -> dict[str, str]:
    """The digests that the nine should have."""
    found: dict[str, str] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return found


def refresh() -> list[str]:
    """Write the digests of the nine as they are built now; returns the names of those that have changed."""
    from builds import digests, make

    before = golden() if GOLDEN.exists() else {}
    with TemporaryDirectory() as folder:
        make(Path(folder), customers=CUSTOMERS)
        now = digests(Path(folder))
    GOLDEN.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    return [name for name in now if before.get(name) != now[name]]


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent / "generators")]
    print(f"Impacted datasets: {', '.join(refresh()) or 'none'}")
