"""What a report leaves open: one Gap for each thing that one would need in order to look, and where it is usually found."""

from collections.abc import Iterator, Sequence

from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question

_CONTEXT_ONLY = frozenset({IndicatorKind.VULNERABILITY, IndicatorKind.EMAIL})


def missing(label: str, claims: Sequence[Claim], indicators: Sequence[Indicator], vendor: str | None) -> Iterator[Gap]:
    """Yield a NOT_NAMED gap for vendor, product, version, indicator and actor where the report names none."""
    kinds = {claim.kind for claim in claims}
    of = f"{vendor}'s" if vendor else "the vendor's"
    useful = [item for item in indicators if item.demoted is None and item.kind not in _CONTEXT_ONLY]
    if ClaimKind.VENDOR not in kinds:
        yield _gap(
            label,
            (Question.EXPOSED,),
            "no software supplier",
            "Look in a CISA or national CERT alert on the incident, or read a second report.",
        )
    if ClaimKind.PRODUCT not in kinds:
        yield _gap(
            label,
            (Question.EXPOSED, Question.PRESENT),
            "no product",
            f"Look in {of} advisory, or use a pack for the incident (`--pack`).",
        )
    if ClaimKind.VERSION not in kinds:
        yield _gap(
            label,
            (Question.EXPOSED,),
            "no affected version",
            f"Look in {of} advisory, in a CISA or national CERT alert, or use a pack for the incident (`--pack`).",
        )
    if not useful:
        yield _gap(
            label,
            (Question.PRESENT, Question.ACTIVE),
            "no indicator (hash, domain, address, file name)",
            f"Look in a CISA or national CERT alert, in the reports of the firms that analysed it, in {of} advisory, or use a pack (`--pack`) or a list (`--indicators`).",
        )
    if ClaimKind.ATTRIBUTION not in kinds:
        yield _gap(
            label,
            (Question.WHO,),
            "no actor",
            "Look in statements of governments and in the reports of the firms that analysed it; it may not be known.",
        )


def _gap(label: str, questions: tuple[Question, ...], what: str, remedy: str) -> Gap:
    return Gap(
        reason=GapReason.NOT_NAMED,
        questions=questions,
        why=f"{label} names {what}",
        remedy=remedy,
        source=label,
        kind=SourceKind.REPORT,
    )
