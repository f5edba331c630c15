"""CSAF 2.0 advisories and VEX: which products in which versions are affected, fixed, or said not to be affected.

Groundwork: the OASIS standard. A product that carries a purl becomes a package indicator; one that only has names (an
appliance, a Windows program) becomes part of an Incident, under which inventories are asked for it. The hashes of a
known affected product are indicators of the files themselves.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from packageurl import PackageURL

from beartrap.intel import csaf_tree, moments, shape, versions
from beartrap.intel.csaf_tree import Product
from beartrap.intel.mint import Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.shape import Json
from beartrap.intel.versions import VersionError
from beartrap.model.claim import Claim, ClaimKind, Document
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.window import Window

MEDIA = "application/json; profile=csaf"
AFFECTED = ("known_affected", "first_affected", "last_affected")
FIXED = ("fixed", "first_fixed", "recommended")
DENIED = ("known_not_affected",)

Known = Document | Claim | Indicator | Incident | Gap


def is_advisory(document: Json) -> bool:
    """Whether a JSON value is a CSAF 2 document."""
    return bool(shape.text(shape.member(document, "document"), "csaf_version"))


@frozen
class _Advisory:
    """One advisory, taken apart: its id and publisher, and its products by the status they have in any vulnerability."""

    label: str
    id: str
    title: str
    publisher: str | None
    products: dict[str, Product]
    affected: tuple[str, ...]
    fixed: tuple[str, ...]
    denied: tuple[str, ...]
    cves: tuple[str, ...]


def read_advisory(label: str, document: Json, digest: str) -> Iterator[Known]:
    """Yield the document, what it claims of products and versions, package and file indicators, and an Incident."""
    head = shape.member(document, "document")
    tracking = shape.member(head, "tracking")
    refused, once = Refused(label, "product"), Once()
    advisory = _taken_apart(label, document, refused)
    released = shape.text(tracking, "initial_release_date")
    yield Document(
        source=label,
        digest=digest,
        media=MEDIA,
        language=shape.text(head, "lang") or None,
        publisher=advisory.publisher,
        title=advisory.title or None,
        published=moments.day(released),
        published_text=released or None,
    )
    yield from _claims(advisory)
    for item in _indicators(advisory, refused):
        if once.new(item):
            yield item
    yield from _incident(advisory, digest, tracking)
    yield from refused.gaps()


def _taken_apart(label: str, document: Json, refused: Refused) -> _Advisory:
    head = shape.member(document, "document")
    products = csaf_tree.products(shape.member(document, "product_tree"), refused)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    cves: dict[str, None] = {}
    for vulnerability in shape.objects(document, "vulnerabilities"):
        if shape.text(vulnerability, "cve"):
            cves[shape.text(vulnerability, "cve").upper()] = None
        status = shape.member(vulnerability, "product_status")
        for group, names in (("affected", AFFECTED), ("fixed", FIXED), ("denied", DENIED)):
            for name in names:
                found[group].update(dict.fromkeys(shape.texts(status, name)))
    for reference in {**found["affected"], **found["fixed"], **found["denied"]}:
        if reference not in products:
            refused.add("a product id that the product tree does not have", reference)
    return _Advisory(
        label=label,
        id=shape.text(shape.member(head, "tracking"), "id") or shape.text(head, "title") or label,
        title=shape.text(head, "title"),
        publisher=shape.text(shape.member(head, "publisher"), "name") or None,
        products=products,
        affected=tuple(name for name in found["affected"] if name in products),
        fixed=tuple(name for name in found["fixed"] if name in products),
        denied=tuple(name for name in found["denied"] if name in products),
        cves=tuple(cves),
    )


def _claims(advisory: _Advisory) -> Iterator[Claim]:
    for called in dict.fromkeys(advisory.products[name].product for name in advisory.affected):
        yield _claim(advisory, ClaimKind.PRODUCT, f"{called} is affected", None, called)
    for names, kind, verb in (
        (advisory.affected, ClaimKind.VERSION, "is affected"),
        (advisory.denied, ClaimKind.VERSION, "is not affected"),
        (advisory.fixed, ClaimKind.FIX, "is fixed"),
    ):
        for name in names:
            product = advisory.products[name]
            if product.version:
                statement = f"{product.product} {product.version} {verb}"
                yield replace(
                    _claim(advisory, kind, statement, product.product, product.version), denied=names is advisory.denied
                )


def _claim(advisory: _Advisory, kind: ClaimKind, statement: str, subject: str | None, about: str) -> Claim:
    return Claim(
        kind=kind,
        statement=shape.quoted(statement),
        quote=shape.quoted(advisory.title or advisory.id),
        place=Place(source=advisory.label),
        publisher=advisory.publisher,
        subject=shape.quoted(subject) if subject else None,
        object=shape.quoted(about),
        question=Question.EXPOSED,
    )


def _indicators(advisory: _Advisory, refused: Refused) -> Iterator[Indicator]:
    told = Told(note=shape.quoted(f"{advisory.id}: {advisory.title}"), bare=True)
    cves = [(IndicatorKind.VULNERABILITY, name) for name in advisory.cves]
    yield from mint(advisory.label, None, cves, told, None)
    by_purl: dict[str, list[str]] = defaultdict(list)
    for name in advisory.affected:
        product = advisory.products[name]
        hashed = Told(note=shape.quoted(f"{product.name} ({advisory.id})"))
        yield from mint(advisory.label, None, product.hashes, hashed, f"csaf:{name}")
        if product.purl is not None:
            base, version = _unversioned(product.purl)
            by_purl[base].append(version or product.version)
    for purl, wanted in by_purl.items():
        for written in _ranges(purl, wanted, refused):
            for item in mint(advisory.label, None, [(IndicatorKind.PACKAGE, purl)], told, None):
                yield replace(item, versions=written)


def _unversioned(purl: str) -> tuple[str, str]:
    found = PackageURL.from_string(purl)
    return PackageURL(
        found.type, found.namespace, found.name, None, None, found.subpath
    ).to_string(), found.version or ""


def _ranges(purl: str, wanted: list[str], refused: Refused) -> Iterator[str]:
    """Yield the versions of one package as vers ranges: the ready-made ones as they are, the plain ones as one list."""
    plain = []
    for version in dict.fromkeys(wanted):
        try:
            if version.startswith("vers:"):
                yield versions.checked(version)
            else:
                plain.append(version)
        except VersionError as error:
            refused.add(str(error), purl, version)
    try:
        if plain:
            yield versions.explicit(PackageURL.from_string(purl).type, plain)
    except VersionError as error:
        refused.add(f"{error}: the advisory names no version that can be compared", purl, reason=GapReason.NOT_NAMED)


def _incident(advisory: _Advisory, digest: str, tracking: dict[str, Json]) -> Iterator[Incident]:
    """Yield the frame for products without purl. When it began the advisory does not say: the window has no start."""
    affected: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in advisory.affected:
        product = advisory.products[name]
        if product.purl is None:
            affected[product.vendor, product.product].append(product.version)
    fixed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in advisory.fixed:
        product = advisory.products[name]
        fixed[product.vendor, product.product].append(product.version)
    if not affected:
        return
    released = moments.moment(shape.text(tracking, "initial_release_date"))
    current = moments.moment(shape.text(tracking, "current_release_date")) or released
    yield Incident(
        id=advisory.id,
        title=advisory.title or advisory.id,
        window=Window(None, moments.just_after(current) if current is not None else None),
        affected=tuple(
            Affected(vendor, product, _names(vendor, product), None, told, _exact(fixed[vendor, product]))
            for (vendor, product), wanted in affected.items()
            for told in _told(wanted)
        ),
        public_since=Window(released, None),
        cues=tuple(dict.fromkeys(word for key in affected for word in key if word)) + advisory.cves,
        digest=digest,
    )


def _names(vendor: str, product: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (product, f"{vendor} {product}".strip()) if name))


def _exact(wanted: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(version for version in wanted if version))


def _told(wanted: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield versions as `Affected` has them: exact strings together, each vers range by itself; one empty where none is told."""
    known = _exact(wanted)
    ranges = [version for version in known if version.startswith("vers:")]
    plain = tuple(version for version in known if version not in ranges)
    if plain or not ranges:
        yield plain
    for text in ranges:
        yield (text,)
