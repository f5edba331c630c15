"""Millions of known hashes, looked up at once: what the detectors of files share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from beartrap.model.artifact import Artifact
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind

EMPTY = frozenset(
    {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "d41d8cd98f00b204e9800998ecf8427e",
    }
)
"""The digests of nothing. Lists that were made by machines hold them, and every system has empty files."""


STRONGEST_FIRST = tuple(kind.value for kind in (IndicatorKind.SHA256, IndicatorKind.SHA1, IndicatorKind.MD5))


class KnownHashes:
    """Indicators by kind of digest and value."""

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self._tables: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in STRONGEST_FIRST}
        for identifier, indicator in indicators.items():
            if indicator.kind in HASHES and indicator.value.lower() not in EMPTY:
                table, value = self._tables[indicator.kind.value], indicator.value.lower()
                table[value] = (*table.get(value, ()), identifier)

    def find(self, artifact: Artifact) -> tuple[str, ...]:
        """Return the ids of all indicators that have one of the content's digests, strongest kind of digest first."""
        found: tuple[str, ...] = ()
        for kind, digest in zip(STRONGEST_FIRST, (artifact.sha256, artifact.sha1, artifact.md5), strict=True):
            if digest is not None:
                found += self._tables[kind].get(digest, ())
        return found

    def among(self, digests: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return the same for digests given as (`sha256`, lower-case hex): a package may have several of a kind."""
        given = sorted(set(digests))
        found: tuple[str, ...] = ()
        for kind in STRONGEST_FIRST:
            for name, digest in given:
                if name == kind:
                    found += self._tables[name].get(digest, ())
        return found


def has_digest(artifact: Artifact) -> bool:
    """Whether anything is known of the content but its name."""
    return any(one is not None for one in (artifact.sha256, artifact.sha1, artifact.md5))


def by_tie(indicators: Mapping[str, Indicator]) -> dict[str, list[Indicator]]:
    """Return the indicators that belong together, by what ties them."""
    tied: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators.values():
        if indicator.tie is not None:
            tied[indicator.tie].append(indicator)
    return tied


def distinct(values: Iterator[str | None]) -> tuple[str, ...]:
    """Return the texts that are there, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
