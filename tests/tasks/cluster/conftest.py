"""A session of Spark in this process, and a cluster that has a master and no worker yet."""

from __future__ import annotations

import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spark_cluster import Cluster, kill, session


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A session with two cores of this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = session("local[2]")
        yield opened
        opened.stop()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A master that is ready, without workers."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        made = Cluster(tmp_path, chosen.getsockname()[1])
    made.start("Master", "--port", str(made.port), "--webui-port", "0")
    try:
        for _ in range(600):
            if made.listens():
                break
            time.sleep(0.1)
        yield made
    finally:
        for process in made.running:
            if process.poll() is None:
                kill(process)
