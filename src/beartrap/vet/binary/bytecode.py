"""Bytecode of Python and Java, read for what it names; nothing is unmarshalled or loaded.

A `.pyc` is a header and a marshalled code object. The strings in it carry their type and length before them, so a walk
over the bytes finds names and constants without building a single object. A Java class begins with its constant pool.
"""

import struct
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.vet.analyser import FileSubject, Seen, Side
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.arrays import in_arrays
from beartrap.vet.binary.behaviours import (
    MANAGED_CAPABILITY,
    MANAGED_CHAIN,
    MANAGED_CLASS,
    MANAGED_UNCHECKED,
    PYC_ONLY,
    REMOTE_CONTROL,
)
from beartrap.vet.binary.capabilities import JOINED, WEIGHTS, WORDS, Capability, is_remote_control, of_java
from beartrap.vet.binary.class_methods import DECODER, interfaces_and_bodies, reckons, unchecked
from beartrap.vet.binary.ends import ADDRESS, JAVA, PYTHON, by_name, chains
from beartrap.vet.binary.native import unread
from beartrap.vet.binary.sighted import seen
from beartrap.vet.kinds import Kind

CLASS_MAGIC = b"\xca\xfe\xba\xbe"
PYC_MAGIC_END = b"\r\n"
"""Bytes 2 and 3 of every `.pyc` since Python 1.5 (Lib/importlib/_bootstrap_external.py)."""
SHORT, LONG = frozenset(b"zZ"), frozenset(b"asuAt")
"""Marshal types of text with one and with four bytes of length (Python/marshal.c); bit 7 marks a back reference."""
MOST_NAMES = 50_000

NAMES: dict[str, Capability] = {
    "socket": Capability.NETWORK, "urlopen": Capability.NETWORK, "requests": Capability.NETWORK, "http.client": Capability.NETWORK,
    "urllib.request": Capability.NETWORK, "subprocess": Capability.PROCESS, "Popen": Capability.PROCESS, "check_output": Capability.PROCESS,
    "winreg": Capability.REGISTRY, "_winreg": Capability.REGISTRY, "exec": Capability.LOADS_CODE, "eval": Capability.LOADS_CODE,
    "marshal": Capability.LOADS_CODE, "win32crypt": Capability.CREDENTIALS, "keyring": Capability.CREDENTIALS, "pynput": Capability.INPUT,
    "ImageGrab": Capability.INPUT, "WriteProcessMemory": Capability.INJECTION, "VirtualAlloc": Capability.INJECTION,
}  # fmt: skip
"""Names in Python bytecode that tell."""


class BytecodeAnalyser:
    """Looks at one `.pyc` or Java class."""

    id = "binary.bytecode"

    def takes(self, kind: Kind) -> bool:
        """Take bytecode; of what is neither Python's nor Java's only the text is searched, elsewhere."""
        return kind is Kind.BYTECODE

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the names in it let it do."""
        if subject.content.startswith(CLASS_MAGIC):
            yield from _java(subject)
        elif subject.content[2:4] == PYC_MAGIC_END:
            found: dict[Capability, str] = {}
            names = [name for name, _ in marshalled_names(subject.content)]
            for name in names:
                kind = NAMES.get(name)
                if kind is not None:
                    found.setdefault(kind, name)
            yield from _told(subject, found)
            for chain, said in chains(PYTHON, names, names):
                address = next((match[0] for name in names if (match := ADDRESS.search(name))), "")
                yield seen(MANAGED_CHAIN, subject, chain, " ".join(f"{chain} ({said}) {address}".split()), symbol=chain)


def _told(subject: FileSubject, found: dict[Capability, str]) -> Iterator[Behaviour]:
    for kind, member in sorted(found.items()):
        quote = f"{WORDS[kind]}: {member}"
        yield seen(
            MANAGED_CAPABILITY,
            subject,
            kind.value,
            quote,
            severity=min(WEIGHTS[kind], Severity.MEDIUM),
            symbol=member,
            capability=kind.value,
        )
    if is_remote_control(found):
        both = f"{found[Capability.NETWORK]}, {found[Capability.PROCESS]}"
        yield seen(REMOTE_CONTROL, subject, "", both, severity=Severity.MEDIUM, symbol=both)


def marshalled_names(content: bytes) -> Iterator[tuple[str, int]]:
    """Yield (text, offset) for what looks like a marshalled text of ASCII letters, signs and spaces."""
    at, found = 4, 0
    while at < len(content) - 2 and found < MOST_NAMES:
        kind = content[at] & 0x7F
        if kind in SHORT:
            start, size = at + 2, content[at + 1]
        elif kind in LONG and at + 5 <= len(content):
            start, size = at + 5, int.from_bytes(content[at + 1 : at + 5], "little")
        else:
            at += 1
            continue
        raw = content[start : start + size]
        if 0 < size <= len(content) - start and raw.isascii() and raw.decode("ascii").isprintable():
            found += 1
            yield raw.decode("ascii"), start
            at = start + size
        else:
            at += 1


@frozen
class JavaClass:
    """What a class file's constant pool names: the class itself, and the members that it refers to."""

    name: str
    members: tuple[str, ...]
    texts: tuple[str, ...] = ()
    unchecked: str = ""
    """The method by which it accepts any certificate."""


class NoClass(Exception):
    """The bytes are no readable class file; the message says where."""


def read_class(content: bytes) -> JavaClass:
    """Return the class in `content` (JVM specification, 4.4). Raises NoClass."""
    try:
        return _read_class(content)
    except (struct.error, IndexError, KeyError, TypeError) as error:
        raise NoClass(f"its constant pool cannot be read: {error}") from error


_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
"""Bytes behind the tag of each kind of constant but text (1)."""


def _read_class(content: bytes) -> JavaClass:
    (count,) = struct.unpack_from(">H", content, 8)
    texts: dict[int, str] = {}
    pairs: dict[int, tuple[int, ...]] = {}
    references: list[int] = []
    strings: list[int] = []
    at, number = 10, 1
    while number < count:
        tag = content[at]
        if tag == 1:
            (size,) = struct.unpack_from(">H", content, at + 1)
            texts[number] = content[at + 3 : at + 3 + size].decode("utf-8", "replace")
            at += 3 + size
        else:
            size = _SIZES[tag]
            if tag in (7, 9, 10, 11, 12):
                pairs[number] = struct.unpack_from(f">{size // 2}H", content, at + 1)
            if tag in (10, 11):
                references.append(number)
            elif tag == 8:
                strings.append(struct.unpack_from(">H", content, at + 1)[0])
            at += 1 + size
        number += 2 if tag in (5, 6) else 1
    (this,) = struct.unpack_from(">H", content, at + 2)
    members = []
    for reference in references:
        owner, described = pairs[reference]
        members.append(f"{texts[pairs[owner][0]]}::{texts[pairs[described][0]]}")
    said = tuple(texts[number] for number in strings if number in texts)
    above, bodies = interfaces_and_bodies(content, at, texts, pairs)
    name = texts[pairs[this][0]]
    if not _LOADERS.isdisjoint(above) and f"{name}::{_DEFINES}" in members:  # under its own name: it is a loader
        members.append(f"java/lang/ClassLoader::{_DEFINES}")
    listed = (*dict.fromkeys(members), *((DECODER,) if reckons(bodies) else ()))
    return JavaClass(name, listed, said, unchecked(above, listed, bodies))


_LOADERS = frozenset({"java/lang/ClassLoader", "java/security/SecureClassLoader", "java/net/URLClassLoader"})
_DEFINES = "defineClass"


def _java(subject: FileSubject) -> Iterator[Seen]:
    try:
        one = read_class(subject.content)
    except NoClass as error:
        yield unread(subject, str(error))
        return
    found: dict[Capability, str] = {}
    for member in one.members:
        kind = of_java(member)
        if kind is not None:
            found.setdefault(kind, member)
    for kind, member in sorted(found.items()):
        quote = f"{one.name} {WORDS[kind]}: {member}"
        yield seen(
            MANAGED_CAPABILITY,
            subject,
            kind.value,
            quote,
            severity=min(WEIGHTS[kind], Severity.MEDIUM),
            symbol=one.name,
            capability=kind.value,
        )
    yield from _chained(subject, one)
    if one.unchecked:
        quote = f"{one.name}: {one.unchecked} accepts whatever it is asked about"
        yield seen(MANAGED_UNCHECKED, subject, one.unchecked.partition("$")[0], quote, symbol=one.name)
    joined = {kind: member for kind, member in found.items() if kind in JOINED}
    if is_remote_control(joined):
        quote = "; ".join(f"{WORDS[kind]} ({member})" for kind, member in sorted(joined.items()))
        yield seen(MANAGED_CLASS, subject, "+".join(sorted(joined)), f"{one.name}: {quote}", symbol=one.name)


def _chained(subject: FileSubject, one: JavaClass) -> Iterator[Behaviour]:
    """Yield what the constants of one class show together: two ends of a chain in a few methods."""
    opened = [found.text for found in in_arrays(subject.content, Kind.BYTECODE)]
    for name, said in chains(JAVA, one.members, (*one.texts, *opened)):
        yield seen(MANAGED_CHAIN, subject, name, f"{one.name}: {name} ({said})", symbol=one.name)
    named = next(
        (member for member in by_name(one.members, one.texts) if member.startswith(JAVA.starts + JAVA.loads)), ""
    )
    if named:
        quote = f"{one.name}: calls by its name what it could call as it is ({named})"
        yield seen(MANAGED_CHAIN, subject, "named by text", quote, symbol=one.name)


def source_of(path: str) -> str:
    """Return the path of the source of a file of Python bytecode (PEP 3147)."""
    folder, _, name = path.rpartition("/")
    return f"{folder.removesuffix('__pycache__').rstrip('/')}/{name.split('.')[0]}.py".lstrip("/")


class BytecodeOnlyAnalyser:
    """Looks over one version: is there bytecode of which nobody can read the source?"""

    id = "binary.bytecode-only"

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield Python bytecode in a package that has no source of that name. From a cache nothing is imported of which there is none."""
        paths = set(side.paths)
        alone = [
            path
            for path in sorted(side.changed)
            if path.endswith((".pyc", ".pyo")) and side.kind(path) is Kind.BYTECODE and source_of(path) not in paths
        ]
        for path in sorted(alone, key=_is_cached)[:1]:
            if (subject := side.read(path)) is not None:
                severity = Severity.LOW if _is_cached(path) else None
                yield seen(PYC_ONLY, subject, "", f"{path} has no {source_of(path)}", severity=severity)


def _is_cached(path: str) -> bool:
    return "__pycache__" in path.split("/")
