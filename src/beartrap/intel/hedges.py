"""How sure a structured source is, as the bands of ICD 203."""

from collections.abc import Mapping

from beartrap.model.claim import Hedge

_DNI_SCALE = (
    (9, Hedge.ALMOST_NO_CHANCE),
    (19, Hedge.VERY_UNLIKELY),
    (39, Hedge.UNLIKELY),
    (59, Hedge.ROUGHLY_EVEN),
    (79, Hedge.LIKELY),
    (89, Hedge.VERY_LIKELY),
    (100, Hedge.ALMOST_CERTAIN),
)
"""Upper ends of the DNI scale, STIX 2.1 appendix A."""

_MISP: Mapping[str, Hedge] = {
    "almost-no-chance": Hedge.ALMOST_NO_CHANCE,
    "very-unlikely": Hedge.VERY_UNLIKELY,
    "unlikely": Hedge.UNLIKELY,
    "roughly-even-chance": Hedge.ROUGHLY_EVEN,
    "likely": Hedge.LIKELY,
    "very-likely": Hedge.VERY_LIKELY,
    "almost-certain": Hedge.ALMOST_CERTAIN,
}
_TAG = "estimative-language:likelihood-probability="


def of_confidence(value: object) -> Hedge | None:
    """Return the band of a STIX confidence (1 to 100); None where it is absent or out of range.

    0 counts as absent: exporters write it for "not set", and a claim nobody believes is not published.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 100:
        return None
    return next(hedge for limit, hedge in _DNI_SCALE if value <= limit)


def of_tag(tag: str) -> Hedge | None:
    """Return the band that a MISP estimative-language tag names, None for every other tag."""
    return _MISP.get(tag[len(_TAG) :].strip('"')) if tag.startswith(_TAG) else None
