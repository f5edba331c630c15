"""The case's Ed25519 key: made with the case, kept beside it, its public half in the first row of the ledger."""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from beartrap.case.errors import CaseError
from beartrap.case.folder import KEY, Folder, replace_private

_PUT_BACK = f"Put the case's own {KEY} back, or show the case without writing (`beartrap answers`)."
_HEAD = b"beartrap head 1\0"
_SNAPSHOT = b"beartrap snapshot 1\0"
_DOCUMENT = b"beartrap document 1\0"
"""What a signature is for, so that one can never be passed off as the other."""


def make_key(folder: Folder) -> str:
    """Make the case's key, unless an unfinished creation has left one, and return its public half in hex."""
    path = folder.file(KEY)
    if not path.exists():
        private = Ed25519PrivateKey.generate()
        try:
            replace_private(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        except OSError as error:
            raise folder.failure(error) from error
    return _load(folder).public_key().public_bytes_raw().hex()


def open_key(folder: Folder, public: str) -> Ed25519PrivateKey:
    """Return the case's key; raises CaseError where it is gone or not the one that the ledger names."""
    private = _load(folder)
    if private.public_key().public_bytes_raw().hex() != public:
        raise CaseError(folder.path, f"{KEY} is not the key with which the case was begun", _PUT_BACK)
    return private


def _load(folder: Folder) -> Ed25519PrivateKey:
    try:
        content = folder.file(KEY).read_bytes()
    except FileNotFoundError as error:
        raise CaseError(folder.path, f"{KEY} is missing, so nothing can be signed", _PUT_BACK) from error
    except OSError as error:
        raise folder.failure(error) from error
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise CaseError(folder.path, f"{KEY} is no key", _PUT_BACK) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise CaseError(folder.path, f"{KEY} is no Ed25519 key", _PUT_BACK)
    return private


def sign_head(private: Ed25519PrivateKey, seq: int, head: str, at: str) -> str:
    """Return the signature over the head of the chain, in hex."""
    return private.sign(_head_message(seq, head, at)).hex()


def head_signed(public: str, seq: int, head: str, at: str, signature: str) -> bool:
    """Whether the signature over a head is the case's own."""
    return _signed(public, signature, lambda: _head_message(seq, head, at))


def sign_snapshot(private: Ed25519PrivateKey, digest: bytes) -> str:
    """Return the signature over the SHA-256 of a snapshot, in hex."""
    return private.sign(_SNAPSHOT + digest).hex()


def snapshot_signed(public: str, digest: bytes, signature: str) -> bool:
    """Whether the signature over a snapshot is the case's own."""
    return _signed(public, signature, lambda: _SNAPSHOT + digest)


def sign_document(private: Ed25519PrivateKey, digest: bytes) -> str:
    """Return the signature over the SHA-256 of a document that the case keeps outside of its ledger, in hex."""
    return private.sign(_DOCUMENT + digest).hex()


def document_signed(public: str, digest: bytes, signature: str) -> bool:
    """Whether the signature over a document is the case's own."""
    return _signed(public, signature, lambda: _DOCUMENT + digest)


def _head_message(seq: int, head: str, at: str) -> bytes:
    return _HEAD + seq.to_bytes(8, "big") + bytes.fromhex(head) + at.encode()


def _signed(public: str, signature: str, message: Callable[[], bytes]) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message())
    except (InvalidSignature, ValueError, OverflowError):
        return False
    return True
