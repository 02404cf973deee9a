"""Floors: what the same records cost when polars only writes them, when they are only copied, and the plain way."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lastro.engine.records.digests import hasher
from lastro.engine.settings.settings import Settings
from lastro.engine.tasks.declared import declared
from lastro.tasks.benchmarks.builds import build_all, spec_in


@dataclass(frozen=True)
class Floor:
    """CPU seconds of building transactions from their upstream, and of polars writing the same blocks."""

    records: int
    built: float
    written: float


def against_polars(folder: Path, settings: Settings) -> Floor:
    """Build transactions block by block, and let polars write each finished block: interleaved, in one process.

    Built: reading and joining upstream, drawing, the ledger, describing, encoding, hashing and writing. Imports are not
    counted.
    """
    from lastro.engine.build.blocks import SeparateBlocks

    results = build_all(folder, settings, declared()["transactions"].upstream)
    spec = spec_in("transactions", settings, folder, {name: result.offsets for name, result in results.items()})
    codec, blocks = spec.codecs["transactions"], SeparateBlocks.of(spec)
    assert blocks is not None
    records, built, written, digest = 0, 0.0, 0.0, hasher()
    with (folder / "built.json").open("wb") as stream:

        def put(parts: Iterator[bytes]) -> None:
            for lines in parts:
                stream.write(lines)
                digest.update(lines)

        for number in range(len(blocks)):
            making, (table, lines) = _timed(partial(_made, spec, blocks, number))
            frame = codec.frame(table, spec.foreign)
            built += making + _timed(partial(put, lines))[0]
            written += _timed(partial(frame.write_ndjson, folder / "written.json"))[0]
            records += len(table)
    return Floor(records, built, written)


def _made(spec: Any, blocks: Any, number: int) -> tuple[Any, Iterator[bytes]]:
    given = blocks[number]
    table = spec.module.generate(spec.run, **given)
    blocks.references.look(given)
    return table, spec.codecs["transactions"].lines(table, spec.foreign)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def copying(folder: Path) -> float:
    """Bytes a second of copying the largest dataset in the folder."""
    source = max(folder.glob("*.json"), key=lambda path: path.stat().st_size)
    started = time.perf_counter()
    shutil.copyfile(source, folder / "copy.json")
    return source.stat().st_size / (time.perf_counter() - started)


def flushing(folder: Path, disk: Path) -> float:
    """Bytes a second of flushing a copy of the largest dataset in the folder to a disk (fsync)."""
    source = max(folder.glob("*.json"), key=lambda path: path.stat().st_size)
    with tempfile.NamedTemporaryFile(dir=disk) as copy:
        shutil.copyfile(source, copy.name)
        started = time.perf_counter()
        os.fsync(copy.fileno())
        return source.stat().st_size / (time.perf_counter() - started)


def plain_way(folder: Path, records: int = 5_000) -> float:
    """CPU seconds a record of the plain way: one Faker call a value, one dict a record, json.dump."""
    started = time.process_time()
    with (folder / "plain.json").open("w", encoding="utf-8") as stream:
        json.dump(list(_plain_records(records)), stream, ensure_ascii=False)
    return (time.process_time() - started) / records


def _plain_records(count: int) -> Iterator[dict[str, Any]]:
    from faker import Faker

    fake = Faker("pt_BR")
    fake.seed_instance(7)
    for _ in range(count):
        yield {
            "transaction_id": fake.uuid4(),
            "account_id": fake.uuid4(),
            "transaction_type": fake.random_element(("Deposit", "Withdrawal", "Transfer", "Payment")),
            "amount": fake.pyfloat(left_digits=4, right_digits=2, positive=True),
            "currency": "BRL",
            "transaction_date": fake.date_time_this_year().isoformat(timespec="seconds"),
            "description": fake.sentence(nb_words=4),
            "direction": fake.random_element(("Credit", "Debit")),
            "balance_after": fake.pyfloat(left_digits=5, right_digits=2),
            "payment_method": fake.random_element(("Pix", "TED", "Boleto", "Debit Card")),
            "channel": fake.random_element(("Mobile", "Web", "POS")),
            "category": fake.word(),
            "city": fake.city(),
            "state": fake.estado_sigla(),
            "counterparty_name": fake.name(),
            "counterparty_account_id": None,
            "transfer_id": None,
            "end_to_end_id": fake.bothify("E" + "#" * 20 + "?" * 11),
            "loan_id": None,
            "card_id": None,
            "investment_id": None,
        }
