"""Who signed a content: the certificates in Authenticode signatures, Mach-O code signatures and bare PKCS#7.

For the workers that examine contents, and only where a certificate is looked for. Nothing is verified but whether the digest that an
Authenticode signature names is the file's: a signature can be copied from file to file. Formats: Microsoft, "Windows
Authenticode Portable Executable Signature Format" and "PE Format"; Apple, `cs_blobs.h`; RFC 5652.
"""

import hashlib
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

MOST_SIGNATURES = 16
"""Signatures of one file; two are usual (SHA-1 and SHA-256), a catalogue or an installer has one."""
MOST_CERTIFICATES = 64
"""Certificates of one signature; a chain and a time stamp's have ten."""
LONGEST = 4 * 1024 * 1024
"""Bytes of one signature. Ten kilobytes are usual; a catalogue of drivers has a megabyte."""
LONGEST_NAME = 500
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The object identifier of PKCS#7 signed data, as it is encoded."""
NESTED = bytes.fromhex("060a2b060104018237020401")
"""Microsoft's attribute that holds a further signature in a signature."""
_MACHO = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce", b"\xca\xfe\xba\xbe")
_SUPERBLOB, _CMS = b"\xfa\xde\x0c\xc0", b"\xfa\xde\x0b\x01"
_PKCS = 2
"""WIN_CERT_TYPE_PKCS_SIGNED_DATA."""


class Scanner(Protocol):
    """A rule set, as workers ask it."""

    looks_at_names: bool

    def scan(self, data: bytes) -> dict[str, Any]:
        """Scan a content."""

    def scan_all(self, contents: Sequence[bytes]) -> list[dict[str, Any]]:
        """Scan several contents."""

    def scan_named(self, data: bytes, names: tuple[str, str, str], /) -> dict[str, Any]:
        """Scan a content, with what rules may ask of its name."""


class SignerScanner:
    """A rule set (None: no rules) that tells who signed a content too."""

    def __init__(self, rules: Scanner | None) -> None:
        self._rules = rules
        self.looks_at_names = rules is not None and rules.looks_at_names

    def scan(self, data: bytes) -> dict[str, Any]:
        """Scan a content: the rules' verdict, and `signers`, or `unsigned`: why a signature that is there cannot be read."""
        return self.scan_all([data])[0]

    def scan_all(self, contents: Sequence[bytes]) -> list[dict[str, Any]]:
        """Scan several contents."""
        clean = {"state": "clean", "matches": [], "more": 0, "why": ""}
        verdicts = [clean] * len(contents) if self._rules is None else self._rules.scan_all(contents)
        found = map(signers, contents)
        return [
            {**verdict, "signers": who, "unsigned": fault}
            for verdict, (who, fault) in zip(verdicts, found, strict=True)
        ]

    def scan_named(self, data: bytes, about: tuple[str, str, str]) -> dict[str, Any]:
        """Scan by what rules ask of names."""
        assert self._rules is not None
        return self._rules.scan_named(data, about)


def signers(data: bytes) -> tuple[list[dict[str, Any]], str]:
    """Return the certificates in a content's signatures, and why a signature that is there cannot be read (else empty)."""
    found: dict[str, dict[str, Any]] = {}
    fault = ""
    for count, (blob, digests) in enumerate(_signatures(data)):
        if count >= MOST_SIGNATURES:
            return list(found.values()), f"has more than {MOST_SIGNATURES} signatures"
        fits = None if digests is None else any(digest in blob for digest in digests)
        try:
            for one in _certificates(blob):
                known = found.setdefault(one["sha256"], {**one, "fits": fits})
                known["use"] = min(known["use"], one["use"], key=("signer", "timestamp", "chain").index)
        except (ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
            fault = f"has a signature that cannot be read ({str(error)[:200] or type(error).__name__})"
    return list(found.values()), fault


def _signatures(data: bytes) -> Iterator[tuple[bytes, tuple[bytes, ...] | None]]:
    """Yield each signature of a content in DER, nested ones too, and the digests it should name (None: not computed)."""
    outer: Iterator[tuple[bytes, tuple[bytes, ...] | None]]
    if data[:2] == b"MZ":
        outer = ((blob, _authentihashes(data)) for blob in _of_pe(data))
    elif data[:4] in _MACHO:
        outer = ((blob, None) for blob in _of_macho(data))
    elif data[:1] == b"\x30" and SIGNED_DATA in data[:20]:
        outer = ((blob, None) for blob in (data[:LONGEST],))
    else:
        return
    for blob, digests in outer:
        yield blob, digests
        at = blob.find(NESTED)
        while at >= 0:
            inner = _element(blob, _inside(blob, at + len(NESTED)))
            if inner:
                yield inner, digests
            at = blob.find(NESTED, at + len(NESTED))


def _security_directory(data: bytes) -> tuple[int, int, int] | None:
    """Return where the entry of the security directory stands, and the offset and size it gives; None where there is none."""
    try:
        start = struct.unpack_from("<I", data, 0x3C)[0]
        if data[start : start + 4] != b"PE\0\0":
            return None
        optional = start + 24
        magic = struct.unpack_from("<H", data, optional)[0]
        directories = optional + {0x10B: 96, 0x20B: 112}[magic]
        if struct.unpack_from("<I", data, directories - 4)[0] < 5:
            return None
        entry = directories + 4 * 8
        offset, size = struct.unpack_from("<II", data, entry)
    except (struct.error, KeyError):
        return None
    return (entry, offset, size) if offset and size else None


def _of_pe(data: bytes) -> Iterator[bytes]:
    """Yield what the attribute certificate table holds."""
    found = _security_directory(data)
    if found is None:
        return
    _, offset, size = found
    end = min(offset + size, len(data))
    if offset + 8 > len(data):
        yield b""  # the table is cut off: a fault
    while offset + 8 <= end:
        length, _, kind = struct.unpack_from("<IHH", data, offset)
        if not 8 < length <= LONGEST:
            yield b""
            return
        if kind == _PKCS:
            yield data[offset + 8 : min(offset + length, end)]
        offset += (length + 7) & ~7


def _authentihashes(data: bytes) -> tuple[bytes, ...]:
    """Return the digests of a PE file without its checksum, the directory's entry and the table: SHA-256 and SHA-1."""
    found = _security_directory(data)
    if found is None:
        return ()
    entry, offset, size = found
    checksum = struct.unpack_from("<I", data, 0x3C)[0] + 24 + 64
    view = memoryview(data)
    parts = (view[:checksum], view[checksum + 4 : entry], view[entry + 8 : offset], view[offset + size :])
    made = []
    for name in ("sha256", "sha1"):
        one = hashlib.new(name, usedforsecurity=False)
        for part in parts:
            one.update(part)
        made.append(one.digest())
    return tuple(made)


def _of_macho(data: bytes) -> Iterator[bytes]:
    """Yield the CMS blobs of the code signatures (one for each architecture)."""
    at = data.find(_SUPERBLOB)
    while at >= 0:
        try:
            count = struct.unpack_from(">I", data, at + 8)[0]
            for number in range(min(count, 32)):
                start = at + struct.unpack_from(">I", data, at + 12 + 8 * number + 4)[0]
                length = struct.unpack_from(">I", data, start + 4)[0]
                if data[start : start + 4] == _CMS and 8 < length <= LONGEST:
                    yield data[start + 8 : start + length]
        except struct.error:
            pass
        at = data.find(_SUPERBLOB, at + 4)


def _certificates(blob: bytes) -> Iterator[dict[str, Any]]:
    """Yield what there is to know of each certificate of a signature; raises ValueError or TypeError."""
    content = _element(blob, 0)
    if content is None:
        raise ValueError("it is cut off")
    with warnings.catch_warnings():  # of odd serial numbers: they are read all the same
        warnings.simplefilter("ignore")
        certificates = load_der_pkcs7_certificates(content)
        if len(certificates) > MOST_CERTIFICATES:
            raise ValueError(f"more than {MOST_CERTIFICATES} certificates")
        for one in certificates:
            raw = one.public_bytes(Encoding.DER)
            yield {
                "sha256": hashlib.sha256(raw).hexdigest(),
                "sha1": hashlib.sha1(raw, usedforsecurity=False).hexdigest(),
                "md5": hashlib.md5(raw, usedforsecurity=False).hexdigest(),
                "serial": f"{one.serial_number & ((1 << 320) - 1):x}",
                "subject": _name(one.subject),
                "issuer": _name(one.issuer),
                "use": _use(one, content),
            }


def _use(one: x509.Certificate, blob: bytes) -> str:
    """Say what a certificate is for: a signer is named by its issuer and serial number, one after the other (RFC 5652, 5.3)."""
    number = one.serial_number
    octets = number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)
    if one.issuer.public_bytes() + b"\x02" + bytes((len(octets),)) + octets not in blob:
        return "chain"
    try:
        usage = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return "signer"
    return "timestamp" if ExtendedKeyUsageOID.TIME_STAMPING in usage else "signer"


def _name(name: x509.Name) -> str:
    return ", ".join(f"{one.rfc4514_attribute_name}={one.value!s}" for one in name)[:LONGEST_NAME]


def _element(data: bytes, at: int) -> bytes | None:
    """Return the DER element that begins at an offset, None where it is cut off."""
    inside = _inside(data, at)
    if inside == at:
        return None
    length = int.from_bytes(data[at + 2 : inside]) if data[at + 1] & 0x80 else data[at + 1]
    return data[at : inside + length] if inside + length <= len(data) else None


def _inside(data: bytes, at: int) -> int:
    """Return the offset of an element's content; its own where there is no element."""
    if at + 2 > len(data):
        return at
    first = data[at + 1]
    if first < 0x80:
        return at + 2
    return at + 2 + (first & 0x7F) if 1 <= first & 0x7F <= 4 and at + 2 + (first & 0x7F) <= len(data) else at
