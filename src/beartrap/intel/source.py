"""One file of intelligence: its bytes, its text, and what makes it no report at all."""

import codecs
import hashlib
import os
import stat
from pathlib import Path

from beartrap.intel.errors import IntelError
from beartrap.model.frozen import frozen

MOST_BYTES = 512 * 1024 * 1024
"""Bytes of one file. Eight million SHA-256 lines; a larger one would not fit the memory of a laptop as text."""
_SNIFFED = 8192
_MOST_CONTROLS = 0.02
"""Share of control characters in the first bytes above which it is no text: ours has none, a stray one is forgiven."""
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})

_CONVERT = "Give a report as text, Markdown, HTML or PDF, or a list, STIX, MISP, OSV or CSAF file"
BINARIES = (
    (
        b"PK\x03\x04",
        "a ZIP archive (or a Word, Excel or OpenDocument file)",
        "Unpack it, or save the document as text or PDF.",
    ),
    (b"\x1f\x8b", "gzip-compressed", "Uncompress it first (gunzip)."),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "Uncompress it first (unzstd)."),
    (b"\xfd7zXZ", "xz-compressed", "Uncompress it first (unxz)."),
    (b"BZh", "bzip2-compressed", "Uncompress it first (bunzip2)."),
    (b"MZ", "a Windows program", "To sweep a file, name its folder as a source in estate.toml."),
    (b"\x7fELF", "a program", "To sweep a file, name its folder as a source in estate.toml."),
    (b"\xd0\xcf\x11\xe0", "an old Office or installer file", "Save the document as text or PDF."),
    (b"ElfFile\0", "a Windows event log", "Logs are sources: name it in estate.toml."),
    (b"SQLite format 3\0", "a database", f"{_CONVERT}."),
    (b"\x89PNG", "an image", f"{_CONVERT}."),
    (b"\xff\xd8\xff", "an image", f"{_CONVERT}."),
    (b"\xd4\xc3\xb2\xa1", "a packet capture", "Turn it into DNS logs with Zeek and name those in estate.toml."),
)
"""First bytes of what people give by mistake, what it is, and what to do."""


@frozen
class Content:
    """A file as it was read: `label` as the user named it, `digest` the SHA-256 of its bytes in hex."""

    path: Path
    label: str
    raw: bytes
    digest: str


def load(path: Path) -> Content:
    """Return the bytes of a report or list; raises IntelError where there are none to read."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise IntelError(path, "not a regular file", "Give a file, not a pipe or a device.")
            raw = stream.read(MOST_BYTES + 1)
    except IsADirectoryError as error:
        raise IntelError(
            path, "a folder, not a file", "Name the files in it one by one; a pack's folder goes to --pack."
        ) from error
    except FileNotFoundError as error:
        raise IntelError(path, "no such file", "Check the name; a relative path starts where you are.") from error
    except PermissionError as error:
        raise IntelError(
            path, "may not be read by this user", "Give yourself the right to read it, or copy it."
        ) from error
    except (OSError, ValueError) as error:
        raise IntelError(path, f"cannot be read ({error})", "Check the path and the medium.") from error
    if len(raw) > MOST_BYTES:
        raise IntelError(path, f"larger than {MOST_BYTES >> 20} MiB", "Split it into smaller files.")
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise IntelError(path, "empty", "Save the report's text into the file first.")
    return Content(path, str(path), raw, hashlib.sha256(raw).hexdigest())


def is_pdf(raw: bytes) -> bool:
    """Whether the bytes are a PDF, which prose reads."""
    return raw[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-")


def text_of(content: Content) -> str:
    """Return the file's text whatever Unicode encoding it has; raises IntelError where it is binary."""
    raw = content.raw
    for magic, what, remedy in BINARIES:
        if raw.startswith(magic) and not _printable(raw):
            raise IntelError(content.path, f"binary: {what}", remedy)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _checked(content, raw.decode(encoding, "replace"))
    wide = _wide(raw)
    if wide is not None:
        return _checked(content, raw.decode(wide, "replace"))
    if not _printable(raw):
        raise IntelError(content.path, "binary: no text in it", f"{_CONVERT}.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _printable(raw: bytes) -> bool:
    head = raw[:_SNIFFED]
    return len(head) - len(head.translate(None, _CONTROLS)) <= len(head) * _MOST_CONTROLS and b"\0" not in head


def _wide(raw: bytes) -> str | None:
    """Return the UTF-16 encoding of a text without a byte order mark: every other byte of ASCII is then zero."""
    head = raw[: _SNIFFED & ~1]
    even, odd = head[::2], head[1::2]
    if len(head) < 8 or b"\0" not in head:
        return None
    if odd.count(0) > len(odd) * 0.9 and even.count(0) == 0:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) * 0.9 and odd.count(0) == 0 else None


def _checked(content: Content, text: str) -> str:
    head = text[:_SNIFFED]
    if "\0" in head or head.count("�") > len(head) * _MOST_CONTROLS:
        raise IntelError(content.path, "binary: no text in it", f"{_CONVERT}.")
    return text
