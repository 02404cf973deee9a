"""One bank for the tests of the feed."""

from __future__ import annotations

import pytest

from finished_bank import finished
from lastro.engine.rewind.finished import Finished


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A finished bank of one block."""
    return finished(tmp_path_factory.mktemp("bank"), customers="300")
