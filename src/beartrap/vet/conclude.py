"""The last step of a vet: from what is new and what was not seen, with the user's suppressions, to the judged update."""

from collections.abc import Mapping, Sequence
from datetime import date

from beartrap.model.coverage import Gap
from beartrap.model.evidence import Facts
from beartrap.model.vetting import Suppressed, Suppression, Vetted
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.reasons import explain, finding_of, findings_of
from beartrap.vet.spoken import weighed
from beartrap.vet.suppressions import sift
from beartrap.vet.verdict import judge, weight


def conclude(
    new: str,
    old: str | None,
    found: Sequence[Behaviour],
    gaps: Sequence[Gap],
    *,
    metas: Mapping[str, Meta],
    suppressions: Sequence[Suppression] = (),
    today: date,
    counts: Facts = Facts(),  # noqa: B008 (frozen)
) -> Vetted:
    """Return the judged update.

    `found` are the behaviours that are new in the update (all of them, where `old` is None), `today` decides which
    suppressions are in force, `metas` gives title and why by behaviour id.
    """
    sifted = sift(weighed(found), suppressions, today)
    judgement = judge(sifted.counted, gaps)
    reasons = list(explain(judgement, metas, compared=old is not None))
    if sifted.accepted:
        reasons.append(f"{len(sifted.accepted):,} more suppressed by you.")
    reasons += [
        f"A suppression of {one.rule} in {one.path} expired on {one.expires:%Y-%m-%d} and does not count."
        for one in sifted.expired
    ]
    return Vetted(
        new=new,
        old=old,
        verdict=judgement.verdict,
        reasons=tuple(reasons),
        findings=findings_of(sorted(sifted.counted, key=weight, reverse=True), metas),
        suppressed=tuple(Suppressed(finding_of(one, metas.get(one.id)), by) for one, by in sifted.accepted),
        expired=sifted.expired,
        gaps=tuple(gaps),
        counts=counts,
    )
