"""What a finding of the sweep is about, and the evidence for it: the same words from every detector."""

from datetime import UTC, datetime
from urllib.parse import quote_from_bytes

from beartrap.model.artifact import Artifact, Package
from beartrap.model.evidence import Evidence, Facts, Scalar
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten, shown_bytes

LONGEST_QUOTE = 300
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in "%:!")
"""What stands in a subject as it is. All else is percent-encoded: two paths never have one subject, or a hostile name could
put its finding in the place of another's."""
_PLAIN_IN_PATHS = _PLAIN + ":"


def encoded(raw: bytes | str, *, path: bool = False) -> str:
    """Return raw text as part of a subject, reversibly."""
    content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
    return quote_from_bytes(content, safe=_PLAIN_IN_PATHS if path else _PLAIN)


def of_file(artifact: Artifact, *more: str) -> str:
    """Return the subject of a finding about a content at a place: `file:HOST:PATH`, `more` told apart by `#`."""
    return "#".join(("file:" + _where(artifact.place, artifact.name), *(encoded(part) for part in more)))


def of_package(package: Package, about: str) -> str:
    """Return the subject of a finding about a package: `package:HOST:ABOUT:NAME@VERSION`, and its path if it has one."""
    host = encoded(package.place.host or "")
    named = f"{encoded(package.name)}@{encoded(package.version or '')}"
    path = "" if package.place.path is None else ":" + encoded(package.place.path, path=True)
    return f"package:{host}:{encoded(about)}:{named}{path}"


def _where(place: Place, name: bytes) -> str:
    path = name if place.path is None else place.path
    members = "".join("!" + encoded(member, path=True) for member in place.member)
    row = "" if place.path is not None or place.row is None else f"@{encoded(place.source)}:{place.row}"
    return f"{encoded(place.host or '')}:{encoded(path, path=True)}{members}{row}"


def named(artifact: Artifact) -> str:
    """Return the file's name, safe to show."""
    return shorten(shown_bytes(artifact.name), 120) or "a file without a name"


def sentence(note: str) -> str:
    """Return a source's note as a sentence, safe to show; nothing where there is none."""
    plain = shorten(printable(note.strip().rstrip(".")), 300)
    return f"{plain[:1].upper()}{plain[1:]}." if plain else ""


def written(moment: datetime | None) -> str | None:
    """Return a content's own write time in ISO form, None where not known."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def proof(artifact: Artifact, quote: str, place: Place | None = None) -> Evidence:
    """Return evidence at the artifact's place (or at an exact one inside it)."""
    return Evidence(place or artifact.place, shorten(printable(quote), LONGEST_QUOTE), artifact.modified)


def file_facts(artifact: Artifact, **more: Scalar) -> Facts:
    """Return what is known of the content, with `more`; what is not known is left out."""
    values: dict[str, Scalar] = {
        "written": written(artifact.modified),
        "sha256": artifact.sha256,
        "size": artifact.size,
        "version": None if artifact.version is None else shorten(printable(artifact.version), 100),
        "examined": artifact.examined,
        "layer": artifact.note or None,
        **more,
    }
    return Facts.of(**{name: value for name, value in values.items() if value is not None})
