"""`pack.toml`: the frame of one incident, what is claimed about it, and when things happened."""

import tomllib
from collections.abc import Sequence
from datetime import datetime

from beartrap.intel import values, versions
from beartrap.intel.errors import IntelError
from beartrap.intel.pack_fields import Fields
from beartrap.intel.values import NoIndicatorError
from beartrap.intel.versions import VersionError
from beartrap.model.claim import Claim, ClaimKind, Hedge
from beartrap.model.frozen import frozen
from beartrap.model.incident import Affected, Incident
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.window import Window

FORMAT = 1


@frozen
class Event:
    """One moment of the incident's timeline (UTC) and what happened, with where that is known from."""

    at: datetime
    what: str
    source: str | None = None


@frozen
class Frame:
    """What `pack.toml` says."""

    incident: Incident
    claims: tuple[Claim, ...]
    timeline: tuple[Event, ...]
    references: tuple[str, ...]
    names: tuple[str, ...]
    proof: tuple[str, ...]


def read_frame(path: str, raw: bytes, label: str, digest: str) -> Frame:
    """Return what a pack.toml says; raises IntelError naming file, line and key. `label` names the pack as a source."""
    try:
        text = raw.decode("utf-8")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise IntelError(
            path, f"no valid TOML ({error})", "Correct the line named; docs/packs.md shows the format."
        ) from error
    top = Fields(path, text, "", table)
    if top._get("version") != FORMAT:
        raise top.fail("version", "missing or another version of the format", str(FORMAT))
    cues = top.table_of("cues")
    names, proof = cues.texts_of("names"), cues.texts_of("proof")
    cues.finish()
    frame = Frame(
        incident=_incident(top, names + proof, digest),
        claims=tuple(_claim(item, label) for item in top.tables_of("claim")),
        timeline=tuple(_event(item) for item in top.tables_of("timeline")),
        references=top.texts_of("references"),
        names=names,
        proof=proof,
    )
    top.finish()
    return frame


def _incident(top: Fields, cues: Sequence[str], digest: str) -> Incident:
    window = top.table_of("window")
    start, end = window.moment_of("from", needed=True), window.moment_of("until")
    public = window.moment_of("public_since")
    window.finish()
    if start is not None and end is not None and start >= end:
        raise window.fail("until", "not after `from`", "the first moment that need not be looked at")
    return Incident(
        id=top.text_of("id", needed=True) or "",
        title=top.text_of("title", needed=True) or "",
        window=Window(start, end),
        affected=tuple(_affected(item) for item in top.tables_of("affected")),
        dormant_hours=top.hours_of("dormant_hours"),
        decoder=top.text_of("decoder"),
        public_since=Window(public, None),
        cues=tuple(cues),
        digest=digest,
    )


def _affected(item: Fields) -> Affected:
    purl = item.text_of("purl")
    try:
        if purl is not None:
            values.as_package(purl)
    except NoIndicatorError as error:
        raise item.fail("purl", str(error), "a package URL without version, such as pkg:npm/left-pad") from error
    found = Affected(
        vendor=item.text_of("vendor", needed=True) or "",
        product=item.text_of("product", needed=True) or "",
        names=item.texts_of("names"),
        purl=purl,
        versions=item.texts_of("versions"),
        fixed=item.texts_of("fixed"),
    )
    item.finish()
    ranges = [version for version in found.versions if version.startswith("vers:")]
    if ranges and len(found.versions) > 1:
        raise item.fail("versions", "a range beside other versions", "exact versions, or one vers: range alone")
    try:
        for text in ranges:
            versions.checked(text)
    except VersionError as error:
        raise item.fail(
            "versions", str(error), "a range that univers reads, such as vers:npm/>=1.0.0|<1.2.3"
        ) from error
    return found


def _claim(item: Fields, label: str) -> Claim:
    kind = item.choice_of("kind", ClaimKind, needed=True)
    found = Claim(
        kind=kind or ClaimKind.RESPONSE,
        statement=item.text_of("statement", needed=True) or "",
        quote="",
        place=Place(source=f"{label}/pack.toml"),
        publisher=item.text_of("publisher", needed=True),
        speaker=item.text_of("speaker"),
        subject=item.text_of("subject"),
        object=item.text_of("object"),
        aliases=item.texts_of("aliases"),
        hedge=item.choice_of("hedge", Hedge),
        cues=item.texts_of("cues"),
        reported=item.flag_of("reported"),
        denied=item.flag_of("denied"),
        about_self=item.flag_of("about_self"),
        question=item.choice_of("question", Question),
    )
    item.finish()
    return found


def _event(item: Fields) -> Event:
    at = item.moment_of("at", needed=True)
    found = Event(at or datetime.min, item.text_of("what", needed=True) or "", item.text_of("source"))  # noqa: DTZ901
    item.finish()
    return found
