"""Disk images made of nothing: an ext4 file system by mke2fs, and containers around it by hand."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

MKE2FS = shutil.which("mke2fs", path="/usr/sbin:/sbin:/usr/bin:/bin")
SECTOR = 512


def ext4(folder: Path, image: Path, size: str = "1M") -> bytes:
    """Return an ext4 file system with what lies in `folder`; skips where mke2fs is not to be had."""
    if MKE2FS is None:
        pytest.skip("no mke2fs here")
    subprocess.run([MKE2FS, "-q", "-t", "ext4", "-O", "^has_journal", "-d", str(folder), str(image), size], check=True)
    return image.read_bytes()


def with_table(*systems: bytes) -> bytes:
    """Return a disk with a master boot record and these file systems in its partitions."""
    head, body, at = bytearray(SECTOR), b"", 2048
    for number, system in enumerate(systems):
        sectors = len(system) // SECTOR
        struct.pack_into("<B3sB3sII", head, 446 + 16 * number, 0, b"\0\2\0", 0x83, b"\0\2\0", at, sectors)
        at, body = at + sectors, body + system
    head[510:] = b"\x55\xaa"
    return bytes(head) + bytes(2047 * SECTOR) + body


def qcow2(raw: bytes, backing: bytes = b"") -> bytes:
    """Return a qcow2 image (version 2) of a disk, without the clusters that are empty; `backing` is a file it builds upon."""
    size = 65536
    clusters = [raw[start : start + size] for start in range(0, len(raw), size)]
    table, data, at = [], [], 3 * size
    for one in clusters:
        table.append((at | 1 << 63) if any(one) else 0)
        if any(one):
            data.append(one.ljust(size, b"\0"))
            at += size
    header = struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 72 if backing else 0, len(backing), 16, len(raw), 0, 1, size, 0, 0, 0, 0
    )
    return b"".join(
        (
            (header + backing).ljust(size, b"\0"),
            struct.pack(">Q", 2 * size | 1 << 63).ljust(size, b"\0"),
            b"".join(struct.pack(">Q", one) for one in table).ljust(size, b"\0"),
            *data,
        )
    )


def vhd(raw: bytes) -> bytes:
    """Return a fixed VHD of a disk: the disk and a footer."""
    fields = struct.pack(
        ">8sIIQI4sI4sQQHBBI", b"conectix", 2, 0x10000, 0xFFFFFFFFFFFFFFFF, 0, b"lab ", 0x10000, b"Wi2k", len(raw), len(raw), 1, 1, 1, 2
    )  # fmt: skip
    checksum = ~sum(fields) & 0xFFFFFFFF
    return raw + (fields + struct.pack(">I", checksum)).ljust(512, b"\0")
