"""Authenticode: who signed a PE file, whether the signature fits, and whether the times agree."""

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from beartrap.vet.analyser import FileSubject, Seen, Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.binary.behaviours import BROKEN_SIGNATURE, ODD_TIME, SIGNER, UNSIGNED
from beartrap.vet.binary.sighted import seen
from beartrap.vet.kinds import Kind

_SIGNED = frozenset({Kind.PE, Kind.DOTNET})
FIRST_SANE = datetime(1995, 1, 1, tzinfo=UTC)
"""Compile times before this are no times: reproducible builds put a hash or zero there."""


def signature(subject: FileSubject, binary: Any, lief: Any) -> Iterator[Behaviour]:
    """Yield what does not fit in a file's own signature; nothing where it has none."""
    if not binary.has_signatures:
        return
    result = binary.verify_signature(lief.PE.Signature.VERIFICATION_CHECKS.HASH_ONLY)
    if result != lief.PE.Signature.VERIFICATION_FLAGS.OK:
        yield seen(BROKEN_SIGNATURE, subject, "", f"signature check: {result!s}", when=When.UNKNOWN)
    for signer in _signers(binary):
        if signer.cert is not None:
            yield from _times(subject, binary, signer.cert)


def _signers(binary: Any) -> Iterator[Any]:
    for one in binary.signatures:
        yield from one.signers


class SignerAnalyser:
    """Looks at the signatures of a file in both versions: is it still signed, and by the same name?"""

    id = "binary.signer"

    def look(self, old: Side | None, new: Side, /) -> Iterator[Seen]:
        """Yield each file that lost its signature or has another signer than the file of that name had."""
        if old is None:
            return
        before = {path.rpartition("/")[2].lower(): path for path in old.paths if old.kind(path) in _SIGNED}
        for path in sorted(new.changed):
            earlier = before.get(path.rpartition("/")[2].lower()) if new.kind(path) in _SIGNED else None
            if earlier is None or (subject := new.read(path)) is None or (previous := old.read(earlier)) is None:
                continue
            yield from _step(subject, signed_by(previous.content), signed_by(subject.content))


_ANYBODY = frozenset({"", "Open Source Developer"})
"""What certificates say in the place of an organisation where there is none."""


def _step(subject: FileSubject, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Behaviour]:
    if before and not now:
        quote = f"signed by {', '.join(sorted(before))} before, not signed now"
        yield seen(UNSIGNED, subject, "", quote, when=When.UNKNOWN)
    for name in sorted(now.keys() - before.keys()) if before else ():
        if now[name] not in _ANYBODY and now[name] in before.values():
            continue  # one company has several certificates
        quote = f"signed by {name}, before by {', '.join(sorted(before))}"
        yield seen(SIGNER, subject, name, quote, when=When.UNKNOWN, signer=name)


def signed_by(content: bytes) -> dict[str, str]:
    """Return the names of those who signed a PE file, each with its organisation; empty where nobody did or it cannot be read."""
    import lief  # late: 0.4 s of CPU, and most packages hold no binary

    config: Any = lief.PE.ParserConfig()
    config.parse_exceptions = config.parse_reloc = config.parse_arm64x_binary = False
    config.parse_imports = config.parse_exports = config.parse_rsrc = False
    binary: Any = lief.PE.parse(content, config)
    if binary is None:
        return {}
    certificates = [(signer.cert, signer) for signer in _signers(binary)]
    subjects = [str(cert.subject if cert is not None else signer.issuer) for cert, signer in certificates]
    return {_common_name(one): _parts(one).get("O", "") for one in subjects}


def _times(subject: FileSubject, binary: Any, certificate: Any) -> Iterator[Behaviour]:
    """Yield a time that cannot be: compiled before the signer's certificate began or after it ended."""
    stamp = int(binary.header.time_date_stamps)
    compiled = datetime.fromtimestamp(stamp, UTC)
    if certificate is None or compiled < FIRST_SANE or binary.is_reproducible_build:
        return
    start, end = (_moment(value) for value in (certificate.valid_from, certificate.valid_to))
    if end is not None and compiled > end + timedelta(days=1):
        yield seen(
            ODD_TIME, subject, "", f"compiled {compiled:%Y-%m-%d}, certificate ended {end:%Y-%m-%d}", when=When.UNKNOWN
        )
    elif start is not None and compiled < start - timedelta(days=3653):
        yield seen(
            ODD_TIME,
            subject,
            "",
            f"compiled {compiled:%Y-%m-%d}, certificate began {start:%Y-%m-%d}",
            when=When.UNKNOWN,
        )


def _moment(value: Any) -> datetime | None:
    try:
        year, month, day = (int(part) for part in list(value)[:3])
        return datetime(year, month, day, tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _common_name(name: str) -> str:
    """Return the common name or, failing that, the organisation of a distinguished name: what stays over renewals."""
    parts = _parts(name)
    return parts.get("CN") or parts.get("O") or name


def _parts(name: str) -> dict[str, str]:
    """Return the parts of a distinguished name by their short names."""
    return dict(part.strip().partition("=")[::2] for part in name.replace("\\,", "").split(",") if "=" in part)


_DIRECTORIES = {0x10B: 96, 0x20B: 112}
"""Magic of the optional header (PE32, PE32+) to where its directories begin in it."""
_CHECKSUM, _OF_SIGNATURES = 64, 4 * 8
"""Where in the optional header the checksum stands, and among the directories the table of signatures."""


def before_signing(content: bytes) -> bytes | None:
    """Return a PE file as it was before it was signed, with no checksum, as compilers leave it; None for what has no signature at its end.

    Signing appends the table of certificates, and writes where that stands and a checksum into the header (Authenticode, PE format: "The Attribute Certificate Table").
    """
    try:
        header = struct.unpack_from("<I", content, 0x3C)[0] + 24
        directories = header + _DIRECTORIES[struct.unpack_from("<H", content, header)[0]]
        start, size = struct.unpack_from("<II", content, directories + _OF_SIGNATURES)
    except (struct.error, KeyError):
        return None
    if directories + _OF_SIGNATURES + 8 > start or start + size != len(content):
        return None
    plain = bytearray(content[:start])
    struct.pack_into("<I", plain, header + _CHECKSUM, 0)
    struct.pack_into("<II", plain, directories + _OF_SIGNATURES, 0, 0)
    return bytes(plain)
