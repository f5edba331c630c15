"""Versions in their order, as far as what an ecosystem writes can be ordered."""

from packaging.version import InvalidVersion, Version


def rank(version: str | None) -> tuple[int, Version, str]:
    """Return a key to sort versions by (PEP 440); what is no version stands below all that are, in the order of its text."""
    try:
        return 1, Version(version or "0"), ""
    except InvalidVersion:
        return 0, Version("0"), version or ""
