"""Making: the six tables of the truth, block by block, as JSON files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from accounts import Account
from card_transactions import CardTransaction
from compliance import Compliance
from credit_cards import CreditCard
from customers import Customer
from digital_activity import DigitalActivity
from lastro.engine.build.blocks import arguments
from lastro.engine.build.join import OutOfOrder
from lastro.engine.build.spec import BuildSpec
from lastro.engine.files.codec import Codec
from lastro.engine.files.writer import Block, Output, array
from lastro.engine.rows.columns import row_class
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table
from lastro.tasks.truth.alerts import alert_rows
from lastro.tasks.truth.block import TruthBlock
from lastro.tasks.truth.cases import case_rows, member_rows
from lastro.tasks.truth.labels import activity_labels, posting_labels
from lastro.tasks.truth.reports import report_rows
from lastro.tasks.truth.tables import rows
from transactions import Transaction

READS = {
    "transactions": (
        "transaction_id", "account_id", "amount", "transaction_date", "direction", "balance_after", "payment_method",
        "category",
    ),
    "card_transactions": (
        "card_transaction_id", "card_id", "amount", "transaction_date", "posted_on", "direction", "transaction_type",
        "purchase_amount", "merchant_document", "entry_mode", "installment_number",
    ),
    "digital_activity": ("activity_id", "customer_id", "timestamp", "session_id", "device_id", "transaction_id"),
}  # fmt: skip
UPSTREAM = (
    "customers", "accounts", "credit_cards", "transactions", "compliance", "digital_activity", "card_transactions",
)  # fmt: skip
MAKERS: dict[str, Callable[[TruthBlock], Table[Any]]] = {
    "cases": case_rows,
    "case_members": member_rows,
    "fraud_labels": posting_labels,
    "activity_labels": activity_labels,
    "reports": report_rows,
    "alerts": alert_rows,
}


def generate(
    run: Run,
    customers: Table[Customer],
    accounts: Table[Account],
    credit_cards: Table[CreditCard],
    transactions: Table[Transaction],
    compliance: Table[Compliance],
    digital_activity: Table[DigitalActivity],
    card_transactions: Table[CardTransaction],
) -> dict[str, Table[Any]]:
    """All tables of the truth of a block of customers."""
    block = TruthBlock(
        run, customers, accounts, credit_cards, transactions, compliance, digital_activity, card_transactions
    )
    return {name: make(block) for name, make in MAKERS.items()}


class TruthSpec(BuildSpec):
    """What the truth is made of: the datasets as they stand in their files."""

    def __post_init__(self) -> None:
        self.module = import_module(__name__)
        self.forms = dict.fromkeys(self.upstream, Table)
        self.codecs = {name: Codec(self.run.seed, row_class(name)) for name in self.upstream}


def write_truth(run: Run, datasets: Path, into: Path, cohort: int) -> dict[str, int]:
    """Write the truth of the datasets in a folder; the number of records of each table.

    Raises BadInput where a dataset cannot be read.
    """
    unsorted: frozenset[str] = frozenset()
    while True:
        try:
            return _written(TruthSpec("truth", UPSTREAM, None, run, datasets, cohort=cohort), unsorted, into)
        except OutOfOrder as found:
            if found.dataset in unsorted:
                raise
            unsorted |= {found.dataset}


def _written(spec: TruthSpec, unsorted: frozenset[str], into: Path) -> dict[str, int]:
    codecs = {name: Codec(spec.run.seed, row) for name, row in rows().items()}
    with ExitStack() as files:
        outputs = {name: files.enter_context(array(into / f"{name}.json")) for name in codecs}
        references = spec.references()
        for number, given in enumerate(arguments(spec, unsorted, references)):
            references.look(given)
            _append(codecs, outputs, number, generate(spec.run, **given), spec.foreign)
        references.finish()
    for name, output in outputs.items():
        output.whole(into / f"{name}.json").place(lambda _: None)
    return {name: output.records for name, output in outputs.items()}


def _append(
    codecs: Mapping[str, Codec],
    outputs: Mapping[str, Output],
    number: int,
    made: Mapping[str, Table[Any]],
    foreign: dict[int, str],
) -> None:
    for name, found in made.items():
        lines = codecs[name].lines(found, foreign)
        outputs[name].append(number, Block(lines if len(found) else (), len(found), len(found)))
