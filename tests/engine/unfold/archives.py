"""Archives made in memory: whole ones of each format, and what breaks or bends each."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile

import orjson
import zstandard
from cabarchive import CabArchive, CabFile

Files = dict[str, bytes]
FILES: Files = {"pkg/a.py": b"print('a')\n" * 30, "pkg/data.bin": bytes(range(256)) * 20, "README": b"words\n"}


def make_zip(files: Files = FILES, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def tar_member(
    name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info, content


def make_tar(files: Files = FILES, *extra: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for info, content in [*(tar_member(name, content) for name, content in files.items()), *extra]:
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def make_ar(files: Files = FILES) -> bytes:
    out = b"!<arch>\n"
    for name, content in files.items():
        short = name.rpartition("/")[2]
        out += f"{short + '/':<16}{'0':<12}{'0':<6}{'0':<6}{'100644':<8}{len(content):<10}`\n".encode() + content
        out += b"\n" * (len(content) % 2)
    return out


def make_cpio(files: Files = FILES) -> bytes:
    out = b""
    for name, content in [*files.items(), ("TRAILER!!!", b"")]:
        raw = name.encode() + b"\0"
        fields = (0, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(raw), 0)
        out += b"070701" + b"".join(b"%08x" % field for field in fields) + raw
        out += b"\0" * (-len(out) % 4) + content
        out += b"\0" * (-len(out) % 4)
    return out


def make_rpm(files: Files = FILES, scripts: dict[int, bytes] | None = None) -> bytes:
    """An rpm with tags `name` 1000, `version` 1001 and scripts (1024 is %post)."""

    def section(tags: dict[int, bytes]) -> bytes:
        store, index = b"", b""
        for tag, value in tags.items():
            index += struct.pack(">4I", tag, 6, len(store), 1)
            store += value + b"\0"
        return b"\x8e\xad\xe8\x01\0\0\0\0" + struct.pack(">2I", len(tags), len(store)) + index + store

    signature = section({1000: b"sig"})
    signature += b"\0" * (-len(signature) % 8)
    lead = b"\xed\xab\xee\xdb\x03\0" + bytes(90)
    header = section({1000: b"thing", 1001: b"1.0", **(scripts or {})})
    return lead + signature + header + gzip.compress(make_cpio(files))


def make_cab(files: Files = FILES) -> bytes:
    archive = CabArchive()
    for name, content in files.items():
        archive[name] = CabFile(content)
    return archive.save(compress=True)


def make_asar(files: Files = FILES) -> bytes:
    tree: dict[str, object] = {}
    body = b""
    for name, content in files.items():
        node = tree
        *folders, last = name.split("/")
        for folder in folders:
            node = node.setdefault(folder, {"files": {}})["files"]  # type: ignore[index, assignment]
        node[last] = {"size": len(content), "offset": str(len(body))}
        body += content
    header = orjson.dumps({"files": tree})
    padded = header + b"\0" * (-len(header) % 4)
    pickled = struct.pack("<2I", len(padded) + 4, len(header)) + padded
    return struct.pack("<2I", 4, len(pickled)) + pickled + body


def make_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file of one FAT sector; contents shorter than 4,096 bytes are padded to that."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    bodies = [content.ljust(4096, b"\0") + b"\0" * (-len(content.ljust(4096)) % sector) for content in streams.values()]
    entries_per, names = 4, ["Root Entry", *streams]
    directory = -(-len(names) // entries_per)
    fat = [0xFFFFFFFD] + [index + 2 for index in range(directory - 1)] + [end]
    starts = []
    for body in bodies:
        starts.append(len(fat))
        count = len(body) // sector
        fat += [len(fat) + step + 1 for step in range(count - 1)] + [end]
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4)
    table = b""
    for number, name in enumerate(names):
        raw = name.encode("utf-16-le").ljust(64, b"\0")[:64]
        last = number == len(names) - 1
        start, size = (end, 0) if number == 0 else (starts[number - 1], max(len(streams[name]), 4096))
        right = free if number == 0 or last else number + 1
        child = 1 if number == 0 else free
        table += raw + struct.pack("<H", len(name) * 2 + 2) + bytes((5 if number == 0 else 2, 1))
        table += struct.pack("<3I", free, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    table = table.ljust(directory * sector, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + table + b"".join(bodies)


MAKERS = {
    "zip": make_zip,
    "zip stored": lambda: make_zip(method=zipfile.ZIP_STORED),
    "zip bzip2": lambda: make_zip(method=zipfile.ZIP_BZIP2),
    "zip lzma": lambda: make_zip(method=zipfile.ZIP_LZMA),
    "tar": make_tar,
    "tar.gz": lambda: gzip.compress(make_tar(), mtime=0),
    "tar.bz2": lambda: bz2.compress(make_tar()),
    "tar.xz": lambda: lzma.compress(make_tar()),
    "tar.lzma": lambda: lzma.compress(make_tar(), lzma.FORMAT_ALONE),
    "tar.zst": lambda: zstandard.compress(make_tar()),
    "cpio": make_cpio,
    "cab": make_cab,
    "asar": make_asar,
}
"""What makes an archive of FILES, by format."""
