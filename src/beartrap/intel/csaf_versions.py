"""Ranges of versions as vendors write them in CSAF where the standard wants `vers:` (section 3.1.2.3.2) or vls.

`<4.2`, `>=4.0|<4.1.2`, `All versions < V4.1`, `4.1 and earlier`, `prior to 4.2`: all of them are said as `vers:generic`, dotted
numbers in order. What none of these is stays unread, and the caller says so.
"""

import re

_ALL = re.compile(r"(?:vers:all/)?\*|all(?: versions)?|any(?: version)?|alle(?: versies)?", re.IGNORECASE)
_ALL_BEFORE = re.compile(r"(?:all|any|alle)\s+(?:versions?|versies)\s+", re.IGNORECASE)
_NUMBER = r"v?\.?\s?(\d[\w.+~-]{0,80})"
_BOUND = re.compile(rf"(>=|<=|=|<|>|≥|≤)\s*{_NUMBER}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:\||,|;|&&|\band\b)?\s*", re.IGNORECASE)
_BELOW = re.compile(rf"(?:prior to|before|earlier than|lower than|below|v[oó][oó]r)\s+{_NUMBER}", re.IGNORECASE)
_UP_TO = re.compile(rf"(?:up to(?: and including)?|through|until|t/m|tot en met)\s+{_NUMBER}", re.IGNORECASE)
_AND_EARLIER = re.compile(
    rf"{_NUMBER}\s*(?:,|and|or|en)?\s*(?:all\s+)?(?:earlier|prior|below|lower|older|eerder)(?:\s+versions?)?",
    re.IGNORECASE,
)
_SIGNS = {"≥": ">=", "≤": "<="}


def looks_ranged(text: str) -> bool:
    """Whether a version begins with a sign of comparison: a range in the place of a version."""
    return text.lstrip()[:1] in ("<", ">", "≥", "≤")


def as_range(text: str) -> str | None:
    """Return a range as `vers:`, ready-made ones as they are; None where it cannot be told for certain."""
    plain = text.strip()
    if _ALL.fullmatch(plain):
        return "vers:generic/*"
    if plain.startswith("vers:"):
        return plain
    plain = _ALL_BEFORE.sub("", plain)
    for pattern, sign in ((_BELOW, "<"), (_UP_TO, "<="), (_AND_EARLIER, "<=")):
        if (found := pattern.fullmatch(plain)) is not None:
            return f"vers:generic/{sign}{found[1]}"
    return _bounds(plain)


def _bounds(plain: str) -> str | None:
    bounds, at = list[str](), 0
    while at < len(plain):
        found = _BOUND.match(plain, at)
        if found is None:
            return None
        bounds.append(f"{_SIGNS.get(found[1], found[1])}{found[2]}")
        joint = _BETWEEN.match(plain, found.end())
        at = found.end() if joint is None else joint.end()
    return f"vers:generic/{'|'.join(bounds)}" if bounds else None
