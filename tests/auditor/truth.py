"""C1 to C3: the truth beside a bank, as plain records: labels of their cases, sums, days in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal

from .reading import Record
from .report import Report

Tables = Mapping[str, list[Record]]
Own = list[tuple[Record, Record]]  # labels of a case, each with its posting
KEYS = {
    "cases": "case_id", "case_members": "member_id", "fraud_labels": "label_id", "activity_labels": "label_id",
    "reports": "report_id", "alerts": "alert_id",
}  # fmt: skip
NOTHING = Decimal(0)


def audit_truth(bank: Tables) -> Report:
    """Audit the six tables of the truth against the datasets that they were made of."""
    return _Truth(bank).audit()


class _Truth:
    def __init__(self, bank: Tables) -> None:
        self.bank, self.report = bank, Report()
        self.cases = {row["case_id"]: row for row in bank["cases"]}
        self.owner = {row["account_id"]: row["customer_id"] for row in bank["accounts"]}
        self.postings = {row["transaction_id"]: row for row in bank["transactions"]} | self._card_rows()
        self.events = {row["activity_id"]: row for row in bank["digital_activity"]}
        self.label = {_of(row): row for row in bank["fraud_labels"]}
        self.own: dict[str, Own] = defaultdict(list)
        for row in bank["fraud_labels"]:
            self.own[row["case_id"]].append((row, self.postings[_of(row)]))
        self.places: dict[str, dict[str, Record]] = defaultdict(dict)
        for row in bank["case_members"]:
            self.places[row["case_id"]][row["customer_id"]] = row

    def _card_rows(self) -> dict[str, Record]:
        """The rows of cards by key, each as a posting of the account that pays its bills, on its day."""
        account = {row["card_id"]: row["account_id"] for row in self.bank["credit_cards"]}
        return {
            row["card_transaction_id"]: {
                "account_id": account[row["card_id"]], "amount": row["amount"], "direction": row["direction"],
                "transaction_date": max(row["transaction_date"], row["posted_on"] + "T00:00:00"),
            }
            for row in self.bank["card_transactions"]
        }  # fmt: skip

    def audit(self) -> Report:
        """All three rules."""
        for table, check in (
            ("cases", self._case), ("case_members", self._member), ("fraud_labels", self._posting),
            ("activity_labels", self._event), ("reports", self._report), ("alerts", self._alert),
        ):  # fmt: skip
            for row in self.bank[table]:
                check(row, lambda rule, holds, what, t=table, r=row: self._expect(rule, t, r, holds, what))
        self._numbers("fraud_labels", lambda row: self.postings[_of(row)]["transaction_date"])
        self._numbers("activity_labels", lambda row: self.events[row["activity_id"]]["timestamp"])
        return self.report

    def _expect(self, rule: str, table: str, row: Record, holds: object, what: str) -> None:
        self.report.on(rule, table, row[KEYS[table]])(holds, what)

    def _case(self, case: Record, expect: Callable[[str, object, str], None]) -> None:
        own, fraud = self.own[case["case_id"]], case["kind"] == "fraud"
        moved = _sum(own, lambda x, p: x["is_illicit"] and p["direction"] == "Debit")
        victims = [(x, p) for x, p in own if x["role_of_account"] == "victim"]
        paid = _sum(victims, lambda x, p: x["is_illicit"] and p["direction"] == "Debit")
        came = {leg: _sum(victims, lambda x, p, leg=leg: x["leg"] == leg and p["direction"] == "Credit")
                for leg in ("return", "refund")}  # fmt: skip
        reclaimed = _sum(victims, lambda x, p: x["leg"] == "refund" and p["direction"] == "Debit")
        lost = max(paid + reclaimed - came["return"], NOTHING) if fraud else NOTHING
        back = min(lost, came["refund"]) if fraud else NOTHING
        outcome = "attempt" if not own else "moved" if not lost else _fraud_outcome(lost, back)
        for column, value in (("amount_moved", moved), ("amount_lost", lost), ("amount_recovered", back)):
            expect("C2", case[column] == value, f"{column} is {case[column]}, its postings come to {value}")
        expect("C2", case["outcome"] == outcome, f"its outcome should be {outcome}")
        last = max((p["transaction_date"] for _, p in own), default=None)
        expect("C3", case["ended_at"] == last, f"its last posting is of {last}")
        known = case["detected_on"]
        expect("C3", (known is None) == (case["detected_by"] is None), "detected by nobody, or on no day")
        expect("C3", known is None or known >= case["started_at"][:10], "detected before it began")

    def _member(self, member: Record, expect: Callable[[str, object, str], None]) -> None:
        expect("C1", self.owner[member["account_id"]] == member["customer_id"], "the account is another's")
        theirs = [(x, p) for x, p in self.own[member["case_id"]]
                  if self.owner[p["account_id"]] == member["customer_id"]]  # fmt: skip
        last = max((p["transaction_date"] for _, p in theirs), default=None)
        expect("C3", member["left_at"] == last, f"its last posting is of {last}")
        starts_ring = self.cases[member["case_id"]]["typology"] == "cycle" and member["place"] == 1
        if member["role"] != "victim" and not starts_ring:
            of_case = (p for x, p in theirs if x["leg"] != "cover")  # that is own money
            kept = sum((p["amount"] if p["direction"] == "Credit" else -p["amount"] for p in of_case), NOTHING)
            expect("C2", kept >= 0, f"it passes on {-kept} more than came in")

    def _posting(self, label: Record, expect: Callable[[str, object, str], None]) -> None:
        case, posting = self.cases[label["case_id"]], self.postings[_of(label)]
        expect("C1", not (label["transaction_id"] and label["card_transaction_id"]), "of two rows")
        place = self.places[label["case_id"]].get(self.owner[posting["account_id"]])
        expect("C1", place and place["role"] == label["role_of_account"], "its owner has no such place")
        expect("C1", label["typology"] == case["typology"], "another typology")
        lawful = label["leg"] in ("return", "refund", "cover")
        expect("C1", not (lawful and label["is_illicit"]), "an illicit leg that is none")
        expect("C3", case["started_at"] <= posting["transaction_date"], "before the case began")
        self._known(label, case, posting["transaction_date"], expect)

    def _event(self, label: Record, expect: Callable[[str, object, str], None]) -> None:
        case, event = self.cases[label["case_id"]], self.events[label["activity_id"]]
        expect("C1", event["customer_id"] in self.places[label["case_id"]], "a stranger to the case")
        expect("C1", label["typology"] == case["typology"], "another typology")
        self._known(label, case, event["timestamp"], expect)

    def _known(self, label: Record, case: Record, at: str, expect: Callable[[str, object, str], None]) -> None:
        day = case["detected_on"] and max(case["detected_on"], at[:10])
        expect("C3", label["known_on"] == day, f"it can be known from {day}")

    def _numbers(self, table: str, moment: Callable[[Record], str]) -> None:
        cases: dict[str, list[Record]] = defaultdict(list)
        for row in self.bank[table]:
            cases[row["case_id"]].append(row)
        for rows in cases.values():
            rows.sort(key=lambda row: row["sequence"])
            before = ""
            for number, row in enumerate(rows, 1):
                now = moment(row)
                self._expect("C3", table, row, row["sequence"] == number and before <= now, "numbered out of turn")
                before = now

    def _report(self, report: Record, expect: Callable[[str, object, str], None]) -> None:
        posting = self.postings.get(_of(report))
        if posting:
            expect("C1", self.owner[posting["account_id"]] == report["customer_id"], "another's posting")
            label = self.label.get(_of(report))
            expect("C1", (label and label["case_id"]) == report["case_id"], "labelled otherwise")
        day, decision = report["decided_on"], report["decision"]
        expect("C3", (day is None) == (decision is None), "decided on no day, or not at all on one")
        expect("C3", day is None or day >= report["filed_at"][:10], "decided before it was filed")

    def _alert(self, alert: Record, expect: Callable[[str, object, str], None]) -> None:
        expect("C1", not (alert["transaction_id"] and alert["card_transaction_id"]), "of two rows")
        posting = self.postings[_of(alert)]
        expect("C1", posting["account_id"] == alert["account_id"], "another account's posting")
        expect("C1", posting["transaction_date"] == alert["raised_at"], "another moment")
        expect("C1", self.owner[alert["account_id"]] == alert["customer_id"], "another's account")


def _of(row: Record) -> str:
    """The key of the posting or card row that a label or report is of."""
    key: str = row["transaction_id"] or row["card_transaction_id"]
    return key


def _fraud_outcome(lost: Decimal, back: Decimal) -> str:
    return "loss" if not back else "partly_recovered" if back < lost else "recovered"


def _sum(own: Own, suits: Callable[[Record, Record], object]) -> Decimal:
    return sum((p["amount"] for x, p in own if suits(x, p)), NOTHING)
