"""Who published a report, under which title and when: from its metadata, or from its first and last lines."""

import re
from datetime import date

from beartrap.intel.prose.dates import Dated, dates, of_metadata
from beartrap.intel.prose.layout import Page
from beartrap.intel.prose.sentences import is_heading
from beartrap.model.frozen import frozen

HEAD = 1200
"""Characters in which a masthead is looked for."""
LONGEST_FIELD = 120
"""Characters of a line of the form `Name: value`; a longer one is text."""
TAIL = 400
"""Characters at the end in which a publisher may sign."""
_FIELD = re.compile(
    r"(?im)^[ \t>*]*(?P<name>publisher|published by|issued by|released by|uitgegeven door|uitgave van|source|bron|door|by|uitgever|gepubliceerd door|from|van|organisation|organization|vendor|leverancier|author|auteur|afzender)"
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
_AGENCY_LINE = re.compile(
    r"(?m)^\W{0,4}[A-ZÀ-Ý][A-ZÀ-Ý/' .-]{2,40}(?:,[^\n()]{1,40})?\s*[(\[](?P<agency>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3})[)\]]\s*(?:[-–—:,|]|$)"
)
"""A town in capitals, and who reports from there in brackets."""
_PIECES = re.compile(r"\s*(?:\||·|•|,|;)\s*|\s+[-–—]+\s+|\n")
_NAMED_PAPER = re.compile(
    r"(?:(?:De|Het|The) )?[A-Z][\w&.'’-]*(?: (?:[A-Z\d][\w&.'’-]*|of|van|de|and|en|voor|for|the|der)){0,5}"
)
_NO_PAPER = re.compile(
    r"(?i)(?:door|by|van|from|auteur|author|tekst|text|foto|photo|redactie|updated|bijgewerkt|laatst|last|published|gepubliceerd|posted|geplaatst|leestijd|\d|tlp|version|versie|geachte|dear|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|amsterdam|rotterdam|den haag|the hague|utrecht|brussel|brussels|london|washington|"
    r"new york|berlin|berlijn|paris|parijs|nieuws|news$|security$|technology|economie|binnenland|buitenland|tech$|(?:beveiligings|security )(?:bericht|advies|advisory|notice|bulletin)|alert|advisory|advies)\b"
)
_PAPERISH = re.compile(
    r"(?i)^(?:De|Het|The) |koerier|courant|dagblad|post\b|times|nieuws|news|journal|gazette|herald|tribune|courier|chronicle|blog|labs?\b|cert\b|wire\b|press|persbureau|media|magazine|vakblad|weekly|daily|bode|krant|security|research"
)
_TOP = 8
"""Lines at the top among which a byline may stand."""
_SITE = re.compile(r"[A-Z][\w-]+\.(?:nl|be|com|org|net|eu|io|news|blog|co\.uk)")
_FIRM = re.compile(r"[A-Z][\w&.' -]{1,50}?,? (?:B\.?V\.?|N\.?V\.?|Inc\.?|Ltd\.?|LLC|GmbH|Corp\.?|Corporation|plc)")
_PRESS = re.compile(r"(?m)^\s*(?:©|\(c\)|copyright)\s*(?:\d{4}\s*)?(?P<name>[A-Z][\w&.' -]{1,60})", re.I)
_MONTHLY = r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Za-zé]+,? \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4}|\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?(?![-\d])|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
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
    "issued by",
    "released by",
    "uitgegeven door",
    "uitgave van",
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


_BYLINE = re.compile(r"(?i)\s*[*_]{0,2}(?:by|door|tekst:?) [A-Z][\w.'’-]+(?: [\w.'’-]+){0,5}[*_]{0,2}\s*$")


@frozen
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
    agency = _AGENCY_LINE.search(head)
    advises = _ADVISES.search(page.title or _title(head) or "")
    signed = _PRESS.search(page.text[-TAIL:])
    publisher = (
        page.publisher
        or _cleaned(named)
        or (by["name"] if by else None)
        or (line["agency"] if line else None)
        or (agency["agency"].strip() if agency else None)
        or ((beside["after"] or beside["before"]) if beside else None)
        or _on_byline(head)
        or _letterhead(head)
        or _own_line(head)
        or (advises["after"] or advises["before"] if advises else None)
        or (signed["name"].strip(" .") if signed else None)
        or _cleaned(fields.get("vendor") or fields.get("leverancier"))
    )
    published, words, end = _published(page, head)
    title = page.title or _title(head, publisher)
    return Masthead(
        publisher or page.author,
        title,
        published,
        words,
        max(end, _fields_end(head), _bylines_end(head)),
    )


def _on_byline(head: str) -> str | None:
    """The paper on a short line with a date and other particulars: "De Post, 3 mei 2024 – Van onze redactie"."""
    for found in dates(head):
        first = head.rfind("\n", 0, found.start) + 1
        last = head.find("\n", found.end)
        line = head[first : last if last >= 0 else len(head)]
        if (
            found.day is None
            or len(line) > LONGEST_FIELD
            or line.rstrip().endswith((".", "?", "!"))
            or _FIELD.match(line)
            or _DATE_FIELD.match(line)
        ):
            continue
        rest = head[first : found.start] + " | " + line[found.end - first :]
        pieces = [piece.strip(" \t*_()[]>") for piece in _PIECES.split(rest)]
        names = [piece for piece in pieces if piece]
        for name in names:
            if (
                _NAMED_PAPER.fullmatch(name)
                and not _NO_PAPER.match(name)
                and (len(names) > 1 or _PAPERISH.search(name))
            ):
                return name
    return None


def _own_line(head: str) -> str | None:
    """A name on a line of its own above the text: a paper's, a site's, or one beside the line with the date."""
    lines = [line.strip(" #*_\t") for line in head.split("\n") if line.strip()][:_TOP]
    for number, line in enumerate(lines):
        if re.search(r"[.!?:]$", line) or len(line) > LONGEST_FIELD:
            break
        dated = any(
            next(dates(other), None)
            for other in lines[max(number - 1, 0) : number + 2]
            if other != line and len(other) < 60
        )
        name = (
            _NAMED_PAPER.fullmatch(line)
            and len(line.split()) <= 4
            and not _NO_PAPER.match(line)
            and not next(dates(line), None)
        )
        if _SITE.fullmatch(line) or (name and len(lines) > 2 and (dated or (number == 0 and _PAPERISH.search(line)))):
            return line
    return None


def _bylines_end(head: str) -> int:
    """Where the lines above the text end that hold a date or an author."""
    end = place = seen = 0
    for line in head.splitlines(keepends=True):
        bare = line.strip()
        if bare and (re.search(r"[.!?]$", bare) or len(bare) > LONGEST_FIELD or seen == _TOP):
            break
        seen += bool(bare)
        place += len(line)
        if bare and (_BYLINE.match(bare) or next(dates(bare), None)):
            end = place
    return end


def _letterhead(head: str) -> str | None:
    """A first line that is nothing but a firm with its legal form."""
    first = head.strip().partition("\n")[0].strip(" #*")
    return re.sub(r",?\s*B\.V\.$|,?\s*N\.V\.$", "", first) if _FIRM.fullmatch(first) else None


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
    for found in sorted(dates(head), key=lambda dated: dated.day is None):  # 19 June rather than a bulletin's number
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


def _title(head: str, publisher: str | None = None) -> str | None:
    match = _TITLE.search(head)
    if match:
        return match[1].strip()
    for line in head.split("\n")[:8]:
        if (
            not line.strip()
            or _FIELD.match(line)
            or _DATE_FIELD.match(line)
            or _BYLINE.match(line)
            or line.strip(" #*") == publisher
        ):
            continue
        words = line.split()
        if is_heading(line) and len(words) >= 3 and not next(dates(line), None):
            return line.strip(" #*")
        return None
    return None
