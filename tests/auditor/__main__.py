"""Audit a folder: `python -m auditor FOLDER --as-of 2026-10-31 --history-start 2025-11-01`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from . import audit
from .reading import UnreadableError


def main() -> int:
    """Print the table; 0 when every rule holds, 1 when one does not, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="auditor", description="Audit the JSON files of a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 10, 31))
    parser.add_argument("--history-start", type=date.fromisoformat, default=date(2025, 11, 1))
    parser.add_argument("--documents", choices=("valid", "invalid"), default="valid")
    options = parser.parse_args()
    try:
        report = audit(options.folder, options.as_of, options.history_start, options.documents)
    except (UnreadableError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(report.table())
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
