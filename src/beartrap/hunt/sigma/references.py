"""Which correlations can be used, in an order in which what one names comes before it."""

from collections.abc import Iterable, Sequence

from beartrap.hunt.sigma.correlation import Correlation, Steps
from beartrap.hunt.sigma.rule import Head, Refused


def in_order(
    heads: Iterable[Head], correlations: Sequence[Correlation]
) -> tuple[tuple[Correlation, ...], list[Refused]]:
    """Return the correlations whose rules are all there, each behind those that it names, and the others with the reason."""
    known = {reference for head in heads for reference in (head.id.split("#")[0], head.name) if reference}
    waiting = list(correlations)
    done: list[Correlation] = []
    refused = [_refused(one, why) for one in waiting if (why := _why_not(one)) is not None]
    waiting = [one for one in waiting if _why_not(one) is None]
    while ready := [one for one in waiting if set(one.rules) <= known]:
        done += ready
        known |= {reference for one in ready for reference in (one.head.id, one.head.name) if reference}
        waiting = [one for one in waiting if one not in ready]
    for one in waiting:
        missing = ", ".join(sorted(set(one.rules) - known))
        refused.append(_refused(one, f"it names rules that are not there, not used, or name it in turn: {missing}"))
    return tuple(done), refused


def _why_not(one: Correlation) -> str | None:
    """Return why a correlation cannot be used whatever rules there are, None where it can."""
    if one.kind == "temporal_ordered" and one.steps is not None and not _is_chain(one.steps):
        return "an order of rules that are not all joined by `and` has no meaning"
    if one.kind == "value_percentile" and not 0 <= one.percentile <= 100:
        return "a percentile lies between 0 and 100"
    return None


def _is_chain(steps: Steps) -> bool:
    return isinstance(steps, str) or (steps[0] == "and" and all(isinstance(part, str) for part in steps[1]))


def _refused(one: Correlation, why: str) -> Refused:
    return Refused(one.head.id, one.head.title, one.head.path, why)
