"""Bytes of a report to text: which encoding, which medium; what is no text is refused."""

import codecs
import re

from beartrap.intel.errors import IntelError
from beartrap.model.frozen import frozen

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of a report that are read: the longest vendor reports, pictures and all, stay well below."""
PEEK = 4096
"""Bytes that decide what a file is."""
MOST_CONTROLS = 0.02
"""Share of control characters above which it is no text."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{2,32})", re.I)
_HTML = re.compile(
    r"(?i)\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|meta|title)\b",
    re.S,
)
_MARKDOWN = re.compile(r"(?m)^(?:#{1,6} \S|```|\|[ :-]+\||[-*] \[[^\]]+\]\(|> \S)|\]\(https?://")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


@frozen
class Decoded:
    """The text of a report before its markup is taken away, with its media type and the encoding that fitted."""

    text: str
    media: str
    encoding: str


def decode(label: str, raw: bytes) -> Decoded:
    """Return the report as text; raises IntelError where it is empty, too big or no text."""
    if len(raw) > MOST_BYTES:
        raise IntelError(
            label, f"{len(raw)} bytes, more than {MOST_BYTES}", "Save the text of the report and read that."
        )
    text, encoding = _text(label, raw)
    if not text.strip().strip("\ufeff"):
        raise IntelError(label, "the report is empty", "Save it again, with its text, and name that file.")
    sample = text[:PEEK]
    if len(_CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample):
        raise IntelError(label, "it is a binary file, no report", "Name a text, Markdown, HTML or PDF file.")
    return Decoded(text, _media(label, sample), encoding)


def _text(label: str, raw: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _with_bom(label, raw, encoding)
    guessed = _wide(raw[:PEEK])
    if guessed is not None:
        return raw.decode(guessed, "replace"), guessed
    if b"\x00" in raw[:PEEK]:
        raise IntelError(label, "it is a binary file, no report", "Name a text, Markdown, HTML or PDF file.")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        declared = _declared(raw)
        return raw.decode(declared, "replace"), declared


def _with_bom(label: str, raw: bytes, encoding: str) -> tuple[str, str]:
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        why = f"it begins as {encoding} but byte {error.start} does not fit"
        raise IntelError(label, why, "Save the report again as UTF-8.") from error


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is zero, always on the same side."""
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _declared(raw: bytes) -> str:
    match = _CHARSET.search(raw[:PEEK])
    if match:
        try:
            return codecs.lookup(match[1].decode("ascii", "replace")).name
        except LookupError:
            pass
    return "cp1252"


def _media(label: str, sample: str) -> str:
    if _HTML.match(sample) or label.lower().endswith((".html", ".htm", ".xhtml")):
        return "text/html"
    if label.lower().endswith((".md", ".markdown")) or len(_MARKDOWN.findall(sample)) > 1:
        return "text/markdown"
    return "text/plain"
