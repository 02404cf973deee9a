"""Versions: every row of a feed's datasets with the days on which it stood so, a Parquet file a dataset.

Slowly changing dimensions of type 2: the columns of the dataset, valid_from and valid_to (days, half open, null while
current), is_current and version (1, 2, 3 ... of the row).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lastro.engine.files.codec import file_schema
from lastro.engine.files.typed import typed
from lastro.engine.rows.columns import key_of, row_class
from lastro.tasks.exports.frames import typed_frames


def write_versions(datasets: tuple[str, ...], feed: Path) -> None:
    """Write scd2/NAME.parquet for the datasets of a feed."""
    (feed / "scd2").mkdir()
    for dataset in datasets:
        versions_of(feed, dataset).write_parquet(feed / "scd2" / f"{dataset}.parquet")


def versions_of(feed: Path, dataset: str) -> pl.DataFrame:
    """The versions of a dataset's rows: those of the snapshot from before the feed on, then one a change."""
    row, key = row_class(dataset), key_of(row_class(dataset)).name
    start = pl.lit(None, dtype=pl.Date).alias("valid_from")
    parts = [frame.with_columns(start) for frame in typed_frames(feed / "snapshot" / f"{dataset}.json", row)]
    schema = pl.Struct({"after": pl.Struct(file_schema(row))})
    for folder in sorted((feed / "changes").glob("dt=*")):
        lines = (folder / f"{dataset}.ndjson").read_bytes()
        if lines:
            images = pl.read_ndjson(lines, schema=schema.to_schema()).unnest("after")
            day = pl.lit(folder.name.removeprefix("dt=")).str.to_date().alias("valid_from")
            parts.append(typed(images, row).with_columns(day))
    if not parts:
        return typed(pl.DataFrame(schema=file_schema(row)), row)
    later = pl.col("valid_from").shift(-1).over(key)
    evenings = pl.concat(parts).unique([key, "valid_from"], keep="last", maintain_order=True)
    return evenings.with_columns(
        valid_to=later,
        is_current=later.is_null(),
        version=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(key),
    )
