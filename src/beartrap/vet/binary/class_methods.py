"""The methods of a Java class with their code: what stands behind its constant pool (JVM specification, 4.1 and 4.6)."""

import struct
from collections.abc import Mapping

from beartrap.model.regex import regex

DECODER = "bytecode::decoder"
"""What a class is said to name that reckons with bytes or letters one by one."""
_STEPS = regex(rb"[\x60\x64\x82](?:\x91\x54|\x92\x55|\x92\xb6)")
"""`+`, `-` or `^`, and what came of it put into an array of bytes or letters, or handed on as a letter."""
_STEP = regex(rb"\x1a(?:[\x02-\x08]|\x10.|\x11..)[\x60\x64\x82](?:\xac|\x92)", 16)
"""A function of one number that returns it so, as it is handed to a stream."""
MOST = 4_096
"""Fields, methods and attributes of one class that are read."""
NOTHING, YES = frozenset({b"\xb1"}), frozenset({b"\x04\xac"})
"""The code of a method that does nothing, and of one that says yes whatever it is asked."""


def interfaces_and_bodies(
    content: bytes, at: int, texts: Mapping[int, str], classes: Mapping[int, tuple[int, ...]]
) -> tuple[tuple[str, ...], dict[str, bytes]]:
    """Return the names of what a class is made from, and the code of its methods by name; `at` is where its access flags stand.

    Raises struct.error, IndexError or KeyError where it makes no sense.
    """
    _, _, parent, count = struct.unpack_from(">HHHH", content, at)
    at += 8
    listed = [parent, *struct.unpack_from(f">{min(count, MOST)}H", content, at)]
    at += 2 * count
    above = tuple(texts[classes[one][0]] for one in listed if one in classes)
    at = _skipped(content, at)
    (count,) = struct.unpack_from(">H", content, at)
    at += 2
    bodies: dict[str, bytes] = {}
    for _ in range(min(count, MOST)):
        _, name, _, attributes = struct.unpack_from(">HHHH", content, at)
        at += 8
        for _ in range(min(attributes, MOST)):
            kind, size = struct.unpack_from(">HI", content, at)
            if texts.get(kind) == "Code":
                (length,) = struct.unpack_from(">I", content, at + 10)
                bodies[texts[name]] = content[at + 14 : at + 14 + length]
            at += 6 + size
    return above, bodies


def _skipped(content: bytes, at: int) -> int:
    """Return where the fields of a class end."""
    (count,) = struct.unpack_from(">H", content, at)
    at += 2
    for _ in range(min(count, MOST)):
        (attributes,) = struct.unpack_from(">H", content, at + 6)
        at += 8
        for _ in range(min(attributes, MOST)):
            (size,) = struct.unpack_from(">I", content, at + 2)
            at += 6 + size
    return at


def reckons(bodies: Mapping[str, bytes]) -> bool:
    """Whether a method has the shape of a decoder."""
    return any(
        _STEPS.search(code) is not None or (name.startswith("lambda$") and _STEP.match(code) is not None)
        for name, code in bodies.items()
    )


_MANAGERS = ("javax/net/ssl/X509TrustManager", "javax/net/ssl/X509ExtendedTrustManager")
_VERIFIERS = ("setDefaultHostnameVerifier", "setHostnameVerifier", "hostnameVerifier", "setSSLHostnameVerifier")


def unchecked(above: tuple[str, ...], members: tuple[str, ...], bodies: Mapping[str, bytes]) -> str:
    """Return the method by which a class accepts any certificate or host, empty where there is none."""
    if not set(above).isdisjoint(_MANAGERS) and bodies.get("checkServerTrusted") in NOTHING:
        return "checkServerTrusted"
    if "javax/net/ssl/HostnameVerifier" in above and bodies.get("verify") in YES:
        return "verify"
    if any(member.endswith(tuple(f"::{name}" for name in _VERIFIERS)) for member in members):
        return next((name for name, code in bodies.items() if name.startswith("lambda$") and code in YES), "")
    return ""
