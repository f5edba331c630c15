"""What .NET assemblies do, class by class, and what an update's assembly has that the old one had not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen, Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.binary.arrays import in_arrays, in_reversed, opened
from beartrap.vet.binary.assembly import Assembly, Method, NoAssembly, read_assembly
from beartrap.vet.binary.behaviours import (
    EMBEDDED,
    LOAD_CODE,
    MANAGED_CAPABILITY,
    MANAGED_CHAIN,
    MANAGED_CLASS,
    MANAGED_UNCHECKED,
    NAME_HASHES,
    NEW_THREAD,
)
from beartrap.vet.binary.capabilities import JOINED, WEIGHTS, WORDS, Capability, of_dotnet, of_invoked
from beartrap.vet.binary.embedded import programs_in
from beartrap.vet.binary.ends import DOTNET, chains, type_by_name
from beartrap.vet.binary.hidden import Hidden, peel
from beartrap.vet.binary.native import unread
from beartrap.vet.binary.searching import hidden_texts, told
from beartrap.vet.binary.sighted import seen
from beartrap.vet.binary.texts import Found, telling
from beartrap.vet.kinds import Kind
from beartrap.vet.source.parameters import mark_of

LEAST_JOINED = 4
"""Capabilities in one class from which it is odd; network and processes among three of them are odd as well."""
FNV = frozenset({0xCBF29CE484222325, 0x100000001B3, 0x84222325, 0x811C9DC5, 0x1000193})
"""Offset bases and primes of FNV-1 and FNV-1a, 64 and 32 bits (draft-eastlake-fnv)."""
LEAST_HASHES = 16
"""64-bit values in one table from which it is a list of names and not a set of flags."""
STARTERS = (
    "System.Threading.Thread::", "System.Threading.ThreadPool::", "System.Threading.Tasks.Task::", "System.Threading.Timer::",
    "System.Threading.Tasks.TaskFactory::", "System.Timers.Timer::", "System.Threading.ThreadStart::",
)  # fmt: skip


@lru_cache(maxsize=2)
def assembly_of(content: bytes) -> Assembly | str:
    """Return the assembly, or why there is none; the two last are kept, because two analysers ask for each."""
    try:
        return read_assembly(content)
    except NoAssembly as error:
        return str(error)


class ManagedAnalyser:
    """Looks at one .NET assembly."""

    id = "binary.managed"

    def takes(self, kind: Kind) -> bool:
        """Take managed assemblies."""
        return kind is Kind.DOTNET

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what its classes do, what its strings say or hide, what its resources carry."""
        assembly = assembly_of(subject.content)
        if isinstance(assembly, str):
            yield unread(subject, assembly)
            return
        if not assembly.complete:
            yield unread(subject, "more methods than are read")
        yield from _capabilities(subject, assembly)
        yield from _classes(subject, assembly)
        yield from _unchecked(subject, assembly)
        yield from _hashes(subject, assembly)
        yield from _strings(subject, assembly)
        yield from _resources(subject, assembly)
        for method in assembly.types.get("<Module>", ()):
            if method.name == ".cctor":
                yield seen(
                    LOAD_CODE,
                    subject,
                    "module",
                    "module initialiser",
                    when=When.IMPORT,
                    offset=method.offset,
                    symbol="<Module>::.cctor",
                )


def capability(member: str) -> Capability | None:
    """Return what a called member lets code do: a managed one, or a native one as `dll!function`."""
    return of_invoked(member.partition("!")[2]) if "!" in member else of_dotnet(member)


def _by_capability(methods: Sequence[Method]) -> dict[Capability, tuple[Method, str]]:
    """Return for each capability the first method that uses it, with the member used."""
    found: dict[Capability, tuple[Method, str]] = {}
    for method in methods:
        for member in (*method.calls, *method.delegates):
            kind = capability(member)
            if kind is not None and kind not in found:
                found[kind] = (method, member)
    return found


def _capabilities(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    everything = [method for methods in assembly.types.values() for method in methods]
    for kind, (method, member) in sorted(_by_capability(everything).items()):
        symbol = f"{method.owner}::{method.name}"
        quote = f"{WORDS[kind]}: {member}"
        severity = min(WEIGHTS[kind], Severity.MEDIUM) if "!" not in member else WEIGHTS[kind]
        yield seen(
            MANAGED_CAPABILITY,
            subject,
            kind.value,
            quote,
            severity=severity,
            offset=method.offset,
            symbol=symbol,
            capability=kind.value,
        )


def _classes(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    speakers = _speakers(assembly)
    for owner, methods in assembly.types.items():
        yield from _chained(subject, owner, methods)
        for method in methods:
            yield from _handed_to(subject, method, speakers)
        found = {kind: used for kind, used in _by_capability(methods).items() if kind in JOINED}
        if not _is_odd(found):
            continue
        joined = "+".join(sorted(kind.value for kind in found))
        quote = "; ".join(f"{WORDS[kind]} ({member})" for kind, (_, member) in sorted(found.items()))
        first = min(method.offset for method, _ in found.values())
        yield seen(MANAGED_CLASS, subject, joined, f"{owner}: {quote}", offset=first, symbol=owner)


def _chained(subject: FileSubject, owner: str, methods: Sequence[Method]) -> Iterator[Behaviour]:
    """Yield both ends of a chain in one type; a download and a start only where one method has both."""
    members = [member for method in methods for member in method.calls]
    texts = [text for method in methods for text, _ in method.strings]
    offset = methods[0].offset if methods else 0
    for name, said in chains(DOTNET, members, texts):
        yield seen(MANAGED_CHAIN, subject, name, f"{owner}: {name} ({said})", offset=offset, symbol=owner)
    if named := type_by_name(members, texts):
        quote = f"{owner}: calls by its name what it could call as it is ({named})"
        yield seen(MANAGED_CHAIN, subject, "named by text", quote, offset=offset, symbol=owner)
    for method in methods:
        speaks = next((one for one in method.calls if one.startswith(DOTNET.speaks)), "")
        starts = next((one for one in method.calls if one.startswith(DOTNET.starts)), "")
        yield from _given_away(subject, method, speaks)
        if speaks and starts:
            symbol = f"{owner}::{method.name}"
            quote = f"{symbol}: network to process ({speaks}, {starts})"
            yield seen(MANAGED_CHAIN, subject, "network to process", quote, offset=method.offset, symbol=symbol)


_VERIFIERS = ("::set_ServerCertificateValidationCallback", "::set_ServerCertificateCustomValidationCallback", "RemoteCertificateValidationCallback::.ctor", "::set_RemoteCertificateValidationCallback")  # fmt: skip
_ANY = "::get_DangerousAcceptAnyServerCertificateValidator"


def _unchecked(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    """Yield each method that has certificates checked by one which says yes to all."""
    yes = {f"{owner}::{one.name}" for owner, methods in assembly.types.items() for one in methods if one.says_yes}
    for owner, methods in assembly.types.items():
        for method in methods:
            asks = next((one for one in method.calls if one.endswith(_VERIFIERS)), "")
            answers = next((one for one in method.delegates if one in yes), "") if asks else ""
            said = next((one for one in method.calls if one.endswith(_ANY)), "") or answers
            if said:
                symbol = f"{owner}::{method.name}"
                quote = f"{symbol}: certificates are checked by {said}, which accepts all"
                yield seen(MANAGED_UNCHECKED, subject, "certificates", quote, offset=method.offset, symbol=symbol)
                return


_FIXED = regex(r"(?:[a-z]+://)?(?:[\w-]{1,63}\.){1,8}(?:[a-z]{2,24}|\d{1,3})(?:[:/?]\S*)?", re.IGNORECASE)
"""A host that the code names, as an address or bare."""


def _given_away(subject: FileSubject, method: Method, speaks: str) -> Iterator[Behaviour]:
    """Yield a method that is handed a password and speaks with a host that it names itself."""
    secret = next((name for name in method.parameters if mark_of(name) == "given-secret"), "")
    address = next((text for text, _ in method.strings if _FIXED.fullmatch(text)), "")
    if speaks and address and (shape := _told_by_shape(method)):
        symbol = f"{method.owner}::{method.name}"
        quote = f"{symbol}: what has the shape of a wallet's key ({shape}) to network ({speaks}, {address})"
        yield seen(MANAGED_CHAIN, subject, "wallet key to network", quote, offset=method.offset, symbol=symbol)
    if secret and speaks and address:
        symbol = f"{method.owner}::{method.name}"
        quote = f"{symbol}: {secret} to network ({speaks}, {address})"
        yield seen(MANAGED_CHAIN, subject, "password to network", quote, offset=method.offset, symbol=symbol)


def _speakers(assembly: Assembly) -> dict[str, str]:
    """Return the methods that speak with a host which they name themselves, and that host."""
    found: dict[str, str] = {}
    for methods in assembly.types.values():
        for method in methods:
            address = next((text for text, _ in method.strings if _FIXED.fullmatch(text)), "")
            if address and any(one.startswith(DOTNET.speaks) for one in method.calls):
                found[f"{method.owner}::{method.name}"] = address
    return found


def _handed_to(subject: FileSubject, method: Method, speakers: Mapping[str, str]) -> Iterator[Behaviour]:
    """Yield a method that is handed a password and calls one which speaks with a host of its own."""
    secret = next((name for name in method.parameters if mark_of(name) == "given-secret"), "")
    through = next((one for one in method.calls if one in speakers), "") if secret else ""
    if through:
        symbol = f"{method.owner}::{method.name}"
        quote = f"{symbol}: {secret} to network (through {through}, {speakers[through]})"
        yield seen(MANAGED_CHAIN, subject, "password to network", quote, offset=method.offset, symbol=symbol)


_ASKS = ("System.String::StartsWith", "System.String::op_Equality", "System.String::IndexOf")
_DIGITS_OF_KEY = frozenset({64, 66})
"""Digits of 32 bytes in hexadecimal, without and with what stands before them."""


def _told_by_shape(method: Method) -> str:
    """Return how a private key of a wallet begins where a method looks whether a value begins so, and is as long as one."""
    texts = {text for text, _ in method.strings}
    if not any(one.startswith(_ASKS) for one in method.calls):
        return ""
    if "0x" in texts and not _DIGITS_OF_KEY.isdisjoint(method.numbers) and "System.String::get_Length" in method.calls:
        return "0x"
    return "xprv" if "xprv" in texts else ""


def _is_odd(found: Mapping[Capability, object]) -> bool:
    remote = {Capability.NETWORK, Capability.PROCESS} <= set(found)
    return len(found) >= LEAST_JOINED or (remote and len(found) > 2)


def _hashes(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    """Yield each type that holds both a hash function over text and a table of hashes, in itself or beside it."""
    tables = {row for row, data in assembly.data.items() if _looks_like_hashes(data)}
    for owner, methods in assembly.types.items():
        hashing = next((method for method in methods if FNV & set(method.numbers)), None)
        listing = next((method for method in methods if tables & set(method.fields) or _many(method.numbers)), None)
        if hashing is not None and listing is not None:
            quote = f"{owner}::{hashing.name} hashes text; {listing.name} holds a table of 64-bit values"
            yield seen(NAME_HASHES, subject, "", quote, offset=hashing.offset, symbol=f"{owner}::{hashing.name}")


def _looks_like_hashes(data: bytes) -> bool:
    """Whether static data begins with a list of 64-bit values without order: hashes fill all their bytes."""
    values = [int.from_bytes(data[at : at + 8], "little") for at in range(0, min(len(data), 8 * LEAST_HASHES) - 7, 8)]
    return _many(values)


def _many(values: Sequence[int]) -> bool:
    wide = {value for value in values if value >> 48 and value >> 48 != 0xFFFF and value not in FNV}
    return len(wide) >= LEAST_HASHES


def _strings(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    """Yield what user strings say, and what those in base64 hide, with the method that loads them."""
    hidden: list[Hidden] = []
    plain: list[Found] = []
    for methods in assembly.types.values():
        for method in methods:
            for text, offset in method.strings:
                raw = text.encode("latin-1", "replace")
                plain += [Found(one.meta, one.operand, one.text, offset, one.severity) for one in telling(raw)]
                found = peel(raw, offset) if raw.isascii() and raw.decode().isprintable() else opened(raw, offset)
                hidden += (
                    [found] if found is not None and found.text not in text else []
                )  # what stands there hides nothing
    hidden += [*in_arrays(subject.content, Kind.DOTNET), *in_reversed(subject.content)]
    for data in assembly.data.values():
        whole = [opened(data[::step].partition(b"\0\0\0\0")[0], 0) for step in (1, 2, 4)]
        hidden += [found for found in whole if found is not None][:1]
    yield from told(subject, iter(plain))
    yield from hidden_texts(subject, hidden)


def _resources(subject: FileSubject, assembly: Assembly) -> Iterator[Behaviour]:
    for name, offset, data in assembly.resources:
        for kind, at in programs_in(data):
            quote = f"{kind} inside resource {name}"
            yield seen(
                EMBEDDED, subject, f"resource:{kind}", quote, severity=Severity.MEDIUM, offset=offset + at, symbol=name
            )


class NewThreadAnalyser:
    """Looks at assemblies of both versions beside each other: does an old method start a new class?"""

    id = "binary.new-thread"

    def look(self, old: Side | None, new: Side, /) -> Iterator[Seen]:
        """Yield each old method that now sets a new type going on a thread of its own."""
        if old is None:
            return
        before = {path.rpartition("/")[2].lower(): path for path in old.paths if old.kind(path) is Kind.DOTNET}
        for path in sorted(new.changed):
            if new.kind(path) is not Kind.DOTNET:
                continue
            earlier = before.get(path.rpartition("/")[2].lower())
            subject, previous = new.read(path), old.read(earlier) if earlier is not None else None
            if subject is not None and previous is not None:
                yield from started(subject, assembly_of(previous.content), assembly_of(subject.content))


def started(subject: FileSubject, old: Assembly | str, new: Assembly | str) -> Iterator[Behaviour | Gap]:
    """Yield the new starts in one assembly; nothing where either cannot be read (another analyser says so)."""
    if isinstance(old, str) or isinstance(new, str):
        return
    known = {f"{owner}::{method.name}" for owner, methods in old.types.items() for method in methods}
    for owner, methods in new.types.items():
        if owner not in old.types:
            continue
        for method in methods:
            if f"{owner}::{method.name}" in known:
                yield from _starts(subject, method, set(old.types), set(new.types))


def _starts(subject: FileSubject, method: Method, old: set[str], new: set[str]) -> Iterator[Behaviour]:
    starts = any(member.startswith(STARTERS) for member in method.calls)
    for member in (*method.delegates, *method.calls):
        owner = member.partition("::")[0]
        if owner in new and owner not in old and (starts or member in method.delegates):
            symbol = f"{method.owner}::{method.name}"
            quote = f"{symbol} starts {member} on a thread of its own" if starts else f"{symbol} hands out {member}"
            yield seen(NEW_THREAD, subject, f"{symbol}>{member}", quote, offset=method.offset, symbol=symbol)
            return
