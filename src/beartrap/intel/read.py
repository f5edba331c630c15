"""The door of intelligence: one file in, its document, claims, indicators, incidents and gaps out.

What a file is, its content decides and not its name: a STIX bundle saved as `.txt` is a STIX bundle.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yara_x

from beartrap.intel import csaf, json_lists, lists, misp, osv, shape, stix, table, table_layout
from beartrap.intel.errors import IntelError
from beartrap.intel.prose.read import read_prose
from beartrap.intel.source import Content, is_pdf, load, text_of
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator
from beartrap.model.text import printable

Known = Document | Claim | Indicator | Incident | Gap

EXPECTED = (
    "Expected a STIX 2 bundle (“type”: “bundle”), a MISP event (“Event” or “response”), an OSV advisory (“id” and “affected”)"
    " or a CSAF 2.0 document (“document” with “csaf_version”)."
)
MOST_JSON_BYTES = 128 * 1024 * 1024
"""Bytes of JSON: parsed, it takes about ten times as much memory."""

_YARA = re.compile(
    r"^[ \t]*(?:(?:private|global)\s+){0,2}rule\s+\w{1,128}\s*(?::[\w\s]{1,500})?\{.{0,20000}?\bcondition\s*:",
    re.MULTILINE | re.DOTALL,
)
_JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\]|\"|\[|-?\d))")
_JSON_LINES = re.compile(r"\s*\{[^\n]*\}\s*\n\s*\{[^\n]*\}\s*(?:\n|$)")
_LANGUAGES = (
    ("<stix:STIX_Package", "STIX 1 in XML", "Convert it to STIX 2.1 (OASIS stix2-elevator)."),
    ("<OpenIOC", "OpenIOC", "Export the indicators as CSV or STIX 2.1."),
    ("<ioc ", "OpenIOC", "Export the indicators as CSV or STIX 2.1."),
)


def read(path: Path) -> Iterator[Known]:
    """Return what one report, advisory, bundle or list says, its Document first.

    Raises IntelError at once where the file is no report at all: absent, empty, binary, JSON of another kind, or YARA
    rules, which `yara_sources` reads.
    """
    content = load(path)
    if is_pdf(content.raw):
        return read_prose(content.label, content.raw, content.digest)
    text = text_of(content)
    if _JSON_START.match(text):
        return _read_json(content, text)
    head = text[:4096]
    for mark, what, remedy in _LANGUAGES:
        if mark in head:
            raise IntelError(path, f"{what}, which this build does not read", remedy)
    if is_yara(text):
        raise IntelError(
            path, "YARA rules, not indicators", "Give them to --indicators under a name that ends in .yar."
        )
    return _read_text(content, text)


def _read_text(content: Content, text: str) -> Iterator[Known]:
    if text.lstrip()[:1] == "<":
        return read_prose(content.label, content.raw, content.digest)
    lines = _lines(text)
    deep = table_layout.of_hashdeep(lines)
    lines, layout = deep if deep is not None else (lines, table_layout.layout_of(lines))
    if layout is not None:
        return _after(
            _document(content, "text/csv", len(text)), table.read_rows(content.label, lines, layout, content.digest)
        )
    if lists.is_list(lines):
        document = _document(content, "text/plain; profile=indicators", len(text))
        return _after(document, lists.read_lines(content.label, lines, content.digest))
    return read_prose(content.label, text.encode("utf-8", "replace"), content.digest)


def _lines(text: str) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _read_json(content: Content, text: str) -> Iterator[Known]:
    if len(content.raw) > MOST_JSON_BYTES:
        raise IntelError(
            content.path, f"JSON larger than {MOST_JSON_BYTES >> 20} MiB", "Split it into several bundles."
        )
    try:
        document = shape.parse(text.encode())
    except (ValueError, RecursionError) as error:
        if _JSON_LINES.match(text):
            why, remedy = "JSON lines: a log, by its shape", "Logs are sources: name it in estate.toml."
            raise IntelError(content.path, why, remedy) from error
        raise IntelError(content.path, f"broken JSON ({error})", "Fetch or export the file again.") from error
    for is_it, read_it in (
        (stix.is_bundle, stix.read_bundle),
        (misp.is_event, misp.read_events),
        (csaf.is_advisory, csaf.read_advisory),
        (osv.is_advisory, osv.read_advisories),
    ):
        if is_it(document):
            return read_it(content.label, document, content.digest)
    if json_lists.is_list(document):
        head = _document(content, "application/json; profile=indicators", len(text))
        return _after(head, json_lists.read_list(content.label, document, content.digest))
    raise IntelError(content.path, "JSON, but no report that Beartrap knows", EXPECTED)


def _document(content: Content, media: str, characters: int) -> Document:
    return Document(source=content.label, digest=content.digest, media=media, characters=characters)


def _after(document: Document, rest: Iterator[Indicator | Gap]) -> Iterator[Known]:
    yield document
    yield from rest


def is_yara(text: str) -> bool:
    """Whether a text is YARA source: it has a rule with a condition."""
    return "condition" in text and _YARA.search(text) is not None


def is_yara_file(path: Path) -> bool:
    """Whether a file holds YARA rules, whatever its name; raises IntelError where it cannot be read as text."""
    content = load(path)
    return not is_pdf(content.raw) and is_yara(text_of(content))


def yara_sources(path: Path) -> Mapping[str, str]:
    """Return the YARA source of a file by its namespace (the file's name).

    Raises IntelError as `read` does, where there is no rule in it, and where the rules do not compile.
    """
    content = load(path)
    text = "" if is_pdf(content.raw) else text_of(content)
    if not is_yara(text):
        raise IntelError(path, "no YARA rule in it", "A list or report needs a name that does not end in .yar.")
    check_yara(path, text)
    return {path.name: text}


def check_yara(path: Path | str, text: str) -> None:
    """Raise IntelError with the compiler's words where the rules do not compile. Includes are refused: they open files."""
    compiler = yara_x.Compiler(includes_enabled=False)
    try:
        compiler.add_source(text)
        compiler.build()
    except yara_x.CompileError as error:
        words = " ".join(printable(line.strip()) for line in str(error).splitlines() if line.strip())
        raise IntelError(path, f"YARA rules that do not compile: {words[:500]}", "Correct the rule named.") from error
