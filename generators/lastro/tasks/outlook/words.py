"""Words for an outlook: a table with what the last builds took, and reasons one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lastro.engine.records.freshness import in_short
from lastro.engine.records.record import Figures
from lastro.engine.tasks.disk_space import size
from lastro.tasks.outlook.outlook import Outlook, Prospect

_COUNTED = (Prospect.BUILT, Prospect.MAY_FOLLOW)


def table(found: Sequence[Outlook]) -> str:
    """A line for each dataset, and one that adds them up."""
    widths = [max(map(len, column)) for column in zip(*map(_cells, found), strict=True)]
    lines = [_line(_cells(each), widths) + "  ".join(["", in_short(each.reasons)]) for each in found]
    return "\n".join([*(line.rstrip() for line in lines), _sums(found)])


def reasons(found: Sequence[Outlook]) -> str:
    """A heading for each dataset, with all reasons below it, and what its last build made."""
    return "\n".join(line for each in found for line in _reasons(each))


def _cells(each: Outlook) -> list[str]:
    seconds, written = (f"{each.last.seconds:.1f} s", size(each.last.size)) if each.last else ("-", "-")
    return [each.prospect.value, each.name, seconds, written]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{c:<{w}}" if n < 2 else f"{c:>{w}}" for n, (c, w) in enumerate(zip(cells, widths, strict=True)))


def _sums(found: Sequence[Outlook]) -> str:
    parts = []
    for prospect in _COUNTED:
        those = [each for each in found if each.prospect is prospect]
        if those:
            parts.append(f"{len(those)} of {len(found)} {prospect.value}{_took([each.last for each in those])}")
    return f"{'; '.join(parts) or 'nothing would be built'}; nothing was built or remembered"


def _took(last: Sequence[Figures | None]) -> str:
    known = [each for each in last if each]
    if not known:
        return ""
    of = "" if len(known) == len(last) else f", {len(known)} of them"
    seconds, written = sum(each.seconds for each in known), size(sum(each.size for each in known))
    return f" ({seconds:.1f} s and {written} last time{of})"


def _reasons(each: Outlook) -> Iterator[str]:
    yield f"{each.name}: {each.prospect.value}"
    yield from (f"  {reason}" for reason in each.reasons)
    if each.last:
        yield f"  last build: {each.last.records:,} records, {size(each.last.size)}, {each.last.seconds:.1f} s"
