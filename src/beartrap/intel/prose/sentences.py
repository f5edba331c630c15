"""A report cut into sentences that keep their offsets: Dutch and English abbreviations, and quotes of every shape."""

import re
from collections.abc import Iterator

from beartrap.intel.wordlist import words
from beartrap.model.frozen import frozen

_BREAK = re.compile(r"[.!?…]+[\"”’»)\]'*]{0,3}(?=\s+[\"“„‘'«(\[*]{0,3}(?:[A-Z0-9À-Ý]|npm\b)|\s*$|\s*\n\s*\n)")
_ABBREVIATIONS = words("""
    dr mr mrs ms prof drs ir ing jr sr st vs etc ca approx bv nv inc ltd corp co llc plc gmbh no nr art fig vol al e.g i.e
    a.k.a d.w.z o.a m.n t.a.v i.v.m n.a.v bijv blz resp incl excl jl jan feb mar apr jun jul aug sep sept okt oct nov dec
    gen col lt sen rep gov u.s u.k d.c v.s n.l a.m p.m
    """)
_COMPANY = words("inc ltd corp co llc plc bv nv gmbh u.s u.k etc")
_STARTERS = words("""
    the a an it its in on at this that these those they we he she but and according however after while for de het een dit
    all both each some no any its our your his her if when since until because customers users attackers hackers researchers investigators experts officials
    only other others most many several two three alle beide elke sommige geen als sinds toen omdat klanten gebruikers onderzoekers andere veel enkele
    dat deze die ze zij hij er volgens maar en ook na in op daarnaast daardoor hoewel wie wat
    """)
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"^\s*(?:[-*•–·▪>|]|#{1,6}|\d{1,3}[.)])\s+")
_DATELINE = re.compile(r"\s*[A-ZÀ-Ý][A-ZÀ-Ý .'/-]{2,40}(?:\s*\([A-Za-z/. ]{2,30}\))?(?:,[^.\n]{1,30})?\s+[-–—]+\s+")
"""The town at the head of an agency's report."""
_QUOTES = re.compile(
    r"[“„«]([^“”„«»]{1,1500})[”»“]|(?<!\w)\"([^\"\n]{1,1500})\"(?!\w)|(?<!\w)[‘']([^‘’'\n]{12,600})[’'](?!\w)"
)
LONGEST = 1500
"""Characters of a sentence: the longest in real reports have about eight hundred."""
SHORT_TITLE = 32
"""Characters of a first line that is a heading even without a blank line behind it."""
SHORT_LINE = 90
"""Characters of a line that may be a heading, where no mark of the end closes it."""


@frozen
class Sentence:
    """One sentence, half-open from `start` to `end` in the document; `block` counts paragraphs, `heading` is the last one seen."""

    text: str
    start: int
    end: int
    block: int
    heading: str = ""


def sentences(text: str, start: int = 0) -> Iterator[Sentence]:
    """Yield the sentences of `text` from `start` on; headings are no sentences, but each sentence knows its own."""
    heading, number = "", 0
    for begin, end in _blocks(text, start):
        block = text[begin:end]
        if is_heading(block):
            heading = block.strip(" #*\t:\n")
            continue
        number += 1
        for first, last in _short(_cut(block), block):
            yield Sentence(block[first:last], begin + first, begin + last, number, heading)


def is_heading(block: str) -> bool:
    """Whether a block of text is a heading: one short line that no mark closes, or one that is marked as such."""
    line = block.strip()
    if "\n" in line or not line:
        return False
    if re.match(r"#{1,6}\s", line):
        return True
    return (
        len(line) <= SHORT_LINE and line[-1] not in '.!?…;,”"' and not _BULLET.match(line) and len(line.split()) <= 14
    )


def quoted(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans of what stands in quotation marks, marks included."""
    return [(match.start(), match.end()) for match in _QUOTES.finditer(text)]


def _blocks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Paragraphs, list items and table rows; lines that are only wrapped stay together."""
    begin: int | None = None
    last = start
    for line in _LINE.finditer(text, start):
        blank = not line.group().strip()
        fresh = text.count("\n", last, line.start()) > 1 or _BULLET.match(line.group()) or line.group().startswith("\t")
        if begin is not None and (blank or fresh or _marked(text[begin:last], line.group(), begin)):
            yield begin, last
            begin = None
        if not blank and begin is None:
            begin = line.start()
        last = line.end()
    if begin is not None:
        yield begin, last


def _marked(block: str, following: str, block_start: int) -> bool:
    """Whether a block ends here: it is a heading by mark or by shape, or it announces a list."""
    line = block.rsplit("\n", 1)[-1]
    if (
        line == block
        and len(line) <= (SHORT_LINE if block_start == 0 else SHORT_TITLE)
        and re.match(r"[A-Z]", line)
        and re.match(r"[\"“„]?[A-ZÀ-Ý]", following)
        and is_heading(line)
    ):
        return True
    return bool(re.match(r"\s*#{1,6}\s", line)) or line.rstrip().endswith(":")


def _short(spans: Iterator[tuple[int, int]], block: str) -> Iterator[tuple[int, int]]:
    """Cut what no mark ever ends at a blank: patterns are tried on every sentence, and their time grows with its length."""
    for first, last in spans:
        while last - first > LONGEST:
            cut = block.rfind(" ", first + LONGEST // 2, first + LONGEST)
            cut = cut if cut > 0 else first + LONGEST
            yield _stripped(block, first, cut)
            first = cut
        yield _stripped(block, first, last)


def _cut(block: str) -> Iterator[tuple[int, int]]:
    begin = 0
    bullet = _BULLET.match(block) or _DATELINE.match(block)
    if bullet:
        begin = bullet.end()
    for match in _BREAK.finditer(block, begin):
        if _is_abbreviation(block, match):
            continue
        if block[begin : match.end()].strip():
            yield _stripped(block, begin, match.end())
        begin = match.end()
    if block[begin:].strip():
        yield _stripped(block, begin, len(block))


def _is_abbreviation(block: str, match: re.Match[str]) -> bool:
    if match.group()[0] != "." or len(match.group()) > 1:
        return False
    word = re.search(r"(?:[A-Za-z]\.)*\w*$", block[max(match.start() - 40, 0) : match.start()])
    name = word.group().lower() if word else ""
    after = re.match(r"\s*[\"“„‘'«(\[*]*(\w+)", block[match.end() : match.end() + 60])
    if after is None:
        return False
    if re.fullmatch(r"[a-z]", name):
        return not after[1][0].isdigit() and after[1].lower() not in _STARTERS
    if name in _COMPANY:
        return after[1].lower() not in _STARTERS
    return name in _ABBREVIATIONS


def _stripped(block: str, begin: int, end: int) -> tuple[int, int]:
    piece = block[begin:end]
    return begin + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
