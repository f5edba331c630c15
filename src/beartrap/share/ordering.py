"""The order in which every output tells things, so that all tell the same story."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from beartrap.case.view import Kept
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question

NO_HOST = ""
"""The group of findings that name no host."""

_PIECES = re.compile(r"(\d+)")
_BOARD = {question: number for number, question in enumerate(Question)}


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts `host-2` before `host-10`."""
    pieces = _PIECES.split(name.lower())
    # isdecimal() is stricter than \d nowhere, but int() of a number with thousands of digits is refused: cut it.
    return tuple((0, int(piece[:18]), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces)


def weight(finding: Finding) -> tuple[int, int, int, int]:
    """Return how much a finding weighs: severity, then whether it is confirmed, then the rung, then the hits."""
    rung = -1 if finding.rung is None else int(finding.rung)
    return (int(finding.severity), int(finding.confirmed), rung, finding.count)


def by_weight(findings: Iterable[Kept[Finding]]) -> list[Kept[Finding]]:
    """Return findings, the weightiest first; those of equal weight in board order, then as the ledger has them."""
    return sorted(findings, key=_place_in_list)


def _place_in_list(kept: Kept[Finding]) -> tuple[int, ...]:
    first = min((_BOARD[question] for question in kept.record.questions), default=len(_BOARD))
    return (*(-part for part in weight(kept.record)), first, kept.seq)


def by_host(findings: Iterable[Kept[Finding]]) -> dict[str, list[Kept[Finding]]]:
    """Return findings grouped by host, the host with the weightiest finding first; no host at all comes last."""
    groups: dict[str, list[Kept[Finding]]] = defaultdict(list)
    for kept in by_weight(findings):
        groups[kept.record.host or NO_HOST].append(kept)
    order = sorted(groups, key=lambda host: (_negative(groups[host][0].record), host == NO_HOST, natural(host)))
    return {host: groups[host] for host in order}


def _negative(finding: Finding) -> tuple[int, ...]:
    return tuple(-part for part in weight(finding)[:3])


def furthest(findings: Iterable[Kept[Finding]]) -> Rung | None:
    """Return the highest rung among findings that are more than context, None where none has one."""
    rungs = (kept.record.rung for kept in findings if kept.record.severity > Severity.INFO)
    return max((rung for rung in rungs if rung is not None), default=None)


def gaps_by_reason(gaps: Sequence[Kept[Gap]]) -> Mapping[GapReason, list[Kept[Gap]]]:
    """Return gaps grouped by reason, the reason that stands for most things first."""
    groups: dict[GapReason, list[Kept[Gap]]] = defaultdict(list)
    for kept in gaps:
        groups[kept.record.reason].append(kept)
    order = sorted(groups, key=lambda reason: (-count_of(groups[reason]), reason.value))
    return {reason: groups[reason] for reason in order}


def count_of(gaps: Iterable[Kept[Gap]]) -> int:
    """Return how many things the gaps stand for together."""
    return sum(kept.record.count for kept in gaps)
