"""Several judged updates as one: the worst verdict counts, and nothing that any of them says is lost."""

from collections.abc import Sequence

from beartrap.model.coverage import Gap
from beartrap.model.evidence import Facts
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Vetted
from beartrap.vet.verdict import hides_code

ORDER = (Admission.BLOCK, Admission.HOLD, Admission.ADMIT)
MOST_TOLD = 40
"""Packages that get a sentence of their own among the reasons."""


def combine(
    old: str | None,
    new: str,
    updates: Sequence[Vetted],
    gaps: Sequence[Gap] = (),
    removed: Sequence[str] = (),
    *,
    same: int = 0,
) -> Vetted:
    """Return one judged update for many. `gaps` are what could not even be fetched; one that may hide code holds.

    `same` counts packages that were not looked at because they are what they were, byte for byte.
    """
    ranked = sorted(updates, key=lambda one: ORDER.index(one.verdict))
    verdict = ranked[0].verdict if ranked else Admission.ADMIT
    if verdict is Admission.ADMIT and any(hides_code(gap) for gap in gaps):
        verdict = Admission.HOLD
    return Vetted(
        new=new,
        old=old,
        verdict=verdict,
        reasons=(*_reasons(ranked, gaps), *(f"{name} is gone." for name in removed)) or ("Nothing has changed.",),
        findings=tuple(finding for one in ranked for finding in one.findings),
        suppressed=tuple(held for one in ranked for held in one.suppressed),
        expired=tuple(dict.fromkeys(held for one in ranked for held in one.expired)),
        gaps=tuple(dict.fromkeys((*gaps, *(gap for one in ranked for gap in one.gaps)))),  # of a pack, for each package
        counts=_counts(updates, removed, same),
    )


def _reasons(ranked: Sequence[Vetted], gaps: Sequence[Gap]) -> list[str]:
    told = [f"{one.verdict.value.capitalize()} {one.new}: {' '.join(one.reasons[:2])}" for one in ranked[:MOST_TOLD]]
    if len(ranked) > MOST_TOLD:
        told.append(f"And {len(ranked) - MOST_TOLD:,} more packages, none of them worse.")
    hidden = [gap for gap in gaps if hides_code(gap)]
    if hidden:
        told.insert(0, f"Not looked at ({len(hidden):,}): {hidden[0].why}")
    return told


def _counts(updates: Sequence[Vetted], removed: Sequence[str], same: int) -> Facts:
    told = {"packages": len(updates), "packages_removed": len(removed), "packages_same": same}
    for one in updates:
        for name, value in one.counts:
            if isinstance(value, int) and not isinstance(value, bool):
                told[name] = told.get(name, 0) + value
    return Facts(tuple(sorted(told.items())))
