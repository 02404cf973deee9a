"""Picture: the first screens of the report as docs/report.png, by Chromium; the file says what it was made of."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from lastro.engine import paths
from lastro.engine.errors import BuildError

PICTURE = "docs/report.png"
_SIZE = 1120, 1600  # pixels
_LOOK = ("page.html", "page.css", "drawing.py", "diagram.py")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"Lastro"  # of the text that says what the picture was made of
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1")


def browser() -> str:
    """Where Chromium lies; raises BuildError where there is none."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not found:
        raise BuildError("no Chromium: `apt-get install chromium` installs it")
    return found


def photograph(report: str, records: Mapping[str, int]) -> None:
    """Take the picture of a report that shows so many records; raises BuildError where there is no Chromium."""
    chromium = browser()
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder, "picture.png")
        size = f"--window-size={_SIZE[0]},{_SIZE[1]}"
        command = [chromium, *_FLAGS, f"--user-data-dir={folder}", size, f"--screenshot={taken}"]
        done = subprocess.run([*command, Path(report).resolve().as_uri()], capture_output=True, check=False)
        if done.returncode or not taken.is_file():
            raise BuildError(f"{chromium} took no picture (exit code {done.returncode})")
        made_of = json.dumps({"look": look(), "records": dict(records)})
        Path(PICTURE).write_bytes(_with_text(taken.read_bytes(), made_of))


def look() -> str:
    """A digest of what decides how the report looks, whatever the bank."""
    folder = Path(paths.ROOT, paths.LIBRARY, "tasks/report")
    return sha256(b"\0".join(folder.joinpath(name).read_bytes() for name in _LOOK)).hexdigest()


def made_of(png: bytes) -> dict[str, object]:
    """What a picture was made of: the digest of the look, and records by dataset; nothing where it does not say."""
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"tEXt" and content.startswith(_KEYWORD + b"\0"):
            found: dict[str, object] = json.loads(content.partition(b"\0")[2])
            return found
        at += 12 + length
    return {}


def _with_text(png: bytes, text: str) -> bytes:
    """A PNG file with a text behind its header (https://www.w3.org/TR/png-3/#11tEXt)."""
    end_of_header = len(_SIGNATURE) + 25
    chunk = b"tEXt" + _KEYWORD + b"\0" + text.encode("latin-1")
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:end_of_header] + whole + png[end_of_header:]
