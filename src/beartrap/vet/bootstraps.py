"""Setuptools' own bootstrap: packages brought it along until 2017, and it fetches from the registry what pip would fetch (`ez_setup.py`, `distribute_setup.py`).

A file is one where each of its lines stands in some version of it; no host stands in them that is none of the registry's. What
differs from one package to the next are the version that is asked for and the sums of its eggs.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour

LINES = Path(__file__).with_name("promise") / "known" / "bootstrap.txt"
"""Digests of all lines of all versions, as `benchmarks/bootstrap_lines.py` writes them."""
LARGEST = 64_000
"""Bytes of such a file; the largest has 22,000."""
_PATH = regex(r"(?:^|/)(?:ez_setup|distribute_setup)(?:/__init__)?\.py$")
_PINNED = regex(
    rb"""['"](?:setuptools|distribute)-[\w.]+-py[\d.]+\.egg['"]: ?['"][0-9a-f]{32}['"],?|DEFAULT_VERSION\s*=\s*['"][\w.]+['"]"""
)
_FIGURES = 20
"""Figures of a digest that are kept: nobody finds another line for one of a thousand of 80 bits."""


def weighed_as_bootstrap(found: Sequence[Behaviour], new: Side) -> list[Behaviour]:
    """Return what is new, with what setuptools' own bootstrap does weighing little."""
    own = {
        subject.place.path
        for path in new.paths
        if _PATH.search(path) and "!" not in path and new.size(path) <= LARGEST
        if (subject := new.read(path)) is not None and _is_known(subject.content)
    }
    return [
        replace(one, severity=min(one.severity, Severity.LOW)) if own and one.place.path in own else one
        for one in found
    ]


def told_apart(content: bytes) -> Iterator[bytes]:
    """Yield the lines of such a file that are the same in each package."""
    for line in content.splitlines():
        bare = line.strip()
        if bare and not bare.startswith(b"#") and not _PINNED.fullmatch(bare):
            yield bare


def digest_of(line: bytes) -> str:
    """Return by what a line is known."""
    return hashlib.sha256(line).hexdigest()[:_FIGURES]


def _is_known(content: bytes) -> bool:
    known = _known()
    return all(digest_of(line) in known for line in told_apart(content))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(LINES.read_text(encoding="ascii").split())
