"""The shapes of build and signing records: checksum files, in-toto and SLSA statements (bare, in DSSE, in a bundle), tables.

SHA256SUMS as coreutils and BSD write it; in-toto attestation framework, Statement; SLSA provenance; DSSE envelope.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from beartrap.estate.audit.entra import plain
from beartrap.estate.audit.values import first
from beartrap.model.place import Place
from beartrap.model.release import Artefact

KINDS = {128: "sha512", 96: "sha384", 64: "sha256", 40: "sha1", 32: "md5"}
"""Digests by the length of their hex."""
_PLAIN = re.compile(r"\\?([0-9a-fA-F]{32,128}) [ *](.+)$")
_BSD = re.compile(r"(SHA ?-?512|SHA ?-?384|SHA ?-?256|SHA1|MD5) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})$", re.IGNORECASE)
_HEX = re.compile(r"(?:sha\d+[:-])?([0-9a-fA-F]{32,128})$", re.IGNORECASE)
_NAMES = (
    "name",
    "file",
    "filename",
    "artifact",
    "artefact",
    "path",
    "artifactname",
    "package",
    "output",
    "signedfile",
    "asset",
    "url",
    "uri",
)
_DEEPEST = 6


def checksum(line: str) -> tuple[str, str, str] | None:
    """Return name, kind and digest of a line of a checksum file, None where it is none."""
    line = line.strip("\ufeff\r\n")
    if (match := _PLAIN.match(line)) is not None and len(match[1]) in KINDS:
        return match[2].strip(), KINDS[len(match[1])], match[1].lower()
    if (match := _BSD.match(line.strip())) is not None and len(match[3]) in KINDS:
        return match[2], KINDS[len(match[3])], match[3].lower()
    return None


def artefacts(value: Any, place: Place, depth: int = 0) -> Iterator[Artefact]:
    """Yield the artefacts that a JSON value names: statements' subjects, rows with a name and a digest, whatever is around them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from artefacts(one, place, depth + 1)
    elif isinstance(value, dict):
        inner = _payload(value)
        if inner is not None:
            yield from artefacts(inner, place, depth + 1)
        elif isinstance(value.get("subject"), list):
            for one in value["subject"]:
                yield from artefacts(one, place, depth + 1)
        elif (found := row(value, place)) is not None:
            yield found
        else:
            for one in value.values():
                if isinstance(one, dict | list):
                    yield from artefacts(one, place, depth + 1)


def _payload(value: Mapping[str, Any]) -> Any:
    """Return what a DSSE envelope holds; None where it is none."""
    text = value.get("payload")
    if not isinstance(text, str) or "payloadType" not in value:
        return None
    try:
        return orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None


def row(fields: Mapping[str, Any], place: Place) -> Artefact | None:
    """Return the artefact that an object or a table's row names, None where it has no name or no digest."""
    names = {plain(str(name)): value for name, value in fields.items()}
    name = first(names, *_NAMES)
    found: dict[str, str] = {}
    for key, value in names.items():
        if isinstance(value, dict) and key in ("digest", "digests", "hashes", "checksums", "hash", "checksum"):
            for kind, digest in value.items():
                _take(found, plain(str(kind)), digest)
        elif isinstance(value, str):
            _take(found, key, value)
    if not name or not found:
        return None
    return Artefact(
        name, tuple(sorted(found.items())), place, first(names, "key", "keyid", "certificate", "thumbprint", "signer", "serial", "keyname"),
        first(names, "time", "timestamp", "date", "signedat", "created", "builttime", "finishedon"), first(names, "user", "requester", "account", "by", "actor", "client"),
    )  # fmt: skip


def _take(found: dict[str, str], key: str, value: Any) -> None:
    match = _HEX.match(value.strip()) if isinstance(value, str) else None
    if match is None or len(match[1]) not in KINDS:
        return
    kind = KINDS[len(match[1])]
    if kind in key or any(word in key for word in ("digest", "hash", "checksum", "sum")):
        found.setdefault(kind, match[1].lower())
