"""Find the mule in plain Python: which money that comes in is passed on by criminals?

    doit customers=5000 crime.fraud=25 crime.laundering=10 && doit truth
    python examples/find_the_mule.py                    for the bank and its truth
    python examples/find_the_mule.py FOLDER TRUTH       for the JSON files in any two folders

1. Take every Pix and TED of R$ 200 or more from somebody else to an account of a person.
2. Note what a bank knows a day later: how much of it has gone on and how soon, how old the account is, how many paid it
   in the month before, how the sum compares with the income.
3. Cut the history at two thirds. Learn from what came before, with the labels that were known by the cut (`known_on`):
   a bank that learns on that day has no others. What nobody knows yet counts as innocent, as it does in life.
4. Give each answer points by its weight of evidence, and score what comes after the cut, against the whole truth.
5. Ask how well the points rank (area under the ROC curve), and once more for points learnt from the whole truth before
   the cut: the difference is what late labels cost.

What to try next: rates of 1; `crime.difficulty=hard`; the devices of payments; two steps of the money instead of one.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Record = dict[str, Any]
DAY, MONTH = timedelta(1), timedelta(30)
LEAST = 200  # reais
MOVES = (
    '"category":"Transfer"',
    '"category":"Cash"',
)  # most other postings need not be parsed


def records(folder: Path, dataset: str, *texts: str) -> Iterator[Record]:
    """The records of a dataset, one a line, without loading the file; where texts are given, those with any."""
    with (folder / f"{dataset}.json").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{") and (not texts or any(text in line for text in texts)):
                yield json.loads(line.rstrip().rstrip(","))


def moment(record: Record, name: str) -> datetime:
    """A moment of a record."""
    return datetime.fromisoformat(record[name])


def band(value: float, *walls: float) -> str:
    """The band between walls in which a value lies."""
    return f"up to {next((wall for wall in walls if value <= wall), math.inf):g}"


def observed(folder: Path) -> Iterator[Record]:
    """Each credit with its answers, in the order of accounts and time."""
    people = {c["customer_id"]: c for c in records(folder, "customers") if c["customer_type"] == "Individual"}
    accounts = {a["account_id"]: a for a in records(folder, "accounts") if a["customer_id"] in people}
    postings: dict[str, list[tuple[datetime, Record]]] = defaultdict(list)
    for posting in records(folder, "transactions", *MOVES):
        if posting["account_id"] in accounts:
            postings[posting["account_id"]].append((moment(posting, "transaction_date"), posting))
    for account, own in postings.items():
        income = people[accounts[account]["customer_id"]]["monthly_income"] or 1
        yield from credits(own, moment(accounts[account], "created_at"), income)


def credits(own: list[tuple[datetime, Record]], opened: datetime, income: float) -> Iterator[Record]:
    """The credits of one account, whose postings are in order."""
    payers: list[tuple[datetime, str | None]] = []
    for number, (when, posting) in enumerate(own):
        if posting["direction"] == "Debit" or posting["category"] != "Transfer" or posting["amount"] < LEAST:
            continue
        payers = [(at, who) for at, who in payers if when - at <= MONTH] + [(when, posting["counterparty_name"])]
        gone, wait = 0.0, 24.0
        for later, other in own[number + 1 :]:
            if later - when > DAY:
                break
            if other["direction"] == "Debit" and other["category"] in ("Transfer", "Cash"):
                wait = min(wait, (later - when) / timedelta(hours=1))
                gone += other["amount"]
        yield {
            "id": posting["transaction_id"],
            "when": when,
            "answers": {
                "gone within a day": band(gone / posting["amount"], 0.05, 0.5, 0.8, 1.1),
                "hours until some goes": band(wait, 1, 6, 23.99),
                "days since the account was opened": band((when - opened) / DAY, 200, 1000),
                "payers within a month": band(len({who for _, who in payers}), 1, 2, 4),
                "sum over monthly income": band(posting["amount"] / income, 0.1, 0.3, 1),
            },
        }


def learnt(rows: list[Record], illicit: set[str]) -> dict[tuple[str, str], float]:
    """Points of each answer by its weight of evidence; half a case is added everywhere, so that none is infinite."""
    counts = {side: Counter[tuple[str, str]]() for side in (False, True)}
    for row in rows:
        counts[row["id"] in illicit].update(row["answers"].items())
    guilty = sum(row["id"] in illicit for row in rows)
    shares = {
        side: {each: (counts[side][each] + 0.5) / (total + 1) for each in counts[False].keys() | counts[True].keys()}
        for side, total in ((False, len(rows) - guilty), (True, guilty))
    }
    return {each: math.log(shares[True][each] / share) for each, share in shares[False].items()}


def area(rows: list[Record], illicit: set[str], points: dict[tuple[str, str], float]) -> float:
    """The area under the ROC curve: how often an illicit credit has more points than an innocent one."""
    scored = sorted(
        (sum(points.get(each, 0.0) for each in row["answers"].items()), row["id"] in illicit) for row in rows
    )
    by_score: dict[float, Counter[bool]] = defaultdict(Counter)
    for score, wrong in scored:
        by_score[round(score, 9)][wrong] += 1
    below, won = 0.0, 0.0
    for count in by_score.values():
        won += count[True] * (below + count[False] / 2)
        below += count[False]
    guilty = sum(wrong for _, wrong in scored)
    return won / (guilty * below) if guilty and below else math.nan


def find_the_mule(folder: Path, truth: Path) -> dict[str, float]:
    """How many credits there are, how many are illicit and known, and how well the points rank those behind the cut."""
    rows = list(observed(folder))
    labels = [label for label in records(truth, "fraud_labels") if label["is_illicit"]]
    first, last = (end(row["when"] for row in rows) for end in (min, max))
    cut = first + (last - first) * 2 / 3
    illicit = {label["transaction_id"] for label in labels}
    known = {x["transaction_id"] for x in labels if x["known_on"] and x["known_on"] <= cut.date().isoformat()}
    before, after = ([row for row in rows if (row["when"] <= cut) == early] for early in (True, False))
    return {
        "credits": len(rows),
        "illicit": sum(row["id"] in illicit for row in rows),
        "known by the cut": sum(row["id"] in known for row in before),
        "illicit before the cut": sum(row["id"] in illicit for row in before),
        "area": area(after, illicit, learnt(before, known)),
        "area with the whole truth": area(after, illicit, learnt(before, illicit)),
    }


if __name__ == "__main__":
    home = Path(__file__).resolve().parents[1] / "data/financial_services"
    for name, figure in find_the_mule(*map(Path, sys.argv[1:] or (home / "datasets", home / "truth"))).items():
        print(f"{name:28}{figure:10.3f}")
