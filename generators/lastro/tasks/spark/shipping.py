"""Shipping: the project as one archive, which Spark unpacks on every machine that needs it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pyspark import SparkFiles

from lastro.engine import paths

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PARTS = ("dodo.py", paths.BANK, paths.REQUIREMENTS, paths.GENERATORS, "data/reference")


def ship(spark: SparkSession) -> str:
    """Send the project to the machines of a session; the name under which it is unpacked there.

    The name holds a digest of the content, so that one project is sent once, and another beside it.
    """
    content = _packed()
    name = f"lastro-{sha256(content).hexdigest()[:16]}"
    if name not in _sent(spark):
        archive = (
            Path(SparkFiles.getRootDirectory()) / f"{name}.zip"
        )  # executors fetch it there until the session stops
        archive.write_bytes(content)
        spark.sparkContext.addArchive(f"{archive}#{name}")
    return name


def _sent(spark: SparkSession) -> list[str]:
    return [str(address).partition("#")[2] for address in spark.sparkContext.listArchives]


def _packed() -> bytes:
    """The archive; equal files make equal bytes."""
    held = io.BytesIO()
    with ZipFile(held, "w") as archive:
        for path in sorted(_files()):
            archive.writestr(ZipInfo(path.relative_to(paths.ROOT).as_posix()), path.read_bytes(), ZIP_DEFLATED)
    return held.getvalue()


def _files() -> Iterator[Path]:
    for part in (paths.ROOT / name for name in PARTS):
        yield from [part] if part.is_file() else (each for each in part.rglob("*") if each.suffix in _SHIPPED)


_SHIPPED = {".py", ".csv", ".sql"}
