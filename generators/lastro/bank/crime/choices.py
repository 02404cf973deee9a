"""Choices of crime: the coded values of what is known of cases; a new one goes behind the last, as codes are drawn."""

from __future__ import annotations

from lastro.engine.rows.choice import Choice


class CaseKind(Choice):
    """What a case of crime is."""

    FRAUD = "fraud"
    LAUNDERING = "laundering"


class Typology(Choice):
    """How a case goes; twelve frauds, ten kinds of laundering, then one more fraud."""

    IMPERSONATION = "impersonation"  # a relative with a new number
    FALSE_SALE = "false_sale"
    FALSE_BANK_DESK = "false_bank_desk"
    GHOST_HAND = "ghost_hand"  # somebody steers the victim's phone
    ACCOUNT_TAKEOVER = "account_takeover"
    FALSE_INVESTMENT = "false_investment"
    BOLETO_SWAP = "boleto_swap"
    CARD_SWAP = "card_swap"
    CARD_TESTING = "card_testing"
    ROBBERY = "robbery"
    PAYROLL_FRAUD = "payroll_fraud"
    FALSE_REFUND = "false_refund"
    MULE_CHAIN = "mule_chain"
    FAN_IN = "fan_in"
    FAN_OUT = "fan_out"
    SCATTER_GATHER = "scatter_gather"
    GATHER_SCATTER = "gather_scatter"
    CYCLE = "cycle"
    BIPARTITE = "bipartite"
    STACK = "stack"
    STRUCTURING = "structuring"
    SHELL_COMPANY = "shell_company"
    CARD_NOT_PRESENT = "card_not_present"  # on credit cards alone


class CaseRole(Choice):
    """What somebody is in a case; several of a role have places in it, from 0."""

    VICTIM = "victim"
    MULE = "mule"
    COLLECTOR = "collector"
    FEEDER = "feeder"
    LAYER = "layer"
    SHELL = "shell"
    INSIDER = "insider"
    DEPOSITOR = "depositor"


class CaseLeg(Choice):
    """What a posting is in its case."""

    SCAM = "scam"
    LAYERING = "layering"
    CASH_OUT = "cash_out"  # money leaves the bank, as notes or otherwise
    RETURN = "return"  # what a fraud pays back to be believed
    REFUND = "refund"
    COVER = "cover"
    PLACEMENT = "placement"  # money comes into the bank
