"""The golden digests: SHA-256 of the datasets at 200 customers. `python tests/golden.py` writes them anew.

It also writes down what the datasets promise (established.json) and the two records that README shows, and says which
datasets are impacted: a change of data belongs in CHANGELOG.md as "Impacted datasets: ...". With a version, as in
`python tests/golden.py 0.2.0`, it does the same for a release: from then on, changes are counted from there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
GOLDEN = HERE / "golden.json"
RELEASED = HERE / "released.json"
CUSTOMERS = "200"


def golden() -> dict[str, str]:
    """The digests that the datasets should have."""
    found: dict[str, str] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return found


def released() -> str:
    """The version that changes are counted from."""
    return str(_release()["version"])


def impacted() -> list[str]:
    """The datasets whose digests are no longer those of the last release."""
    before = _release()["digests"]
    return [name for name, digest in golden().items() if before.get(name) != digest]


def _release() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RELEASED.read_text(encoding="utf-8"))
    return found


def refresh() -> list[str]:
    """Write the digests of the datasets as they are built now; returns the names of those that have changed."""
    from builds import digests, make

    before = golden() if GOLDEN.exists() else {}
    with TemporaryDirectory() as folder:
        make(Path(folder), customers=CUSTOMERS)
        now = digests(Path(folder))
        _show("\n".join(joined(Path(folder))))
    GOLDEN.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    return [name for name in now if before.get(name) != now[name]]


def joined(folder: Path) -> list[str]:
    """The first account of a folder, and the last of its postings, as they stand in the files."""
    account = _lines(folder / "accounts.json")[0]
    mine = f'"account_id":"{json.loads(account)["account_id"]}"'
    return [account, [line for line in _lines(folder / "transactions.json") if mine in line][-1]]


def _lines(path: Path) -> list[str]:
    return [line.rstrip(",") for line in path.read_text(encoding="utf-8").splitlines()[1:-1]]


def _show(records: str) -> None:
    """Put records into README's block of JSON."""
    before, fence, rest = README.read_text(encoding="utf-8").partition("```json\n")
    README.write_text(f"{before}{fence}{records}\n```{rest.partition('```')[2]}", encoding="utf-8")


def release(version: str) -> None:
    """Count changes from here."""
    text = json.dumps({"version": version, "digests": golden()}, indent=2)
    RELEASED.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent / "generators")]
    import established

    established.refresh()
    print(f"Impacted datasets: {', '.join(refresh()) or 'none'}")
    for version in sys.argv[1:]:
        release(version)
