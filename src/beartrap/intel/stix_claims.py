"""What a STIX bundle claims: its reports as documents, and who is attributed to whom, with how much confidence."""

import re
from collections.abc import Iterator, Mapping

from beartrap.intel import hedges, moments, shape
from beartrap.intel.shape import Json
from beartrap.model.claim import Claim, ClaimKind, Document
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question

MEDIA = "application/stix+json"
_ACTORS = frozenset({"threat-actor", "intrusion-set"})
_ACTING = frozenset({"threat-actor", "intrusion-set", "campaign", "incident", "malware", "grouping"})
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)


@frozen
class Graph:
    """The objects of a bundle by id (with their rows, from 1), and its relationships as (source, verb, target)."""

    by_id: Mapping[str, dict[str, Json]]
    rows: Mapping[str, int]
    edges: tuple[tuple[str, str, str], ...]
    relations: tuple[dict[str, Json], ...]

    @classmethod
    def of(cls, things: list[dict[str, Json]]) -> "Graph":
        """Return the graph of these objects; of several versions of one object the last stands."""
        by_id = {shape.text(thing, "id"): thing for thing in things if shape.text(thing, "id")}
        rows = {shape.text(thing, "id"): row for row, thing in enumerate(things, 1)}
        relations = tuple(
            thing
            for thing in things
            if shape.text(thing, "type") == "relationship" and not shape.flag(thing, "revoked")
        )
        edges = tuple(
            (shape.text(thing, "source_ref"), shape.text(thing, "relationship_type"), shape.text(thing, "target_ref"))
            for thing in relations
        )
        return cls(by_id, rows, edges, relations)

    def of_type(self, *types: str) -> Iterator[dict[str, Json]]:
        """Yield the objects of these types."""
        return (thing for thing in self.by_id.values() if shape.text(thing, "type") in types)

    def author(self, thing: dict[str, Json]) -> str | None:
        """Return the name of the identity that made an object, None where the bundle does not have it."""
        return shape.text(self.by_id.get(shape.text(thing, "created_by_ref"), {}), "name") or None


def documents(label: str, digest: str, graph: Graph) -> Iterator[Document]:
    """Yield one Document for each report of the bundle, or one for the bundle where it has none."""
    reports = list(graph.of_type("report"))
    for report in reports:
        published = moments.moment(report.get("published")) or moments.moment(report.get("created"))
        yield Document(
            source=label,
            digest=digest,
            media=MEDIA,
            publisher=graph.author(report),
            title=shape.text(report, "name") or None,
            published=published.date() if published else None,
            published_text=shape.text(report, "published") or None,
            characters=len(shape.text(report, "description")),
        )
    if not reports:
        authors = {graph.author(thing) for thing in graph.by_id.values()} - {None}
        yield Document(source=label, digest=digest, media=MEDIA, publisher=authors.pop() if len(authors) == 1 else None)


def claims(label: str, graph: Graph) -> Iterator[Claim]:
    """Yield who is said to be behind it: `attributed-to` relationships, and the actors that a report is about."""
    for relation in graph.relations:
        if shape.text(relation, "relationship_type") == "attributed-to":
            yield from _attributed(label, graph, relation)
    for report in graph.of_type("report"):
        yield from _reported(label, graph, report)


def _attributed(label: str, graph: Graph, relation: dict[str, Json]) -> Iterator[Claim]:
    source = graph.by_id.get(shape.text(relation, "source_ref"), {})
    target = graph.by_id.get(shape.text(relation, "target_ref"), {})
    subject, behind = shape.text(source, "name"), shape.text(target, "name")
    if not subject or not behind or shape.text(source, "type") not in _ACTING:
        return
    kind = ClaimKind.ATTRIBUTION if shape.text(target, "type") in _ACTORS else ClaimKind.SPONSOR
    if kind is ClaimKind.SPONSOR and shape.text(target, "type") != "identity":
        return
    yield Claim(
        kind=kind,
        statement=shape.quoted(f"{subject} is attributed to {behind}"),
        quote=shape.quoted(shape.text(relation, "description") or f"{subject} attributed-to {behind}"),
        place=Place(source=label, row=graph.rows.get(shape.text(relation, "id"))),
        publisher=graph.author(relation),
        subject=shape.quoted(subject),
        object=shape.quoted(behind),
        aliases=_aliases(target),
        hedge=hedges.of_confidence(relation.get("confidence")),
        question=Question.WHO,
    )


def _reported(label: str, graph: Graph, report: dict[str, Json]) -> Iterator[Claim]:
    for reference in dict.fromkeys(shape.texts(report, "object_refs")):
        actor = graph.by_id.get(reference, {})
        if shape.text(actor, "type") in _ACTORS and shape.text(actor, "name"):
            name = shape.quoted(shape.text(actor, "name"))
            yield Claim(
                kind=ClaimKind.ATTRIBUTION,
                statement=shape.quoted(f"The report “{shape.text(report, 'name')}” is about {name}"),
                quote=shape.quoted(shape.text(report, "description") or shape.text(report, "name")),
                place=Place(source=label, row=graph.rows.get(shape.text(report, "id"))),
                publisher=graph.author(report),
                subject=shape.quoted(shape.text(report, "name")) or None,
                object=name,
                aliases=_aliases(actor),
                hedge=hedges.of_confidence(report.get("confidence")),
                question=Question.WHO,
            )


def _aliases(thing: dict[str, Json]) -> tuple[str, ...]:
    name = shape.text(thing, "name")
    return tuple(dict.fromkeys(shape.quoted(alias) for alias in shape.texts(thing, "aliases") if alias != name))


def cve_of(thing: dict[str, Json]) -> str | None:
    """Return the CVE id of a vulnerability object, from its references or its name."""
    candidates = [shape.text(item, "external_id") for item in shape.objects(thing, "external_references")]
    for text in (*candidates, shape.text(thing, "name")):
        match = _CVE.search(text.upper())
        if match is not None:
            return match[0]
    return None
