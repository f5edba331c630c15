"""Ciphers whose key stands beside the text: xor with one or more bytes, and Fernet."""

from beartrap.vet.decode.codecs import DECODED_BYTES


def xor(content: bytes, key: bytes) -> bytes | None:
    """Return `content` xored with `key`, repeated over it; None for an empty key."""
    if not key or len(content) > DECODED_BYTES:
        return None
    stretched = (key * (len(content) // len(key) + 1))[: len(content)]
    return (int.from_bytes(content, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(content), "big")


def fernet(token: bytes, key: bytes) -> bytes | None:
    """Return what a Fernet token holds (https://github.com/fernet/spec), None where key and token do not fit."""
    from cryptography.fernet import Fernet, InvalidToken  # heavy, and needed by few packages

    if len(token) > DECODED_BYTES:
        return None
    try:
        return Fernet(key).decrypt(token)
    except (InvalidToken, ValueError, TypeError):
        return None
