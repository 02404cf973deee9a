"""A credit scorecard in plain Python: which loans will default within half a year?

    python examples/scorecard.py                        after `doit`
    python examples/scorecard.py FOLDER                 for the JSON files in any folder

1. Take a day half a year before the last one, and the loans that run on it and are less than 30 days late.
2. Note what a bank knows on that day: the risk band of the grant, days late, late fees of half a year, overdrafts of a
   quarter, months on book. Nothing later may slip in: a loan's row says how it stands today.
3. Look which of them were 90 days past due within 180 days. Of the default bank about five in a hundred were.
4. Give each answer points by its weight of evidence, ln(share of the good / share of the bad): learn them from half of
   the customers, and score the other half; then the other way round.
5. Ask how well the points rank: the area under the ROC curve (0.5 knows nothing, 1 knows all) is about 0.7, and the
   fifth with the fewest points holds about half of all defaults.

What to try next: leave the risk band out; add the balance of the account; take another day.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Record = dict[str, Any]
HORIZON, HALF_A_YEAR, QUARTER = timedelta(180), timedelta(182), timedelta(90)
POINTS = 20 / math.log(2)  # twenty points double the odds


def records(folder: Path, dataset: str) -> Iterator[Record]:
    """The records of a dataset, one a line, without loading the file."""
    with (folder / f"{dataset}.json").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                yield json.loads(line.rstrip().rstrip(","))


def day(text: str | None) -> date:
    """A day of the files; one after all others where there is none."""
    return date.fromisoformat(text[:10]) if text else date.max


def observed(folder: Path) -> tuple[date, list[Record]]:
    """The day of the scorecard, and the loans: each with its customer, its answers and whether it defaults."""
    loans = list(records(folder, "loans"))
    on = max(day(loan["updated_at"]) for loan in loans) - HALF_A_YEAR
    owner = {account["account_id"]: account["customer_id"] for account in records(folder, "accounts")}
    paid_later, fees, overdrawn = Counter[str](), Counter[str](), Counter[str]()
    for posting in records(folder, "transactions"):
        when, customer = day(posting["transaction_date"]), owner[posting["account_id"]]
        instalment = posting["loan_id"] and posting["description"].startswith("Parcela")
        paid_later[posting["loan_id"]] += bool(instalment and when > on)
        fees[customer] += bool(posting["loan_id"] and posting["category"] == "Fee" and on - HALF_A_YEAR < when <= on)
        overdrawn[customer] += posting["balance_after"] < 0 and on - QUARTER < when <= on
    begun = {loan["loan_id"]: day(loan["start_date"]) for loan in loans}
    found = []
    for loan in loans:
        paid = loan["installments_paid"] - paid_later[loan["loan_id"]]
        late = (on - due(begun[loan["loan_id"]], paid + 1)).days
        newer = begun.get(loan["renegotiated_loan_id"], date.max)
        gone = min(newer, day(loan["prepaid_on"]), day(loan["defaulted_on"])) <= on
        if begun[loan["loan_id"]] < on - timedelta(30) and paid < loan["term"] and late < 30 and not gone:
            customer = loan["customer_id"]
            answers = {
                "risk band": loan["risk_band"] or "renegotiated",
                "days late": band(late, (0, 5)),
                "late fees": band(fees[customer], (0, 2)),
                "overdrawn": band(overdrawn[customer], (0, 20)),
                "months on book": band((on - begun[loan["loan_id"]]).days // 30, (5, 11, 23)),
            }
            found.append({"customer": customer, "answers": answers, "bad": day(loan["defaulted_on"]) <= on + HORIZON})
    return on, found


def due(start: date, months: int) -> date:
    """About when an instalment falls due; banks move it to a business day."""
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, min(start.day, 28))


def band(number: int, ends: tuple[int, ...]) -> str:
    """A number as the band that it lies in: up to the first end, up to the second, ..., above."""
    for end in ends:
        if number <= end:
            return f"up to {end}"
    return f"above {ends[-1]}"


def learnt(loans: list[Record]) -> dict[tuple[str, str], float]:
    """The points of each answer, from loans whose end is known; half a loan more each, since some answers are rare."""
    counts: dict[bool, Counter[tuple[str, str]]] = defaultdict(Counter)
    for loan in loans:
        counts[loan["bad"]].update(loan["answers"].items())
    good, bad = (max(sum(loan["bad"] is wanted for loan in loans), 1) for wanted in (False, True))
    answers = set(counts[True]) | set(counts[False])
    odds = {each: (counts[False][each] + 0.5) / good / ((counts[True][each] + 0.5) / bad) for each in answers}
    return {each: POINTS * math.log(ratio) for each, ratio in odds.items()}


def area(scores: list[tuple[float, bool]]) -> float:
    """The area under the ROC curve: how often a good loan has more points than a bad one."""
    good, bad = ([score for score, is_bad in scores if is_bad is wanted] for wanted in (False, True))
    pairs = [(one > other) + 0.5 * (one == other) for one in good for other in bad]
    return sum(pairs) / max(len(pairs), 1)


def scorecard(folder: Path) -> Record:
    """What the scorecard finds: the day, the loans, their defaults, the points, and how well they rank."""
    on, loans = observed(folder)
    halves = [[loan for loan in loans if int(loan["customer"][0], 16) % 2 == half] for half in (0, 1)]
    scores = []
    for known, asked in (halves, halves[::-1]):
        points = learnt(known)
        scores += [(sum(points.get(each, 0.0) for each in loan["answers"].items()), loan["bad"]) for loan in asked]
    worst = sorted(scores)[: len(scores) // 5]
    bad = sum(is_bad for _, is_bad in scores)
    return {
        "on": on, "loans": len(loans), "defaults": bad, "points": learnt(loans), "area": area(scores),
        "worst fifth": sum(is_bad for _, is_bad in worst) / max(bad, 1),
    }  # fmt: skip


def main() -> None:
    """Print the scorecard of a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data/financial_services")
    found = scorecard(folder)
    print(f"{found['loans']} loans on {found['on']}, of which {found['defaults']} default within 180 days\n")
    for (question, answer), points in sorted(found["points"].items()):
        print(f"  {question:<16} {answer:<14} {points:+6.0f} points")
    print(
        f"\narea under the curve {found['area']:.2f}; the worst fifth holds {found['worst fifth']:.0%} of the defaults"
    )


if __name__ == "__main__":
    main()
