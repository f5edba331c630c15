"""What a MISP event says beside its values: who published it, which actor and malware its tags and galaxies name."""

import re
from collections.abc import Iterator

from beartrap.intel import hedges, moments, shape
from beartrap.intel.shape import Json
from beartrap.model.claim import Claim, ClaimKind, Document, Hedge
from beartrap.model.place import Place
from beartrap.model.question import Question

MEDIA = "application/json; profile=misp"
_ACTOR_GALAXIES = frozenset({"threat-actor", "mitre-intrusion-set", "microsoft-activity-group", "360net-threat-actor"})
_MALWARE_GALAXIES = frozenset(
    {"malpedia", "mitre-malware", "mitre-tool", "tool", "ransomware", "rat", "backdoor", "botnet", "stealer", "banker"}
)
_TAG = re.compile(r'misp-galaxy:([a-z0-9-]{1,60})="([^"]{1,300})"', re.ASCII)
_MITRE_ID = re.compile(r"\s+-\s+[GSC]\d{4}$")


def document(label: str, digest: str, event: dict[str, Json]) -> Document:
    """Return the event as a document: its info is the title, the creating organisation the publisher."""
    organisation = shape.text(shape.member(event, "Orgc"), "name") or shape.text(shape.member(event, "Org"), "name")
    written = shape.text(event, "date")
    return Document(
        source=label,
        digest=digest,
        media=MEDIA,
        publisher=organisation or None,
        title=shape.text(event, "info") or None,
        published=moments.day(written),
        published_text=written or None,
        characters=len(shape.text(event, "info")),
    )


def tags(thing: dict[str, Json]) -> list[str]:
    """Return the names of the tags of an event or attribute."""
    return [shape.text(tag, "name") for tag in shape.objects(thing, "Tag") if shape.text(tag, "name")]


def clusters(thing: dict[str, Json]) -> Iterator[tuple[str, str, tuple[str, ...], list[str]]]:
    """Yield galaxy type, value, synonyms and the cluster's own tags, from galaxies and from tags that name one."""
    seen = set()
    for galaxy in shape.objects(thing, "Galaxy"):
        for cluster in shape.objects(galaxy, "GalaxyCluster"):
            kind = shape.text(cluster, "type") or shape.text(galaxy, "type")
            value = _MITRE_ID.sub("", shape.text(cluster, "value"))
            if value:
                seen.add((kind, value))
                yield kind, value, tuple(shape.texts(shape.member(cluster, "meta"), "synonyms")), tags(cluster)
    for tag in tags(thing):
        match = _TAG.fullmatch(tag)
        if match is not None and (match[1], _MITRE_ID.sub("", match[2])) not in seen:
            yield match[1], _MITRE_ID.sub("", match[2]), (), []


def family(thing: dict[str, Json]) -> str:
    """Return the malware that an event or attribute is tagged with, names joined; empty where it has none."""
    return ", ".join(dict.fromkeys(value for kind, value, _, _ in clusters(thing) if kind in _MALWARE_GALAXIES))


def tlp(thing: dict[str, Json]) -> str:
    """Return the traffic light tag in upper case, empty where there is none: who exports must see it."""
    return next((tag.upper() for tag in tags(thing) if tag.lower().startswith("tlp:")), "")


def claims(label: str, row: int, event: dict[str, Json]) -> Iterator[Claim]:
    """Yield an attribution for each actor that the event or one of its attributes is tagged with."""
    organisation = shape.text(shape.member(event, "Orgc"), "name") or None
    title = shape.quoted(shape.text(event, "info"))
    done = set()
    holders = [event, *shape.objects(event, "Attribute")]
    holders += [one for thing in shape.objects(event, "Object") for one in shape.objects(thing, "Attribute")]
    for holder in holders:
        for kind, value, synonyms, own in clusters(holder):
            if kind not in _ACTOR_GALAXIES or value in done:
                continue
            done.add(value)
            yield Claim(
                kind=ClaimKind.ATTRIBUTION,
                statement=shape.quoted(f"The event “{title}” is tagged with {value}"),
                quote=shape.quoted(f'misp-galaxy:{kind}="{value}"'),
                place=Place(source=label, row=row),
                publisher=organisation,
                subject=title or None,
                object=shape.quoted(value),
                aliases=tuple(shape.quoted(name) for name in synonyms if name != value),
                hedge=_hedge([*own, *tags(holder)]),
                question=Question.WHO,
            )


def _hedge(names: list[str]) -> Hedge | None:
    return next((hedge for name in names if (hedge := hedges.of_tag(name)) is not None), None)
