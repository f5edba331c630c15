"""Trees as RPM packages, as `rpmbuild` lays them out: lead, signature header, header, gzipped cpio (the format "RPM V4")."""

import gzip
import hashlib
import struct
from collections.abc import Iterable

Tree = dict[str, bytes]
WHEN = 1_767_225_600
STRING, INT16, INT32, BINARY, STRINGS, TEXTS = 6, 3, 4, 7, 8, 9
SCRIPTS = {"pre": (1023, 1085), "post": (1024, 1086), "preun": (1025, 1087), "postun": (1026, 1088)}
"""Tags of a script and of the program that runs it."""
_SIZES = {INT16: (">H", 2), INT32: (">I", 4)}


def header(entries: Iterable[tuple[int, int, object]], region: int) -> bytes:
    """Return a header: an index, and the values it points at; the first entry is the immutable region."""
    entries = sorted(entries, key=lambda one: one[0])
    index, store = b"", b""
    for tag, kind, value in entries:
        if kind in _SIZES:
            form, width = _SIZES[kind]
            store += b"\0" * (-len(store) % width)
            packed, count = b"".join(struct.pack(form, one) for one in value), len(value)
        elif kind == BINARY:
            packed, count = value, len(value)
        else:
            some = [value] if kind == STRING else value
            packed, count = b"".join(one.encode() + b"\0" for one in some), len(some)
        index += struct.pack(">IIII", tag, kind, len(store), count)
        store += packed
    number = len(entries) + 1
    trailer = struct.pack(">IIiI", region, BINARY, -16 * number, 16)
    index = struct.pack(">IIII", region, BINARY, len(store), 16) + index
    store += trailer
    return b"\x8e\xad\xe8\x01" + b"\0" * 4 + struct.pack(">II", number, len(store)) + index + store


def cpio(tree: Tree, programs: set[str]) -> bytes:
    """Return files as a cpio archive ("newc")."""
    out = b""
    for at, path in enumerate([*sorted(tree), "TRAILER!!!"], 1):
        content = tree.get(path, b"")
        name = path if path == "TRAILER!!!" else f"./{path}"
        mode = 0 if path == "TRAILER!!!" else 0o100755 if path in programs else 0o100644
        fields = (at, mode, 0, 0, 1, WHEN if mode else 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        part = b"070701" + "".join(f"{one:08X}" for one in fields).encode() + name.encode() + b"\0"
        out += part + b"\0" * (-len(part) % 4) + content + b"\0" * (-len(content) % 4)
    return out + b"\0" * (-len(out) % 512)


def rpm(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    """Return an RPM; scripts stand in `RPM/post` and so on of the tree."""
    data = {path: content for path, content in tree.items() if not path.startswith("RPM/")}
    programs = {path for path in data if path in set(runs) or "/bin/" in path or "/sbin/" in path}
    paths = sorted(data)
    folders = sorted({"/" + path.rpartition("/")[0] + "/" for path in paths})
    payload = cpio(data, programs)
    packed = gzip.compress(payload, 9, mtime=0)
    entries: list[tuple[int, int, object]] = [
        (1000, STRING, name), (1001, STRING, version), (1002, STRING, "1"), (1004, TEXTS, ["Watches interfaces"]), (1005, TEXTS, ["Small."]),
        (1006, INT32, [WHEN]), (1009, INT32, [sum(map(len, data.values()))]), (1014, STRING, "ISC"), (1016, TEXTS, ["System"]), (1021, STRING, "linux"),
        (1022, STRING, "x86_64"), (1028, INT32, [len(data[path]) for path in paths]), (1030, INT16, [0o100755 if path in programs else 0o100644 for path in paths]),
        (1034, INT32, [WHEN] * len(paths)), (1035, STRINGS, [hashlib.sha256(data[path]).hexdigest() for path in paths]), (1036, STRINGS, [""] * len(paths)),
        (1039, STRINGS, ["root"] * len(paths)), (1040, STRINGS, ["root"] * len(paths)), (1037, INT32, [0] * len(paths)), (5011, INT32, [8]),
        (1047, STRINGS, [name]), (1064, STRING, "4.18.2"), (1116, INT32, [folders.index("/" + path.rpartition("/")[0] + "/") for path in paths]),
        (1117, STRINGS, [path.rpartition("/")[2] for path in paths]), (1118, STRINGS, folders), (1124, STRING, "cpio"), (1125, STRING, "gzip"), (1126, STRING, "9"),
    ]  # fmt: skip
    for script, (tag, program) in SCRIPTS.items():
        if f"RPM/{script}" in tree:
            entries += [(tag, STRING, tree[f"RPM/{script}"].decode()), (program, STRING, "/bin/sh")]
    main = header(entries, 63)
    signature = header(
        [(273, STRING, hashlib.sha256(main).hexdigest()), (1000, INT32, [len(main) + len(packed)]), (1007, INT32, [len(payload)])],
        62,
    )  # fmt: skip
    lead = struct.pack(">4sBBHH66sHH16x", b"\xed\xab\xee\xdb", 3, 0, 0, 1, f"{name}-{version}-1".encode(), 1, 5)
    return f"{name}-{version}-1.x86_64.rpm", lead + signature + b"\0" * (-len(signature) % 8) + main + packed
