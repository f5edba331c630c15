"""PE, ELF and Mach-O files, read by lief: what they import, how they are built, what stands in them.

lief is given the bytes in memory and asked for no more than is used: relocations, exceptions and debug information of a
big library cost more memory than the library.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.binary.behaviours import CAPABILITY, EMBEDDED, IFUNC, LOAD_CODE, PACKED, REMOTE_CONTROL, WRITABLE_CODE
from beartrap.vet.binary.capabilities import (
    WEIGHTS,
    WORDS,
    Capability,
    is_remote_control,
    of_import,
    of_library,
)
from beartrap.vet.binary.embedded import programs_in
from beartrap.vet.binary.entropy import MOST, entropy
from beartrap.vet.binary.sighted import seen
from beartrap.vet.binary.signature import signature
from beartrap.vet.binary.zones import told_in_names
from beartrap.vet.kinds import Kind

PACKERS = frozenset(
    {"upx0", "upx1", "upx!", ".upx", ".aspack", ".adata", ".themida", ".vmp0", ".vmp1", ".vmp2", ".mpress1", ".mpress2", ".petite", ".enigma1", ".nsp0", ".nsp1"}
)  # fmt: skip
"""Section names that packers leave behind, in lower case."""
DENSE = 7.3
"""Bits a byte. Code has 5 to 6.7; what is compressed or encrypted has over 7.5."""
LEAST_DENSE = 4096
"""Bytes of a section before its entropy means something."""
LEAST_OVERLAY = 256


LARGE = 16 * 1024 * 1024
"""Bytes from which on lief is given a stream: of bytes it makes one copy more (178 MiB against 126 for 65)."""


class NativeAnalyser:
    """Looks at one PE, ELF or Mach-O file."""

    id = "binary.native"

    def takes(self, kind: Kind) -> bool:
        """Take native programs and libraries, and the native side of managed ones (signature, sections, overlay)."""
        return kind in (Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO)

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the file has and imports; a Gap where lief cannot read it."""
        import lief  # late: 0.4 s of CPU, and most packages hold no binary

        lief.logging.disable()
        match subject.kind:
            case Kind.ELF:
                yield from _elf(subject, lief)
            case Kind.MACHO:
                yield from _macho(subject, lief)
            case _:
                yield from _pe(subject, lief)


def unread(subject: FileSubject, why: str) -> Gap:
    """Return the Gap for a binary that could not be read: what it does is not known."""
    return Gap(
        reason=GapReason.MALFORMED,
        questions=(Question.NEXT,),
        why=f"{subject.place.show()}: {why}",
        remedy="A broken binary does not run; one that only our reader cannot read might. Look at it by itself.",
        place=subject.place,
    )


def _elf(subject: FileSubject, lief: Any) -> Iterator[Seen]:
    config = lief.ELF.ParserConfig()
    config.parse_relocations = config.parse_symbol_versions = config.parse_notes = False
    config.parse_symtab_symbols = config.parse_overlay = False  # what a loader does not read does not matter
    large = len(subject.content) >= LARGE
    binary = lief.ELF.parse(io.BytesIO(subject.content) if large else subject.content, config)
    if binary is None or not (len(binary.segments) or len(binary.sections)):
        yield unread(subject, "an ELF file that cannot be read")
        return
    # what is not defined here is imported, of whatever type: lief's own list leaves out what was linked without its library
    undefined = [one for one in binary.dynamic_symbols if int(one.shndx) == 0]
    names = {str(one.name) for one in undefined if one.name}
    yield from imports(subject, names, [str(name) for name in binary.libraries])
    yield from _resolvers(subject, binary, lief)
    for section in binary.sections:
        flags = [flag.name for flag in section.flags_list]
        yield from _section(
            subject, str(section.name), int(section.offset), section.content, "EXECINSTR" in flags, "WRITE" in flags
        )
    end = _elf_end(binary, subject.content)
    yield from overlay(subject, end)


def _elf_end(binary: Any, content: bytes) -> int:
    """Return where the file's own content ends: its last section, segment or section table."""
    header = binary.header
    ends = [int(section.offset) + int(section.size) for section in binary.sections if section.type.name != "NOBITS"]
    ends += [int(segment.file_offset) + int(segment.physical_size) for segment in binary.segments]
    ends.append(int(header.section_header_offset) + int(header.numberof_sections) * int(header.section_header_size))
    return min(max(ends, default=len(content)), len(content))


def _resolvers(subject: FileSubject, binary: Any, lief: Any) -> Iterator[Behaviour]:
    kind = lief.ELF.Symbol.TYPE.GNU_IFUNC
    names = sorted({(str(one.name), int(one.value)) for one in binary.dynamic_symbols if one.type == kind})
    for name, value in names[:100]:
        yield seen(
            IFUNC,
            subject,
            name or "unnamed",
            f"IFUNC {name}",
            when=When.IMPORT,
            offset=_offset(binary, value),
            symbol=name,
        )


def _offset(binary: Any, address: int) -> int:
    """Return the file offset of an address, 0 where it lies in none of the file."""
    offset = binary.virtual_address_to_offset(address)
    return offset if isinstance(offset, int) else 0


def _macho(subject: FileSubject, lief: Any) -> Iterator[Seen]:
    fat = lief.MachO.parse(subject.content)
    if fat is None or len(fat) == 0:
        yield unread(subject, "a Mach-O file that cannot be read")
        return
    binary = fat.at(0)  # the slices are builds of one source
    names = {str(symbol.name) for symbol in binary.imported_symbols if symbol.name}
    yield from imports(subject, names, [str(library.name) for library in binary.libraries])
    for section in binary.sections:
        code = str(section.segment_name) == "__TEXT" and str(section.name) == "__text"
        yield from _section(subject, str(section.name), int(section.offset), section.content, code, False)


def _pe(subject: FileSubject, lief: Any) -> Iterator[Seen]:
    config = lief.PE.ParserConfig()
    config.parse_exceptions = config.parse_reloc = config.parse_arm64x_binary = False
    binary = lief.PE.parse(io.BytesIO(subject.content) if len(subject.content) >= LARGE else subject.content, config)
    if binary is None:
        yield unread(subject, "a PE file that cannot be read")
        return
    libraries = [*binary.imports, *(binary.delay_imports if binary.has_delay_imports else ())]
    names = {str(entry.name) for library in libraries for entry in library.entries if entry.name}
    yield from imports(subject, names, [str(library.name) for library in libraries])
    if binary.has_tls and any(int(one) for one in binary.tls.callbacks):
        yield seen(LOAD_CODE, subject, "tls", "TLS callback", when=When.IMPORT, symbol="TLS directory")
    execute, write = lief.PE.Section.CHARACTERISTICS.MEM_EXECUTE, lief.PE.Section.CHARACTERISTICS.MEM_WRITE
    for section in binary.sections:
        code, writable = section.has_characteristic(execute), section.has_characteristic(write)
        yield from _section(subject, str(section.name), int(section.offset), section.content, code, writable)
    yield from signature(subject, binary, lief)
    yield from overlay(subject, int(binary.overlay_offset), bytes(binary.overlay))


def imports(subject: FileSubject, names: Iterable[str], libraries: Iterable[str]) -> Iterator[Behaviour]:
    """Yield a behaviour for each capability that imported names and libraries give, and one for a telling pair."""
    yield from told_in_names(subject, frozenset(names))
    by: dict[Capability, list[str]] = {}
    for name in sorted(names):
        kind = of_import(name)
        if kind is not None:
            by.setdefault(kind, []).append(name)
    for library in libraries:
        kind = of_library(library)
        if kind is not None and kind not in by:
            by[kind] = [library]
    for kind, found in sorted(by.items()):
        quote = f"{WORDS[kind]}: {', '.join(found[:12])}"
        yield seen(
            CAPABILITY, subject, kind.value, quote, severity=WEIGHTS[kind], symbol=found[0], capability=kind.value
        )
    if is_remote_control(by):
        both = by[Capability.NETWORK][:4] + by[Capability.PROCESS][:4]
        yield seen(REMOTE_CONTROL, subject, "", ", ".join(both), severity=Severity.MEDIUM, symbol=both[0])
        if _WAITS.issubset(names) and (shell := next((one for one in _SHELLS if one in subject.content), None)):
            quote = f"{', '.join(sorted(_WAITS))}, {shell.strip(bytes(1)).decode()}"
            yield seen(REMOTE_CONTROL, subject, "door", quote, severity=Severity.HIGH, symbol=both[0])


_WAITS = frozenset({"listen", "accept"})
"""Functions of who waits to be spoken to; with a shell, to be commanded."""
_SHELLS = (b"\0/bin/sh\0", b"\0/bin/bash\0", b"\0cmd.exe\0")


def _section(
    subject: FileSubject, name: str, offset: int, content: Any, code: bool, writable: bool
) -> Iterator[Behaviour]:
    if name.lower() in PACKERS:
        yield seen(PACKED, subject, name.lower(), f"section {name}", offset=offset, symbol=name)
    if code and writable:
        yield seen(WRITABLE_CODE, subject, "", f"section {name}: writable and executable", offset=offset, symbol=name)
    if code and len(content) >= LEAST_DENSE and (bits := entropy(bytes(content[:MOST]))) >= DENSE:
        yield seen(PACKED, subject, "dense", f"section {name}: {bits:.2f} bits a byte", offset=offset, symbol=name)


def overlay(subject: FileSubject, end: int, content: bytes | None = None) -> Iterator[Behaviour]:
    """Yield what stands behind a binary's own end: a program, or something dense."""
    behind = subject.content[end:] if content is None else content
    if len(behind) < LEAST_OVERLAY:
        return
    found = False
    for kind, offset in programs_in(behind):
        found = True
        yield seen(EMBEDDED, subject, f"behind:{kind}", f"{kind} behind the end of the file", offset=end + offset)
    if not found and entropy(behind) >= DENSE and not behind.startswith((b"PK\x03\x04", b"!<arch>")):
        yield seen(
            EMBEDDED,
            subject,
            "behind:dense",
            f"{len(behind):,} dense bytes behind the end",
            severity=Severity.LOW,
            offset=end,
        )
