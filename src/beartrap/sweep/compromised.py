"""Which of an advisory's package versions stand where: the very version, or a range that would let it in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from univers.version_range import NpmVersionRange, PypiVersionRange
from univers.versions import InvalidVersion, PypiVersion, SemverVersion

from beartrap.model.advisory import Match, PackageEntry, Stand
from beartrap.model.artifact import Package
from beartrap.sweep.version_range import RangeUnread, holds

_NATIVE = {"npm": (NpmVersionRange, SemverVersion), "pypi": (PypiVersionRange, PypiVersion)}
LANGUAGES = frozenset({"npm", "pypi", "gem", "cargo", "golang", "maven", "nuget", "composer"})


def key_of(ecosystem: str | None, name: str) -> str:
    """Return a name as it is compared: PyPI's without case and with one kind of dash."""
    plain = name.strip().lower()
    return plain.replace("_", "-").replace(".", "-") if ecosystem == "pypi" else plain


class Advisory:
    """The entries of an advisory, found by name."""

    def __init__(self, entries: Iterable[PackageEntry]) -> None:
        self._by_name: dict[str, list[PackageEntry]] = defaultdict(list)
        for entry in entries:
            for name in {
                key_of(entry.ecosystem, entry.name),
                key_of("pypi", entry.name) if not entry.ecosystem else "",
            }:
                if name:
                    self._by_name[name].append(entry)

    def stands(self, packages: Iterable[Package]) -> Iterator[Stand]:
        """Yield what the advisory says of each package that it names; others are passed over."""
        for package in packages:
            entries = [
                entry
                for entry in self._by_name.get(key_of(package.ecosystem, package.name), ())
                if entry.ecosystem in (None, package.ecosystem)
                or (entry.ecosystem is not None and package.ecosystem in ("generic", "application"))
            ]
            if entries:
                yield max((_stand(package, entry) for entry in entries), key=lambda one: _ORDER.index(one.match))


_ORDER = (Match.OTHER, Match.UNKNOWN, Match.PERMITS, Match.EXACT)


def _stand(package: Package, entry: PackageEntry) -> Stand:
    version = (package.version or "").strip()
    if not entry.versions and not entry.ranges:
        return Stand(package, Match.EXACT, "any version")
    if not version:
        return Stand(package, Match.UNKNOWN)
    plain = version.removeprefix("=").removeprefix("=").removeprefix("v").strip()
    for named in entry.versions:
        if _same(plain, named, package.ecosystem):
            return Stand(package, Match.EXACT, named)
    unread = False
    for span in entry.ranges:
        try:
            if holds(span, plain):
                return Stand(package, Match.EXACT, span)
        except RangeUnread:
            unread = True
    if package.standing == "declared" and not plain[:1].isdigit():
        return _declared(package, entry, version)
    return Stand(package, Match.UNKNOWN if unread else Match.OTHER)


def _same(one: str, other: str, ecosystem: str) -> bool:
    if one == other:
        return True
    if ecosystem == "pypi":
        try:
            return bool(PypiVersion(one) == PypiVersion(other))
        except (InvalidVersion, ValueError):
            return False
    return one.partition("+")[0] == other.partition("+")[0] and ecosystem == "npm"


def _declared(package: Package, entry: PackageEntry, spec: str) -> Stand:
    """Judge a range as it is written: would it let a named version in?"""
    if spec in ("*", "", "latest", "x"):
        return Stand(package, Match.PERMITS, ", ".join(entry.versions[:3]))
    native = _NATIVE.get(package.ecosystem)
    if native is None or not entry.versions:
        return Stand(package, Match.UNKNOWN)
    kind, version_of = native
    try:
        found = kind.from_native(spec)  # type: ignore[no-untyped-call]
        for named in entry.versions:
            if version_of(named) in found:
                return Stand(package, Match.PERMITS, named)
    except (ValueError, InvalidVersion, AttributeError, TypeError):  # git addresses, workspaces, files
        return Stand(package, Match.UNKNOWN)
    return Stand(package, Match.OTHER)
