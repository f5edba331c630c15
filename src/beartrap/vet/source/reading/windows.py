"""Large files, read only around what could matter: bundles of many megabytes in which a payload is a few lines."""

from collections.abc import Iterator
from functools import lru_cache

from beartrap.vet.source.reading.sieve import Sieve

REACH = 4_000
"""Bytes before and after an atom that are read with it."""
WINDOWS = 160
"""Windows of one file; a bundle of ten megabytes has some dozens."""

_ATOMS = r"""
    child_process  \beval\s*\(  \bFunction\s*\(\s*[^)"'\s]  process\.env\s*[),;}]  process\[  globalThis\[  global\[  \.npmrc  \.ssh/  \.aws/  _0x[0-9a-f]{4}  execSync  spawnSync
    ["'](?:node:)?(?:net|dgram|dns|vm|https?)["']  (?:\\x[0-9a-fA-F]{2}){6}  discord(?:app)?\.com/api/webhooks  api\.telegram\.org  169\.254\.169\.254  stratum\+
    ["']base64["']\s*\)\s*\.toString  \batob\s*\(\s*["'][A-Za-z0-9+/=]{40}  homedir\s*\(  networkInterfaces
"""


@lru_cache(maxsize=1)
def _sieve() -> Sieve:
    return Sieve(_ATOMS.split(), bare=True)


def windows(content: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """Return the windows of a file, each with its line from 1, and how many were left out; cut at statements where possible."""
    spans: list[list[int]] = []
    left = 0
    for place in sorted(_sieve().places(content)):
        low, high = max(place - REACH, 0), min(place + REACH, len(content))
        if spans and low <= spans[-1][1]:
            spans[-1][1] = min(high, spans[-1][0] + REACH * 20)
        elif len(spans) < WINDOWS:
            spans.append([low, high])
        else:
            left += 1
    return [(content.count(b"\n", 0, low) + 1, content[low:high]) for low, high in _cut(content, spans)], left


def _cut(content: bytes, spans: list[list[int]]) -> Iterator[tuple[int, int]]:
    """Yield spans that begin and end behind a semicolon or brace, where one is near."""
    for low, high in spans:
        start = max(content.find(b";", low, low + REACH // 2), content.find(b"\n", low, low + REACH // 2)) + 1
        end = max(content.rfind(b";", high - REACH // 2, high), content.rfind(b"}", high - REACH // 2, high)) + 1
        yield (start if low and start else low), (end if end > low else high)
