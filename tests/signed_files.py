"""Signed files without any code in them: the smallest PE there is, with a signature made by keys of the moment."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

OPTIONAL, TABLE = 0x58, 0x200
DIRECTORIES = OPTIONAL + 112


@cache
def key_and_certificate(
    name: str = "Lab Signing", serial: int = 0x0FE97
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return a key and its certificate, `CN=name, O=Lab Ltd.`, issued by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    told = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lab, Ltd.")]
    )
    now = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(told).issuer_name(told).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(now).not_valid_after(now + timedelta(days=9000))
    return key, builder.sign(key, hashes.SHA256())


def fingerprint(name: str = "Lab Signing", serial: int = 0x0FE97) -> str:
    """Return the SHA-256 of that certificate."""
    return hashlib.sha256(key_and_certificate(name, serial)[1].public_bytes(Encoding.DER)).hexdigest()


def signature(content: bytes, name: str = "Lab Signing", serial: int = 0x0FE97) -> bytes:
    """Return PKCS#7 signed data over `content`, in DER."""
    key, certificate = key_and_certificate(name, serial)
    builder = PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [PKCS7Options.Binary, PKCS7Options.NoAttributes])


def bare_pe(size: int = 0, body: bytes = b"") -> bytes:
    """Return a PE32+ file without sections, whose security directory promises `size` bytes after `body`."""
    head = bytearray(TABLE)
    head[:2] = b"MZ"
    struct.pack_into("<I", head, 0x3C, 0x40)
    head[0x40:0x44] = b"PE\0\0"
    struct.pack_into("<HHIIIHH", head, 0x44, 0x8664, 0, 0, 0, 0, 240, 0x22)
    struct.pack_into("<H", head, OPTIONAL, 0x20B)
    struct.pack_into("<I", head, DIRECTORIES - 4, 16)
    if size:
        struct.pack_into("<II", head, DIRECTORIES + 4 * 8, TABLE + len(body), size)
    return bytes(head) + body


def with_table(blob: bytes, body: bytes = b"") -> bytes:
    """Return a PE file with that signature attached."""
    length = 8 + len(blob)
    padded = -length % 8
    entry = struct.pack("<IHH", length, 0x200, 2) + blob + bytes(padded)
    return bare_pe(len(entry), body) + entry


def digest_of(pe: bytes) -> bytes:
    """Return what Authenticode hashes of it, by its own words: without checksum, directory entry and table."""
    offset = struct.unpack_from("<I", pe, DIRECTORIES + 4 * 8)[0]
    kept = pe[: OPTIONAL + 64] + pe[OPTIONAL + 68 : DIRECTORIES + 32] + pe[DIRECTORIES + 40 : offset]
    return hashlib.sha256(kept).digest()


def signed_pe(body: bytes = b"", name: str = "Lab Signing", serial: int = 0x0FE97) -> bytes:
    """Return a PE file whose signature names its own digest."""
    return with_table(signature(digest_of(with_table(b"", body)), name, serial), body)
