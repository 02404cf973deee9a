"""Figures of the report in English: 1,234, 12.3%, R$ 4.5 million."""

from __future__ import annotations


def count(value: float) -> str:
    """A whole number such as 12,345."""
    return f"{value:,.0f}"


def share(part: float, whole: float) -> str:
    """A share such as 12.3%."""
    return percent(100 * part / whole if whole else 0.0)


def percent(value: float) -> str:
    """So many hundredths, such as 12.3%: always with one decimal, so that neighbours compare."""
    return f"{value:.1f}%"


def reais(value: float) -> str:
    """An amount as it is said: R$ 950, R$ 12,300, R$ 4.5 million."""
    for unit, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= unit:
            return f"R$ {value / unit:.1f} {name}"
    return f"R$ {value:,.0f}"


def short(value: float) -> str:
    """A number for an axis: 950, 12k, 4.5M, 1.2G."""
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= unit:
            return f"{value / unit:.3g}{name}"
    return f"{value:.3g}"


def tile(value: float) -> str:
    """An amount in large letters: R$ 950 k, R$ 4.5 M, R$ 1.2 bn."""
    for unit, name in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= unit:
            return f"R$ {value / unit:.1f} {name}"
    return f"R$ {value:.0f}"
