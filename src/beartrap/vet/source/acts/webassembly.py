"""Modules of WebAssembly, and what they are given."""

from beartrap.vet.source.values import Value


def is_empty(value: Value) -> bool:
    """Whether something is written out as a table with nothing in it."""
    return value.fields == {} and not value.marks and value.closure is None


def is_module(code: Value) -> bool:
    """Whether something is a module of WebAssembly, or what was decoded to one."""
    known = code.known
    content = (
        bytes(known[:4]) if isinstance(known, bytes | bytearray) else known[:4] if isinstance(known, list) else b""
    )
    decoded = bool(code.layers) and code.layers[-1].text.startswith(("\\x00asm", "\0asm"))
    return decoded or content in (b"\0asm", [0, 97, 115, 109])
