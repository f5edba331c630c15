"""The text of a report with its markup gone, and what the markup said about it."""

import re
from dataclasses import dataclass, field

from beartrap.model.coverage import Gap


@dataclass(slots=True)
class Page:
    """The visible text, which is what offsets count in, and the metadata beside it; `gaps` is what was not read."""

    text: str
    media: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None
    gaps: list[Gap] = field(default_factory=list)


_FRONT = re.compile(r"\A---\r?\n(.{0,4000}?)\r?\n---\r?\n", re.S)
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\((\S{1,1000}?)(?:\s+\"[^\"\n]*\")?\)")
_STRONG = re.compile(r"\*\*|(?<!\w)__|__(?!\w)|(?<![\w*])\*(?=[^\s*.])|(?<=[^\s*])\*(?![\w*])")
_HEADING = re.compile(r"(?m)^#{1,2}\s+(.{1,200}?)\s*#*$")
_FIELD = re.compile(
    r"(?m)^(title|date|published|author|publisher|site|source|lang|language):\s*[\"']?(.{1,200}?)[\"']?\s*$", re.I
)


def plain(text: str) -> Page:
    """Plain text as it is."""
    return Page(text, "text/plain")


def markdown(text: str) -> Page:
    """Markdown without emphasis and link syntax; headings, lists and code keep their marks. Front matter is metadata."""
    page = Page("", "text/markdown")
    front = _FRONT.match(text)
    if front:
        fields = {match[1].lower(): match[2] for match in _FIELD.finditer(front[1])}
        page.title, page.author = fields.get("title"), fields.get("author")
        page.publisher = fields.get("publisher") or fields.get("site") or fields.get("source")
        page.published = fields.get("date") or fields.get("published")
        page.language = fields.get("lang") or fields.get("language")
        text = text[front.end() :]
    page.text = _STRONG.sub("", _LINK.sub(_unlinked, text))
    heading = _HEADING.search(page.text)
    if page.title is None and heading:
        page.title = heading[1]
    return page


def _unlinked(match: re.Match[str]) -> str:
    words, target = match[1], match[2]
    if not re.match(r"(?i)h..?ps?\W|ftp", target) or words == target:
        return words
    return f"{words} ({target})"
