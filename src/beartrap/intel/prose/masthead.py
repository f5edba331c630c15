"""Who published a report, under which title and when: from its metadata, or from its first and last lines."""

import re
from dataclasses import dataclass
from datetime import date

from beartrap.intel.prose.dates import Dated, dates, of_metadata
from beartrap.intel.prose.layout import Page
from beartrap.intel.prose.sentences import is_heading

HEAD = 1200
"""Characters in which a masthead is looked for."""
LONGEST_FIELD = 120
"""Characters of a line of the form `Name: value`; a longer one is text."""
TAIL = 400
"""Characters at the end in which a publisher may sign."""
_FIELD = re.compile(
    r"(?im)^[ \t>*]*(?P<name>publisher|published by|source|bron|door|by|uitgever|gepubliceerd door|from|van|organisation|organization|author|auteur|afzender)"
    r"[ \t*]*:[ \t*]*(?P<value>[^\n]{2,120}?)[ \t*.]*$"
)
_TITLE = re.compile(r"(?im)^[ \t>*]*(?:title|titel|subject|onderwerp|kop)[ \t*]*:[ \t*]*([^\n]{4,200}?)[ \t*]*$")
_DATE_FIELD = re.compile(
    r"(?im)^[ \t>*]*(?:date|datum|published|published on|publication date|gepubliceerd(?: op)?|publicatiedatum|release date|initial release|updated|last updated)"
    r"[ \t*]*:?[ \t*]+(?=\S)"
)
_LEADING = re.compile(r"\A\s*(?:(?:date|datum)\b\s*:?\s*)?")
_DATELINE = re.compile(
    r"(?m)^(?:[A-Z][A-Za-z .'-]{2,40},?\s+)?(?:\(|\[)?(?P<agency>ANP|Reuters|REUTERS|AP|AFP|Bloomberg|Belga|DPA|dpa)(?:\)|\])?(?:\s*[-–—:|]|\s*$)"
)
_PRESS = re.compile(r"(?m)^\s*(?:©|\(c\)|copyright)\s*(?:\d{4}\s*)?(?P<name>[A-Z][\w&.' -]{1,60})", re.I)
_MONTHLY = r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Za-zé]+,? \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4}|\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
_BESIDE = re.compile(
    rf"(?m)^\s*(?:{_MONTHLY}\s*[-–—|,]\s*(?P<after>[A-Z][\w.& '-]{{1,40}}?)|(?P<before>[A-Z][\w.& '-]{{1,40}}?)\s*[-–—|]\s*{_MONTHLY})\s*$"
)
"""A line with nothing but a date and who published."""
_PUBLISHED_BY = re.compile(
    r"(?:[Pp]ublished|[Gg]epubliceerd|[Pp]osted|[Ii]ssued)\b[^\n.]{0,40}?\b(?:by|door) (?P<name>[A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*){0,4})"
)
_ADVISES = re.compile(
    r"^(?:(?:[Bb]eveiligings(?:bericht|advies|mededeling|bulletin)|[Ss]ecurity (?:[Aa]dvisory|[Nn]otice|[Bb]ulletin)|[Ii]ncident (?:[Nn]otice|[Rr]eport))(?: (?:van|from|by))? (?P<after>[A-Z][\w& ]{1,40})|(?P<before>[A-Z][\w& ]{1,40}?) (?:[Ss]ecurity (?:[Aa]dvisory|[Nn]otice|[Bb]ulletin)|[Bb]eveiligings(?:bericht|advies)))\s*$"
)
_PREFERRED = (
    "publisher",
    "published by",
    "uitgever",
    "gepubliceerd door",
    "source",
    "bron",
    "organisation",
    "organization",
    "afzender",
    "from",
    "van",
    "door",
    "by",
    "author",
    "auteur",
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What is known of a report's origin; `body` is the offset where its text begins."""

    publisher: str | None
    title: str | None
    published: date | None
    published_text: str | None
    body: int


def masthead(page: Page) -> Masthead:
    """Return the origin of a page: its metadata first, then the lines at its top, then its signature."""
    head = page.text[:HEAD]
    fields = {match["name"].lower(): match["value"].strip() for match in _FIELD.finditer(head)}
    named = next((fields[name] for name in _PREFERRED if name in fields), None)
    line = _DATELINE.search(head)
    beside = _BESIDE.search(head)
    by = _PUBLISHED_BY.search(head)
    advises = _ADVISES.search(page.title or _title(head) or "")
    signed = _PRESS.search(page.text[-TAIL:])
    publisher = (
        page.publisher
        or _cleaned(named)
        or (by["name"] if by else None)
        or (line["agency"] if line else None)
        or ((beside["after"] or beside["before"]) if beside else None)
        or (advises["after"] or advises["before"] if advises else None)
        or (signed["name"].strip(" .") if signed else None)
    )
    published, words, end = _published(page, head)
    return Masthead(publisher or page.author, page.title or _title(head), published, words, max(end, _fields_end(head)))


def _cleaned(name: str | None) -> str | None:
    if name is None:
        return None
    return re.split(r"\s*[,|;(]\s*|\s+https?://", name)[0].strip() or None


def _published(page: Page, head: str) -> tuple[date | None, str | None, int]:
    found = _in_head(head)
    end = 0
    if found is not None:
        leading = _LEADING.match(head)
        if leading is not None and leading.end() == found.start:
            end = found.end
    if page.published and page.media != "application/pdf":
        return of_metadata(page.published), page.published, end
    if found is not None:
        return found.day, found.words, end
    if page.published:  # a PDF's own date is when the file was made
        return of_metadata(page.published), page.published, 0
    return None, None, 0


def _in_head(head: str) -> Dated | None:
    """The date of a field, of a line of its own, or of the very beginning; a date inside a sentence is no masthead."""
    fields = [match.end() for match in _DATE_FIELD.finditer(head)]
    leading = _LEADING.match(head)
    starts = [*fields, leading.end() if leading else 0]
    for found in dates(head):
        first = head.rfind("\n", 0, found.start) + 1
        last = head.find("\n", found.end)
        line = head[first : last if last >= 0 else len(head)]
        prefix = head[first : found.start]
        alone = len(line) <= 100 and not re.search(r"[.!?]\s*$", line)
        dateline = re.fullmatch(r"\s*(?:[A-Z][\w.' -]{2,30}[,(–—-]\s*){0,2}(?:[A-Za-z]+,?\s+)?", prefix) is not None
        if found.start in starts or alone or (dateline and found.start < 200):
            return found
    return None


def _fields_end(head: str) -> int:
    """Where the lines of the form `Name: value` at the top end."""
    end = 0
    for match in re.finditer(r"[^\n]*\n?", head):
        line = match.group()
        if len(line) > LONGEST_FIELD or (
            line.strip() and not (_FIELD.match(line) or _TITLE.match(line) or _DATE_FIELD.match(line))
        ):
            break
        if line.strip():
            end = match.end()
        if not line:
            break
    return end


def _title(head: str) -> str | None:
    match = _TITLE.search(head)
    if match:
        return match[1].strip()
    for line in head.split("\n")[:8]:
        if not line.strip() or _FIELD.match(line) or _DATE_FIELD.match(line):
            continue
        words = line.split()
        if is_heading(line) and len(words) >= 3 and not next(dates(line), None):
            return line.strip(" #*")
        return None
    return None
