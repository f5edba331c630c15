"""Secrets that a caller hands in and that are held against what stands in the code: a word, its digest, its sum, a table of its signs."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import FOREIGN
from beartrap.vet.source.values import UNKNOWN, Value, raw


def known_secret(value: Value) -> bool:
    """Whether a value is a literal that looks like a password or the digest of one."""
    known = value.known.decode("latin-1") if isinstance(value.known, bytes) else value.known
    if isinstance(known, list):
        return _is_table(known)
    if not isinstance(known, str) or value.known is UNKNOWN:
        return False
    if _DIGEST.fullmatch(known):
        return True
    return (
        6 <= len(known) <= 80
        and " " not in known
        and _PROTOCOL.fullmatch(known) is None
        and bool(re.search(r"\d", known))
        and bool(re.search(r"[A-Za-z]", known))
    )


_PROTOCOL = regex(
    r"(?:socks|https?|tls|ssl|ipv|oauth|utf|sha|md|aes|base|hmac|ntlm)v?[-_.]?\d{1,4}[a-z]?|(?:big)?(?:u?int|float)\d{1,3}(?:clamped)?(?:array)?",
    re.IGNORECASE,
)
"""Protocols, ways to reckon and types, which have a number as passwords do: `socks5`, `oauth2`, `Uint8Array`."""
_DIGEST = regex(r"[0-9a-fA-F]{32,128}|[A-Za-z0-9+/]{27,86}={1,2}|\$2[aby]\$.{50,}")


def compared_with(machine: Machine, left: Value, right: Value, row: int) -> None:
    """Note that what a caller hands in as a secret is compared with one that stands in the code."""
    for one, other in ((left, right), (right, left)):
        if not _is_handed(one) or other.marks.keys() & {"given-secret", "given"}:
            continue
        if known_secret(other) or _known_sum(one, other):
            machine.emit(Act.WEAKEN, "compare", row, text="password", marks=dict(one.marks), values=[one, other])
            return


def _is_handed(value: Value) -> bool:
    """Whether a value is a secret that a caller hands in, and not what a server answered to one."""
    return "given-secret" in value.marks and "network" not in value.marks


def doors(machine: Machine, left: Value, right: Value, row: int, *, reckoned: bool) -> None:
    """Note that what somebody handed in is held, sign by sign, against a table: a password where it is a secret, or where the table is reckoned with first."""
    for one, other in ((left, right), (right, left)):
        handed = _is_handed(one) or (reckoned and not FOREIGN.isdisjoint(one.marks))
        if not handed or one.known is not UNKNOWN or not _is_table(raw(other)):
            continue
        last = machine.events[-1] if machine.events else None
        if last is None or (last.act, last.row) != (Act.WEAKEN, row + machine.row_base):
            machine.emit(Act.WEAKEN, "compare", row, text="password", marks=dict(one.marks), values=[one, other])
        return


LEAST = 8
"""Signs of a table that is a password or a digest; what begins a file has fewer."""
SUMS = frozenset(
    {
        "hashCode",
        "GetHashCode",
        "sum",
        "getValue",
        "crc32",
        "ChecksumIEEE",
        "Checksum",
        "adler32",
        "Sum32",
        "Sum64",
        "finish",
        "checksum",
        "crc",
        "hash",
    }
)
"""Calls that make one number of a text."""
_WIDE = 0xFFFF


def _is_table(known: object) -> bool:
    if isinstance(known, str | bytes):
        return len(known) >= LEAST
    whole = (
        isinstance(known, list) and len(known) >= LEAST and all(type(one) is int and -129 < one < 256 for one in known)
    )
    return whole and len(set(known)) > LEAST // 2  # type: ignore[call-overload]


def _known_sum(one: Value, other: Value) -> bool:
    """Whether what was made of a secret is held against one number that nobody would choose."""
    known = other.known
    if not isinstance(known, int) or isinstance(known, bool):
        return False
    if "summed" in one.marks:
        return abs(known) > LEAST
    return abs(known) > _WIDE and known & (known + 1) != 0 and known & (known - 1) != 0 and known % 1000 != 0
