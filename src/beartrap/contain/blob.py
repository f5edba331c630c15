"""The form of a blob in the vault: encrypted and authenticated piece by piece, so that nothing in it can run or be changed.

    "beartrap blob 1\\n", size of the content (8 bytes, big-endian), salt (32 bytes),
    then frames: length (4 bytes, big-endian) and that many bytes of AES-256-GCM, bound to all that stands before them

Each blob has a key of its own (HKDF-SHA256 of the vault's key and the salt); the nonce is the frame's number, so frames can
be neither swapped nor repeated. A frame holds its kind and, for `D`, an offset and a piece of the content (holes have no
frame), or, for `E`, the size and the digest. Only `E` ends a blob, so a shortened one is known as well.
"""

import struct
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beartrap.contain.errors import Tampered
from beartrap.effects.files.content import WINDOW, Digest

MAGIC = b"beartrap blob 1\n"
SALT = 32
HEAD = len(MAGIC) + 8 + SALT
LONGEST = WINDOW + 64
"""Bytes of a frame: a piece, its offset, its kind and the tag."""
_DATA, _END = b"D", b"E"


def seal(pieces: Iterable[tuple[int, bytes]], digest: Digest, size: int, key: bytes, salt: bytes) -> Iterator[bytes]:
    """Yield the blob of a content, in parts; `digest` is fed on the way and says what was really read."""
    head = MAGIC + struct.pack(">Q", size) + salt
    cipher = _cipher(key, salt)
    yield head
    number = 0
    for offset, piece in pieces:
        digest.feed(offset, piece)
        yield _frame(cipher, number, _DATA + struct.pack(">Q", offset) + piece, head)
        number += 1
    yield _frame(cipher, number, _END + struct.pack(">Q", number) + digest.name().encode(), head)


def unseal(read: Callable[[int], bytes], key: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, piece) of a blob, the size and no piece first, the digest that its end names last (offset -1).

    `read` returns the next bytes, fewer only at the end. Raises Tampered at the first frame that is not as it was
    written, and where the whole is not what its end says.
    """
    head = _exactly(read, HEAD)
    if not head.startswith(MAGIC):
        raise Tampered("it does not begin as a blob does")
    (size,) = struct.unpack(">Q", head[len(MAGIC) : len(MAGIC) + 8])
    yield size, b""
    cipher = _cipher(key, head[-SALT:])
    digest, number, last = Digest(size), 0, -1
    while True:
        frame = _open(cipher, number, read, head)
        kind, offset, rest = frame[:1], struct.unpack(">Q", frame[1:9])[0], frame[9:]
        if kind == _END:
            break
        if kind != _DATA or not last < offset <= size - len(rest) or len(rest) > WINDOW:
            raise Tampered(f"frame {number} is none of ours")
        digest.feed(offset, rest)
        yield offset, rest
        last, number = offset, number + 1
    if read(1) or offset != number or rest != digest.name().encode():
        raise Tampered("its end does not belong to what stands before it")
    yield -1, rest


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"beartrap vault blob 1").derive(key))


def _frame(cipher: AESGCM, number: int, content: bytes, head: bytes) -> bytes:
    sealed = cipher.encrypt(number.to_bytes(12, "big"), content, head)
    return struct.pack(">I", len(sealed)) + sealed


def _open(cipher: AESGCM, number: int, read: Callable[[int], bytes], head: bytes) -> bytes:
    (length,) = struct.unpack(">I", _exactly(read, 4))
    if not 25 <= length <= LONGEST:
        raise Tampered(f"frame {number} has a length that none of ours has")
    try:
        return cipher.decrypt(number.to_bytes(12, "big"), _exactly(read, length), head)
    except InvalidTag as error:
        raise Tampered(f"frame {number} was changed after it was written, or belongs to another vault") from error


def _exactly(read: Callable[[int], bytes], length: int) -> bytes:
    content = read(length)
    if len(content) != length:
        raise Tampered("it ends before its end")
    return content
