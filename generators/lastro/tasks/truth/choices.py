"""Choices of the truth: every coded value of its tables that cases do not use themselves, once."""

from __future__ import annotations

from lastro.engine.rows.choice import Choice


class CaseOutcome(Choice):
    """What has become of a case so far."""

    ATTEMPT = "attempt"
    LOSS = "loss"
    PARTLY_RECOVERED = "partly_recovered"
    RECOVERED = "recovered"
    MOVED = "moved"  # of a ring, or a fraud whose victim banks elsewhere: its money has passed


class DetectedBy(Choice):
    """Who told the bank of a case."""

    CUSTOMER = "customer"
    RULE = "rule"
    POLICE = "police"


class Recruitment(Choice):
    """How an account came into the hands of criminals."""

    LENT = "lent"
    BOUGHT = "bought"
    DECEIVED = "deceived"  # by a job of passing money on, or a Pix "by mistake": the owner does not know


class Actor(Choice):
    """Who was behind the screen."""

    OWNER = "owner"
    COERCED = "coerced"
    REMOTE = "remote"
    INTRUDER = "intruder"


class ReportKind(Choice):
    """What is reported to whom: a contested Pix (MED) or other payment, suspicion and cash to Coaf, a robbery."""

    MED_REQUEST = "MED_request"
    POLICE = "police"
    COS = "COS"
    COE = "COE"
    DISPUTE = "dispute"


class ReportDecision(Choice):
    """What became of a report."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SENT = "sent"


class AlertRule(Choice):
    """The rules that raise alerts."""

    PASSED_ON = "passed_on"  # about what came within the hour before goes on
    BURST = "burst"  # three Pix to others within an hour
    NIGHT = "night"
    NEW_DEVICE = "new_device"
    EMPTIED = "emptied"
    DEPOSITS = "deposits"  # three of cash in a week
    CARD_BURST = "card_burst"  # two on the internet within six hours, by credit card at merchants new to it
    CARD_SHOPS = "card_shops"  # two in shops within two hours, alike
    CARD_TESTED = "card_tested"  # a tiny one on the internet, and within a week a large one
    CARD_LARGE = "card_large"  # five times as much as the card's purchases come to on average
