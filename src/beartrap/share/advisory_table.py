"""Where the packages of an advisory stand: as JSON (`beartrap.advisory/1`) and as a table."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from beartrap import __version__
from beartrap.model.advisory import Match, PackageEntry, Stand
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap
from beartrap.model.record import Json, to_json
from beartrap.model.text import printable, shorten

SCHEMA = "beartrap.advisory/1"
MOST_LINES = 200
_WORDS = {"installed": "on disk", "cached": "in a cache", "component": "in an SBOM", "source": "as a project"}
_ORDER = (Match.EXACT, Match.PERMITS, Match.UNKNOWN, Match.OTHER)
_SAYS = {
    Match.EXACT: "named version",
    Match.PERMITS: "range permits",
    Match.UNKNOWN: "cannot be compared",
    Match.OTHER: "other version",
}


def where(package: Package) -> str:
    """Return where a package stands, in words: declared, locked, on disk, in a cache, in an image."""
    word = _WORDS.get(package.standing, package.standing)
    return f"{word}, in an archive or image" if package.place.member else word


def document(
    entries: Sequence[PackageEntry],
    stands: Sequence[Stand],
    gaps: Sequence[Gap],
    looked: int,
    hosts: Collection[str],
    code: int,
) -> dict[str, Json]:
    """Return all of it as JSON values, also the packages of which another version stands somewhere."""
    counted = Counter(stand.match.value for stand in stands)
    return {
        "schema": SCHEMA,
        "generator": {"name": "beartrap", "version": __version__},
        "exit_code": code,
        "advisory": {"packages": len({entry.name for entry in entries}), "entries": len(entries)},
        "packages_looked_at": looked,
        "hosts": sorted(hosts),
        "counts": {match.value: counted[match.value] for match in _ORDER},
        "stands": [_json(stand) for stand in ordered(stands)],
        "gaps": [to_json(gap, full=True) for gap in gaps],
    }


def ordered(stands: Sequence[Stand]) -> list[Stand]:
    """Return the stands with what matters first."""
    return sorted(
        stands,
        key=lambda one: (
            _ORDER.index(one.match), one.package.standing, one.package.place.host or "", one.package.name, one.package.place.show(),
        ),
    )  # fmt: skip


def _json(stand: Stand) -> dict[str, Json]:
    package = stand.package
    return {
        "match": stand.match.value,
        "where": where(package),
        "standing": package.standing,
        "host": package.place.host,
        "ecosystem": package.ecosystem,
        "name": package.name,
        "version": package.version,
        "named": stand.named,
        "place": to_json(package.place, full=True),
    }


def lines(
    stands: Sequence[Stand], gaps: Sequence[Gap], looked: int, hosts: Collection[str], entries: int
) -> Iterator[str]:
    """Yield a table of what is named or permitted, and what was looked at; not yet made printable."""
    telling = [one for one in ordered(stands) if one.match is not Match.OTHER]
    for one in telling[:MOST_LINES]:
        package = one.package
        named = f" (permits {one.named})" if one.match is Match.PERMITS and one.named else ""
        version = printable(package.version or "?")
        yield f"{_SAYS[one.match]:<18} {where(package):<12} {printable(package.name)} {version}{named}"
        yield f"{'':18} {shorten(package.place.show(), 160)}"
    if len(telling) > MOST_LINES:
        yield f"and {len(telling) - MOST_LINES:,} more (--json has all)"
    for gap in gaps[:40]:
        yield f"gap                {shorten(gap.why, 200)}"
    if len(gaps) > 40:
        yield f"and {len(gaps) - 40:,} more gaps"
    counted = Counter(one.match for one in stands)
    yield (
        f"{entries:,} entries of the advisory against {looked:,} packages on {len(hosts):,} hosts: "
        + ", ".join(f"{counted[match]:,} {_SAYS[match]}" for match in _ORDER)
        + f"; {len(gaps):,} gaps."
    )
