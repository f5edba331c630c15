"""What came with a package and is no part of it: the registry's own document, attestations, detached signatures.

Each is read, none verified: what is compared is who claims to have published two versions, and whether anybody does.
References: PEP 740; npm documentation, "Generating provenance statements"; Sigstore, Fulcio certificate SANs.
"""

import base64
from collections.abc import Iterator
from typing import Any

import orjson

from beartrap.engine.limits import MIB
from beartrap.model.frozen import frozen

LONGEST = 8 * MIB
"""Bytes of one such file; a registry's document of a package with thousands of versions has some."""


@frozen
class Beside:
    """What the files beside a package tell: who published it, and what vouches for it."""

    publishers: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


def read_beside(contents: list[tuple[str, bytes]]) -> Beside:
    """Return what files beside a package tell; each is a name and a content, and what is unknown is passed over."""
    publishers, signers = list[str](), list[str]()
    for name, content in contents:
        if name.endswith((".asc", ".sig")):
            signers.append(f"detached signature ({name.rpartition('.')[2]}, not verified)")
            continue
        try:
            document = orjson.loads(content[:LONGEST])
        except orjson.JSONDecodeError:
            continue
        if isinstance(document, dict):
            publishers += _npm_people(document)
            signers += [*_npm_provenance(document), *_bundles(document), *_attestation(document)]
    return Beside(tuple(dict.fromkeys(publishers)), tuple(dict.fromkeys(signers)))


def _npm_people(document: dict[str, Any]) -> Iterator[str]:
    user = document.get("_npmUser")
    if isinstance(user, dict):
        user = " ".join(str(user[key]) for key in ("name", "email") if user.get(key))
    if isinstance(user, str) and user:
        yield f"published by {user}"


def _npm_provenance(document: dict[str, Any]) -> Iterator[str]:
    dist = document.get("dist")
    attestations = dist.get("attestations") if isinstance(dist, dict) else None
    provenance = attestations.get("provenance") if isinstance(attestations, dict) else None
    if isinstance(provenance, dict):
        yield f"npm provenance {provenance.get('predicateType', '')} (not verified)"


def _bundles(document: dict[str, Any]) -> Iterator[str]:
    """Yield the publishers of a provenance object of PEP 740."""
    bundles = document.get("attestation_bundles")
    for bundle in bundles if isinstance(bundles, list) else ():
        publisher = bundle.get("publisher") if isinstance(bundle, dict) else None
        if isinstance(publisher, dict):
            words = [publisher.get(key) for key in ("kind", "repository", "workflow", "environment", "email")]
            yield f"attested by {' '.join(str(word) for word in words if word)} (not verified)"


def _attestation(document: dict[str, Any]) -> Iterator[str]:
    """Yield the identity in the certificate of one attestation."""
    material = document.get("verification_material")
    encoded = material.get("certificate") if isinstance(material, dict) else None
    if not isinstance(encoded, str):
        return
    identity = _identity(encoded)
    yield f"attested by {identity or 'an identity that cannot be read'} (not verified)"


def _identity(encoded: str) -> str | None:
    from cryptography import x509  # late: few packages come with attestations

    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(encoded))
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return None
    found = [str(name.value).partition("@refs/")[0] for name in names if hasattr(name, "value")]
    return found[0] if found else None
