"""What a file that is no DNS log looks like, in words: half of a good error message."""

import re
from collections.abc import Callable

import orjson

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"ElfFile\0", "a Windows event log (EVTX)"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture (pcap)"),
    (b"\xa1\xb2\xc3\xd4", "a packet capture (pcap)"),
    (b"\x4d\x3c\xb2\xa1", "a packet capture (pcap)"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture (pcapng)"),
    (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x9d", "a file of Unix compress (.Z)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x8b", "a gzip file inside another compressed one"),
    (b"\x28\xb5\x2f\xfd", "a zstd file inside another compressed one"),
    (b"BZh", "a bzip2 file inside another compressed one"),
    (b"\xfd7zXZ\0", "an xz file inside another compressed one"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%PDF-", "a PDF"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document or an MSI"),
    (b"LPKSHHRH", "a systemd journal"),
)
_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'^\S{1,300} \S{1,100} \S{1,100} \[\d\d/\w{3}/\d{4}:[^\]]{1,30}\] "'), "a web server's access log"),
    (re.compile(r"^\d{9,10}\.\d{3} +\d{1,9} \S{1,300} [A-Z_]{3,40}/\d{3} "), "a Squid access log"),
    (re.compile(r"^#Software: Microsoft Internet Information Services"), "an IIS log"),
    (re.compile(r"^#separator|^#fields\t"), "a Zeek log of another kind"),
    (re.compile(r"^type=\w{3,40} msg=audit\("), "a Linux audit log"),
    (re.compile(r"^(?:<\d{1,3}>)?CEF:\d"), "events in CEF"),
    (
        re.compile(r"^\S{3,40} \S{1,100} named\[|^\S{3} {1,2}\d{1,2} [\d:]{8} \S{1,100} named\["),
        "BIND's log without queries",
    ),
    (re.compile(r"^(?:<\d{1,3}>)?[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \S"), "a syslog file"),
    (re.compile(r"^<\?xml|^<!DOCTYPE|^<html", re.IGNORECASE), "XML or HTML"),
)
MOST_LINES = 30
"""Lines that are compared with what we know."""
_TEXT = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f\x1b"})
"""Bytes that stand in texts; where one in twenty is another, it is none."""


def looks_like(head: bytes) -> str:
    """Return in a few words what a file's first bytes (unpacked, UTF-8) look like."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[257:262] == b"ustar":
        return "a tar archive"
    if b"\0" in head[:4096] or len(head[:4096].translate(None, _TEXT)) * 20 > len(head[:4096]):
        return "binary data"
    text = head[: 1 << 14].decode("utf-8", "replace")
    for line in text.splitlines()[:MOST_LINES]:
        for pattern, name in _LINES:
            if pattern.match(line):
                return name
    return _json(head) or "text of a kind that we do not know"


def _json(head: bytes) -> str | None:
    if head.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        record = orjson.loads(head.partition(b"\n")[0])
    except ValueError:
        return "JSON (not one object a line)" if head.lstrip()[:1] == b"{" else "a JSON array"
    if not isinstance(record, dict):
        return "a JSON array"
    return next((name for test, name in _JSON if test(record)), "JSON lines without the fields of a DNS log")


_JSON: tuple[tuple[Callable[[dict[str, object]], bool], str], ...] = (
    (lambda record: "eventSource" in record and "awsRegion" in record, "AWS CloudTrail"),
    (lambda record: "Records" in record, "AWS CloudTrail or S3 notifications"),
    (lambda record: "EventID" in record or "winlog" in record or "Event" in record, "Windows events as JSON"),
    (lambda record: "CreationTime" in record and "Workload" in record, "Microsoft 365 audit records"),
    (lambda record: "bomFormat" in record or "spdxVersion" in record, "an SBOM"),
    (lambda record: "event_type" in record and "flow_id" in record, "Suricata's eve.json"),
)
