"""Digests of packages, from the ways in which manifests write them, as (`sha256`, hex)."""

import base64
import re
from collections.abc import Iterable
from typing import Any

_HEX = re.compile(r"[0-9a-f]{32,128}")
_INTEGRITY = re.compile(r"(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})")
LONGEST_INTEGRITY = 2_000
"""Characters of an integrity field; several hashes fit."""

Digests = tuple[tuple[str, str], ...]


def from_pairs(pairs: Iterable[tuple[Any, Any]]) -> Digests:
    """Return digests from names such as `SHA-256` and hex values; what is no digest is left out."""
    found = []
    for algorithm, value in pairs:
        if isinstance(algorithm, str) and isinstance(value, str) and _HEX.fullmatch(value.strip().lower()):
            found.append((re.sub(r"[^a-z0-9]", "", algorithm.lower()), value.strip().lower()))
    return tuple(sorted(set(found)))


def from_integrity(value: Any) -> Digests:
    """Return digests from a Subresource Integrity string (`sha512-…`, base64), as npm and yarn write."""
    if not isinstance(value, str) or len(value) > LONGEST_INTEGRITY:
        return ()
    found = []
    for algorithm, encoded in _INTEGRITY.findall(value):
        try:
            found.append((algorithm, base64.b64decode(encoded, validate=True).hex()))
        except ValueError:
            continue
    return from_pairs(found)
