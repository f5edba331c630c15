"""The products and packages that are looked for: what incidents call affected, and what indicators of packages name."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packageurl import PackageURL

from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Package
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.sweep.known_hash import HARMLESS
from beartrap.sweep.product_names import LANGUAGES, Key, Named, key_of, named, same_vendor, vendor_key
from beartrap.sweep.version_notation import DISTRIBUTIONS

_SOURCE_RPM = re.compile(r"(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm")


@frozen
class Wanted:
    """One product or package that is looked for. `about` is the incident's id, or the indicator's value.

    `any_version`: the package is bad whatever its version. `indicator` is the record id where one names it.
    """

    about: str
    says: str
    product: str
    vendor: str
    keys: frozenset[Key]
    type: str | None
    versions: tuple[str, ...]
    fixed: tuple[str, ...]
    severity: Severity = Severity.HIGH
    role: str = ""
    malware: str | None = None
    any_version: bool = False
    indicator: str | None = None


class WantedPackages:
    """All of them, found by the words of a name or by package URL."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_key: dict[Key, list[Wanted]] = defaultdict(list)
        self._by_purl: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
        for incident in knowledge.incidents:
            for affected in incident.affected:
                self._add(_of_affected(incident, affected), affected.purl)
        for identifier, indicator in knowledge.indicators.items():
            if indicator.kind is IndicatorKind.PACKAGE and (one := _of_indicator(identifier, indicator)) is not None:
                self._add(one, indicator.value)

    def _add(self, wanted: Wanted, purl: str | None) -> None:
        for key in wanted.keys:
            self._by_key[key].append(wanted)
        parsed = parse_purl(purl)
        if parsed is not None:
            self._by_purl[_bare(parsed)].append(wanted)

    def match(self, package: Package) -> Iterator[tuple[Package, list[Wanted]]]:
        """Yield, for each incident or indicator that names the package, it (a version taken out of its name) and the entries.

        Where an entry of the package's own ecosystem names it, an upstream's entry does not count: a distribution
        numbers its fixes its own way.
        """
        name = named(package.name)
        found = [*self._by_its_purl(package), *self._by_its_name(package, name), *self._by_its_source(package)]
        found = list(dict.fromkeys(found))
        unsaid = package.version is None or not package.version.strip()
        taken = replace(package, version=name.version) if unsaid and name.version else package
        for about in dict.fromkeys(one.about for one in found):
            entries = [one for one in found if one.about == about]
            own = [one for one in entries if one.type == package.ecosystem]
            yield taken, own or entries

    def _by_its_purl(self, package: Package) -> Sequence[Wanted]:
        parsed = parse_purl(package.purl)
        return () if parsed is None else self._by_purl.get(_bare(parsed), ())

    def _by_its_source(self, package: Package) -> Iterator[Wanted]:
        """Yield what names the source package: distributions' advisories do, and one source makes many packages."""
        source = source_of(package)
        if source is not None and source != package.name:
            yield from self._by_purl.get((package.ecosystem, source), ())
            yield from (wanted for wanted in self._by_key.get(key_of(source), ()) if wanted.type in ("generic", None))

    def _by_its_name(self, package: Package, name: Named) -> Iterator[Wanted]:
        vendor = vendor_key(vendor_of(package) or "")
        for key in dict.fromkeys((key_of(package.name), name.key, vendor + name.key)):
            for wanted in self._by_key.get(key, ()):
                if _may_be(wanted, package):
                    yield wanted


def _may_be(wanted: Wanted, package: Package) -> bool:
    """Whether a package of that name can be the one that is meant."""
    kind = package.ecosystem
    if kind in LANGUAGES or wanted.type in LANGUAGES:
        return False  # only the purl says
    if kind in DISTRIBUTIONS:
        return wanted.type in (kind, "generic", None) and _is_written_so(wanted, package)
    if wanted.type in DISTRIBUTIONS:  # an inventory that tells no package manager, under the distribution's very name
        return kind == "application" and _is_written_so(wanted, package)
    vendor = vendor_of(package)
    return not wanted.vendor or not vendor or same_vendor(wanted.vendor, vendor)


def vendor_of(package: Package) -> str | None:
    """Return who makes a package: as the inventory says, or as a package URL without a registry does."""
    if package.vendor:
        return package.vendor
    purl = parse_purl(package.purl)
    return purl.namespace if purl is not None and purl.type == "generic" else None


def source_of(package: Package) -> str | None:
    """Return the source package that a distribution's purl names as `upstream`: `xz-utils`, `xz-5.6.1-1.fc41.src.rpm`."""
    purl = parse_purl(package.purl)
    if purl is None or purl.type not in DISTRIBUTIONS or not isinstance(purl.qualifiers, dict):
        return None
    told = purl.qualifiers.get("upstream", "").partition("@")[0].partition(" ")[0].lower()
    found = _SOURCE_RPM.fullmatch(told)
    return (found[1] if found is not None else told) or None


def _is_written_so(wanted: Wanted, package: Package) -> bool:
    """Distributions' names are exact, but for case: `python3-orion` is another package than `orion`."""
    return key_of(package.name) in wanted.keys and " " not in package.name


def parse_purl(text: str | None) -> PackageURL | None:
    """Return a package URL, None where it is none."""
    if not text or len(text) > 1000:
        return None
    try:
        return PackageURL.from_string(text)
    except ValueError:
        return None


def _bare(purl: PackageURL) -> tuple[str, str]:
    """Return type and full name; a distribution's name is left out: its derivatives carry the same package."""
    name = purl.name.lower()
    if purl.type == "pypi":
        name = name.replace("_", "-").replace(".", "-")
    if purl.namespace and purl.type not in DISTRIBUTIONS:
        name = f"{purl.namespace.lower()}/{name}"
    return (purl.type, name)


def _of_affected(incident: Incident, affected: Affected) -> Wanted:
    purl = parse_purl(affected.purl)
    vendor = vendor_key(affected.vendor)
    keys = [key_of(name) for name in (*affected.names, affected.product)]
    keys += [vendor + key for key in keys if key[: len(vendor)] != vendor]
    return Wanted(
        about=incident.id,
        says=incident.title,
        product=affected.product,
        vendor=affected.vendor,
        keys=frozenset() if purl is not None and purl.type in LANGUAGES else frozenset(key for key in keys if key),
        type=None if purl is None else purl.type,
        versions=affected.versions,
        fixed=affected.fixed,
    )


def _of_indicator(identifier: str, indicator: Indicator) -> Wanted | None:
    purl = parse_purl(indicator.value)
    if purl is None:
        return None
    versions = tuple(one for one in (indicator.versions, purl.version) if one)
    lowered = Severity.LOW if indicator.demoted is not None else indicator.severity
    return Wanted(
        about=indicator.value,
        says=indicator.source,
        product=purl.name,
        vendor="",
        keys=frozenset() if purl.type in LANGUAGES else frozenset({key_of(purl.name)}),
        type=purl.type,
        versions=versions,
        fixed=(),
        severity=Severity.INFO if indicator.role in HARMLESS else min(lowered, indicator.severity),
        role=indicator.role,
        malware=indicator.malware,
        any_version=not versions,
        indicator=identifier,
    )
