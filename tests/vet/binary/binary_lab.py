"""Files to look at, made in memory or read from the fixtures; and small packages of them."""

import hashlib
import struct
from pathlib import Path

from beartrap.model.place import Place
from beartrap.vet.analyser import FileSubject
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.registry import FILES
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind

FIXTURES = Path(__file__).with_name("fixtures")
UPDATE = Path(__file__).resolve().parents[3] / "examples" / "december-2020" / "update"
DLL = "Tideline.Core.BusinessLayer.dll"


def subject(content: bytes, kind: Kind, path: str = "lib/thing.so", facts: PackageFacts | None = None) -> FileSubject:
    digest = hashlib.sha256(content).hexdigest()
    place = Place("thing-2.whl", path=path.encode(), digest=digest)
    return FileSubject(place, path, content, kind, digest, facts or PackageFacts())


def look(content: bytes, kind: Kind, path: str = "lib/thing.so") -> list[Behaviour]:
    """Return everything that all analysers of files say."""
    one = subject(content, kind, path)
    return [seen for analyser in FILES if analyser.takes(kind) for seen in analyser.look(one)]


def keys(content: bytes, kind: Kind, path: str = "lib/thing.so") -> set[str]:
    return {one.key for one in look(content, kind, path) if isinstance(one, Behaviour)}


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def assembly(version: str) -> bytes:
    return (UPDATE / version / DLL).read_bytes()


class Version:
    """One version of a package for analyses of pairs."""

    label = "thing"
    facts = PackageFacts()

    def __init__(self, files: dict[str, tuple[bytes, Kind]]) -> None:
        self.files = files
        self.paths = tuple(sorted(files))
        self.changed = frozenset(files)

    def kind(self, path: str) -> Kind | None:
        return self.files[path][1] if path in self.files else None

    def read(self, path: str) -> FileSubject | None:
        return subject(*self.files[path], path) if path in self.files else None

    def behaviours(self) -> tuple[Behaviour, ...]:
        return ()


def java_class(
    name: str,
    *members: str,
    texts: tuple[str, ...] = (),
    above: tuple[str, ...] = (),
    methods: dict[str, bytes] | None = None,
) -> bytes:
    """Return a class file that is a constant pool and nothing else: the class and the members (`pkg/Type::method`) it names, and texts.

    `above` are the interfaces that it is made from, `methods` the code of its methods by name.
    """
    pool: list[bytes] = []

    def add(raw: bytes) -> int:
        pool.append(raw)
        return len(pool)

    def text(value: str) -> int:
        return add(b"\x01" + struct.pack(">H", len(value)) + value.encode())

    this = add(b"\x07" + struct.pack(">H", text(name)))
    for member in members:
        owner, _, method = member.partition("::")
        class_ = add(b"\x07" + struct.pack(">H", text(owner)))
        described = add(b"\x0c" + struct.pack(">HH", text(method), text("()V")))
        add(b"\x0a" + struct.pack(">HH", class_, described))
    for one in texts:
        add(b"\x08" + struct.pack(">H", text(one)))
    listed = [add(b"\x07" + struct.pack(">H", text(one))) for one in above]
    written = b""
    for method, code in (methods or {}).items():
        body = struct.pack(">HHI", 4, 4, len(code)) + code + struct.pack(">HH", 0, 0)
        attribute = struct.pack(">HI", text("Code"), len(body)) + body
        written += struct.pack(">HHHH", 1, text(method), text("()V"), 1) + attribute
    head = b"\xca\xfe\xba\xbe" + struct.pack(">HHH", 0, 52, len(pool) + 1)
    made_from = struct.pack(f">HHHH{len(listed)}H", 0x21, this, 0, len(listed), *listed)
    return (
        head + b"".join(pool) + made_from + struct.pack(">HH", 0, len(methods or {})) + written + struct.pack(">H", 0)
    )


def late_program(library: str, function: str) -> bytes:
    """Return a PE file that imports a function only when it is first called (a delay-load import table)."""
    at, width = 0x1000, 8  # the section's address in memory; bytes of a thunk
    tables, names = at + 64, at + 64 + 4 * width  # two descriptors, then two tables of one thunk and an end each
    dll = names + 2 + len(function) + 1
    descriptor = struct.pack("<8I", 1, dll, 0, tables, tables + 2 * width, 0, 0, 0)
    thunks = struct.pack("<4Q", names, 0, names, 0)
    content = descriptor.ljust(64, b"\0") + thunks + b"\0\0" + function.encode() + b"\0" + library.encode() + b"\0"
    program = bytearray(windows_program(content=content))
    directory = int.from_bytes(program[0x3C:0x40], "little") + 24 + 112 + 13 * 8  # PE32+: the table of delayed imports
    program[directory : directory + 8] = struct.pack("<II", at, 64)
    return bytes(program)


def windows_program(*imports: str, content: bytes = b"\xc3" * 16) -> bytes:
    """Return a PE file that imports `dll!function` and holds `content`, one `ret` unless told."""
    import lief

    factory = lief.PE.Factory.create(lief.PE.PE_TYPE.PE32_PLUS)
    section = lief.PE.Section(".text")
    section.content = list(content)
    section.characteristics = 0x60000020
    section.virtual_address, section.virtual_size, section.size = 0x1000, len(content), -(-len(content) // 512) * 512
    factory.add_section(section)
    binary = factory.get()
    for one in imports:
        library, _, function = one.partition("!")
        found = binary.get_import(library) or binary.add_import(library)
        found.add_entry(function)
    config = lief.PE.Builder.config_t()
    config.imports = True
    return bytes(binary.write_to_bytes(config))
