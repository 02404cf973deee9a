"""A real browser without a window, for pages: what it complains of, what it asks for, what axe finds."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from projects import ROOT

MISSING_BROWSER = "no Chromium: `apt-get install chromium chromium-driver`, `pip install -r tests/requirements.txt`"
MISSING_AXE = "no axe-core: `npm install --prefix .axe axe-core@4.14.1` (or AXE_CORE=path of axe.min.js)"
_FLAGS = (
    "headless",
    "no-sandbox",  # root may not have one
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
)


@contextmanager
def browser(profile: Path) -> Iterator[Any]:
    """Chromium with an empty profile; skips the test where it is not installed."""
    selenium = pytest.importorskip("selenium.webdriver", reason=MISSING_BROWSER)
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip(MISSING_BROWSER)
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*_FLAGS, f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    window = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    try:
        yield window
    finally:
        window.quit()


def look(window: Any, width: int, *, dark: bool) -> None:
    """See the page as on a screen so wide, by day or by night."""
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def asked_for(window: Any) -> list[str]:
    """The addresses that the page has asked for since the last time."""
    messages = [json.loads(entry["message"])["message"] for entry in window.get_log("performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def axe(window: Any) -> list[str]:
    """What axe-core finds that is serious or critical; skips the test where it is not installed."""
    places = [os.environ.get("AXE_CORE", ""), ROOT / ".axe/node_modules/axe-core/axe.min.js"]
    script = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if script is None:
        pytest.skip(MISSING_AXE)
    window.execute_script(script.read_text(encoding="utf-8"))
    found = window.execute_async_script("axe.run().then(arguments[0], error => arguments[0]({failed: String(error)}))")
    assert "failed" not in found, found
    return [
        f"{each['impact']}: {each['id']}: {each['nodes'][0]['target']} ({each['help']})"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
