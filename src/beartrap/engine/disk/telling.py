"""Which files are disk images, by what they begin (or end) with: containers, partition tables and bare file systems.

Offsets and magic numbers as the formats' makers publish them: qcow2, VMDK, VHD, VHDX, VDI, EWF; UEFI's partition table; ext, NTFS, FAT,
exFAT, XFS, Btrfs, LUKS, LVM2.
"""

import os
from typing import BinaryIO

INSTALL = "disk images are read by an extra: pip install 'beartrap[images]'"
HEAD = 0x10048
"""Bytes read of a file's beginning: the magic of Btrfs stands farthest in."""
_TAIL = 512
_AT: tuple[tuple[int, bytes, str], ...] = (
    (0, b"QFI\xfb", "qcow2"),
    (0, b"KDMV", "VMDK"),
    (0, b"COWD", "VMDK"),
    (0, b"# Disk DescriptorFile", "VMDK descriptor"),
    (0, b"vhdxfile", "VHDX"),
    (0, b"conectix", "VHD"),
    (0x40, b"\x7f\x10\xda\xbe", "VDI"),
    (0, b"EVF\x09\x0d\x0a\xff\x00", "EWF"),
    (512, b"EFI PART", "GPT"),
    (4096, b"EFI PART", "GPT"),
    (0x438, b"\x53\xef", "ext"),
    (3, b"NTFS    ", "NTFS"),
    (3, b"EXFAT   ", "exFAT"),
    (54, b"FAT1", "FAT"),
    (82, b"FAT32   ", "FAT"),
    (0, b"XFSB", "XFS"),
    (0x10040, b"_BHRfS_M", "Btrfs"),
    (0, b"LUKS\xba\xbe", "LUKS"),
    (3, b"-FVE-FS-", "BitLocker"),
    (512, b"LABELONE", "LVM2"),
)
_ISO = (0x8001, b"CD001")
_TABLE, _ENTRY, _ENTRIES = 446, 16, 4


def image_kind(stream: BinaryIO) -> str | None:
    """Return what sort of disk image a file is, None where it is none. An ISO image is none: it is unfolded as an archive."""
    stream.seek(0)
    head = stream.read(HEAD)
    if head[_ISO[0] : _ISO[0] + 5] == _ISO[1]:
        return None
    for offset, magic, kind in _AT:
        if head[offset : offset + len(magic)] == magic:
            return kind
    if _is_table(head):
        return "MBR"
    stream.seek(max(stream.seek(0, os.SEEK_END) - _TAIL, 0))
    return "VHD" if stream.read(8) == b"conectix" else None


def _is_table(head: bytes) -> bool:
    """Whether a first sector is a master boot record: its mark, and entries that are all empty or sound, one at least sound."""
    if head[510:512] != b"\x55\xaa" or len(head) <= 512:
        return False
    entries = [head[_TABLE + number * _ENTRY :][:_ENTRY] for number in range(_ENTRIES)]
    sound = [one for one in entries if one[0] in (0, 0x80) and one[4] and any(one[8:12]) and any(one[12:16])]
    return bool(sound) and all(one in sound or not any(one) for one in entries)
