"""The product tree of a CSAF document: each product id with vendor, product, version, purl and file hashes."""

from collections.abc import Iterator

from beartrap.intel import csaf_versions, shape, values
from beartrap.intel.refused import Refused
from beartrap.intel.shape import Json
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind

DEEPEST = 60
"""Branches inside each other. Real trees have about five; the JSON parser itself stops at a thousand."""
_ALGORITHMS = {"sha256": IndicatorKind.SHA256, "sha1": IndicatorKind.SHA1, "md5": IndicatorKind.MD5}


@frozen
class Product:
    """One full product name. `version` is empty where the tree tells none, a `vers:` range where it tells a range."""

    id: str
    name: str
    vendor: str = ""
    product: str = ""
    version: str = ""
    purl: str | None = None
    hashes: tuple[Typed, ...] = ()


def products(tree: dict[str, Json], refused: Refused) -> dict[str, Product]:
    """Return the products of a tree by id: from branches, plain names, and relationships (component of platform)."""
    found: dict[str, Product] = {}
    for thing, context in _leaves(tree, refused):
        _add(found, thing, context, refused)
    for thing in shape.objects(tree, "full_product_names"):
        _add(found, thing, {}, refused)
    for relation in shape.objects(tree, "relationships"):
        inner = found.get(shape.text(relation, "product_reference"))
        whole = shape.member(relation, "full_product_name")
        name = shape.text(whole, "product_id")
        if inner is not None and name:
            found[name] = Product(
                name, shape.text(whole, "name"), inner.vendor, inner.product, inner.version, inner.purl, inner.hashes
            )
        else:
            _add(found, whole, {}, refused)
    return found


def _leaves(tree: dict[str, Json], refused: Refused) -> Iterator[tuple[dict[str, Json], dict[str, str]]]:
    """Yield each product of the branches with the categories above it (`vendor`, `product_name`, …) by name."""
    waiting: list[tuple[dict[str, Json], dict[str, str], int]] = [(branch, {}, 1) for branch in _branches(tree)]
    while waiting:
        branch, above, depth = waiting.pop()
        context: dict[str, str] = {**above, shape.text(branch, "category"): shape.text(branch, "name")}
        if shape.member(branch, "product"):
            yield branch["product"], context
        if depth >= DEEPEST:
            refused.add(f"branches more than {DEEPEST} deep", shape.text(branch, "name"), reason=GapReason.LIMIT)
            continue
        waiting += [(inner, context, depth + 1) for inner in _branches(branch)]


def _branches(thing: dict[str, Json]) -> list[dict[str, Json]]:
    return list(shape.objects(thing, "branches"))[::-1]


def _add(found: dict[str, Product], thing: dict[str, Json], context: dict[str, str], refused: Refused) -> None:
    name, identity = shape.text(thing, "product_id"), shape.member(thing, "product_identification_helper")
    if not name:
        refused.add("a product without an id", shape.text(thing, "name") or "product")
        return
    whole = shape.text(thing, "name")
    purl: str | None = None
    if shape.text(identity, "purl"):
        try:
            purl = values.as_package(shape.text(identity, "purl"))
        except NoIndicatorError as error:
            refused.add(str(error), name, shape.text(identity, "purl"))
    found[name] = Product(
        id=name,
        name=whole or name,
        vendor=context.get("vendor", ""),
        product=context.get("product_name", "") or whole or name,
        version=_version(context, name, refused),
        purl=purl,
        hashes=tuple(_hashes(identity, name, refused)),
    )


def _version(context: dict[str, str], name: str, refused: Refused) -> str:
    """Return the version or range that the branches tell; a range in words that cannot be told is refused, and empty."""
    ranged, plain = context.get("product_version_range", ""), context.get("product_version", "")
    if not ranged and not csaf_versions.looks_ranged(plain):
        return plain
    found = csaf_versions.as_range(ranged or plain)
    if found is None:
        why = "a range of versions that cannot be told for certain"
        refused.add(why, name, ranged or plain, "Compare the versions by hand.", GapReason.UNSUPPORTED)
    return found or ""


def _hashes(identity: dict[str, Json], name: str, refused: Refused) -> Iterator[Typed]:
    for entry in shape.objects(identity, "hashes"):
        for file in shape.objects(entry, "file_hashes"):
            algorithm = shape.text(file, "algorithm").lower().replace("-", "")
            kind = _ALGORITHMS.get(algorithm)
            if kind is None:
                refused.add("a hash that is not looked for", name, algorithm, reason=GapReason.UNSUPPORTED)
                continue
            try:
                yield kind, values.as_digest(kind, shape.text(file, "value"))
            except NoIndicatorError as error:
                refused.add(str(error), name, shape.text(file, "value"))
        if shape.text(entry, "filename"):
            try:
                yield values.typed(IndicatorKind.FILENAME, shape.text(entry, "filename"))
            except NoIndicatorError as error:
                refused.add(str(error), name, shape.text(entry, "filename"))
