"""Components: how much of a graph of payments hangs together, judged from the files of a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

Rows = Callable[[str], list[tuple[Any, ...]]]
COHORT = 1_000
ACTIVE = """SELECT DISTINCT customer_id FROM accounts
    WHERE status = 'Active' AND account_type IN ('Checking', 'Business')"""
WITH_OUTSIDERS = """SELECT DISTINCT a.customer_id, coalesce(b.customer_id, t.counterparty_document ||
        CASE WHEN t.counterparty_document LIKE '*%' THEN t.counterparty_name ELSE '' END)
    FROM transactions t JOIN accounts a USING (account_id)
    LEFT JOIN accounts b ON b.account_id = t.counterparty_account_id WHERE t.counterparty_document IS NOT NULL"""


def of_groups(rows: Rows, pairs: Iterable[tuple[str, str]]) -> list[float]:
    """By group of a thousand: the share of active accounts' holders whom its largest component holds."""
    group = {customer: place // COHORT for place, (customer,) in enumerate(rows("SELECT customer_id FROM customers"))}
    active = {customer for (customer,) in rows(ACTIVE)}
    paid: dict[int, set[tuple[str, str]]] = {number: set() for number in group.values()}
    for payer, payee in pairs:
        assert group[payer] == group[payee], "money stays within a thousand customers"
        paid[group[payer]].add((payer, payee))
    members = {number: {each for each in active if group[each] == number} for number in paid}
    return [largest(members[number], edges) / len(members[number]) for number, edges in paid.items()]


def of_all(rows: Rows) -> float:
    """The share of customers and outside parties whom the largest component of all payments holds."""
    pairs = {(payer, payee) for payer, payee in rows(WITH_OUTSIDERS)}
    nodes = {node for pair in pairs for node in pair}
    return largest(nodes, pairs) / len(nodes)


def largest(nodes: set[str], pairs: set[tuple[str, str]]) -> int:
    """How many of the nodes the largest connected part holds."""
    parent = {node: node for pair in pairs for node in pair} | {node: node for node in nodes}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for one, other in pairs:
        parent[root(one)] = root(other)
    return max(Counter(root(node) for node in nodes).values())
