"""HTML reports: the visible text, block by block, and title, publisher, date and language from the page's own marks."""

import re
from collections.abc import Iterator

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from beartrap.intel.prose.layout import Page
from beartrap.intel.wordlist import words

_DROPPED = "script,style,noscript,template,nav,footer,aside,form,button,svg,iframe,select,[hidden],[aria-hidden=true]"
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|$)")
_BLOCKS = words("""
    address article blockquote body dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr html li
    main ol p pre section summary table tbody thead tr ul
    """)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_AFTER_TITLE = re.compile(r"\s+[|–—·•-]\s+([^|–—·•]{2,50})")
_RIGHTS = re.compile(
    r"(?:©|[Cc]opyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?\s*)?([A-Z][\w&.' -]{1,40}?)(?=\s*(?:[|,.·]|All rights|Alle rechten|$))"
)
MOST_DEPTH = 400
"""Nesting of elements that is followed; browsers stop at 512."""
_LEAST_BODY = 200
"""Characters that a `main` or `article` must hold to be taken for the whole report."""
MOST_JSON_LD = 200_000
"""Characters of one JSON-LD block that are read."""


def html(text: str) -> Page:
    """Return the page as it would be read on a screen, links written out behind their words."""
    tree = LexborHTMLParser(text)
    page = Page("", "text/html")
    _metadata(tree, page)
    page.publisher = page.publisher or _in_title(tree, page.title) or _in_footer(tree)
    for node in tree.css(_DROPPED):
        node.decompose(recursive=True)
    for node in tree.css("[style]"):
        if _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose(recursive=True)
    body = _body(tree)
    page.text = _squeezed("".join(_pieces(body, 0, False))) if body is not None else ""
    return page


def _body(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in ("article", "main", "[role=main]"):
        nodes = tree.css(selector)
        if len(nodes) == 1 and len(nodes[0].text(deep=True)) >= _LEAST_BODY:
            return nodes[0]
    return tree.body


def _pieces(node: LexborNode, depth: int, kept: bool) -> Iterator[str]:
    if depth > MOST_DEPTH:
        return
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            text = child.text_content or ""
            yield text if kept else re.sub(r"[ \t\r\n\f]+", " ", text)
        elif tag == "br":
            yield "\n"
        elif tag in ("td", "th"):
            yield "\t"
            yield from _pieces(child, depth + 1, kept)
        else:
            yield from _element(child, tag or "", depth, kept)


def _element(child: LexborNode, tag: str, depth: int, kept: bool) -> Iterator[str]:
    block = tag in _BLOCKS
    tight = tag in ("li", "tr", "dt", "dd")
    if block:
        yield "\n" if tight else "\n\n"
    yield "# " if tag in _HEADINGS else "- " if tag == "li" else ""
    yield from _pieces(child, depth + 1, kept or tag == "pre")
    target = (child.attributes.get("href") or "") if tag == "a" else ""
    if target.startswith(("http://", "https://", "hxxp")) and target not in child.text(deep=True):
        yield f" ({target})"
    if block:
        yield "\n" if tight else "\n\n"


def _squeezed(text: str) -> str:
    lines = (line.strip(" \t\u00a0") for line in text.replace("\u00a0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _metadata(tree: LexborHTMLParser, page: Page) -> None:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        metas.setdefault(name.lower(), (attributes.get("content") or "").strip())
    linked = _json_ld(tree)
    page.title = metas.get("og:title") or linked.get("headline") or _first(tree, "h1") or _first(tree, "title")
    page.publisher = (
        metas.get("og:site_name")
        or linked.get("publisher")
        or metas.get("publisher")
        or metas.get("application-name")
        or None
    )
    page.author = linked.get("author") or metas.get("author") or None
    times = (node.attributes.get("datetime") or node.text() for node in tree.css("time"))
    page.published = (
        metas.get("article:published_time")
        or linked.get("datePublished")
        or metas.get("datepublished")
        or metas.get("date")
        or metas.get("dcterms.date")
        or next((time.strip() for time in times if time.strip()), None)
    )
    root = tree.css_first("html")
    page.language = (root.attributes.get("lang") if root is not None else None) or None


def _in_title(tree: LexborHTMLParser, title: str | None) -> str | None:
    """The name behind the headline in the browser's title: "Headline | The Courier"."""
    whole = _first(tree, "title") or ""
    headlines = [words for words in (title, _first(tree, "h1")) if words and len(words) < len(whole)]
    for headline in headlines:
        rest = _AFTER_TITLE.fullmatch(whole[len(headline) :]) if whole.startswith(headline) else None
        if rest is not None:
            return rest[1].strip()
    return None


def _in_footer(tree: LexborHTMLParser) -> str | None:
    """Whoever claims the rights at the foot of the page."""
    signed = _RIGHTS.search(" ".join(node.text(deep=True) for node in tree.css("footer")))
    return signed[1].strip(" .,") if signed else None


def _json_ld(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css('script[type="application/ld+json"]'):
        source = node.text(deep=True)
        if len(source) > MOST_JSON_LD:
            continue
        try:
            content = orjson.loads(source)
        except orjson.JSONDecodeError:
            continue  # the page's own mistake; its text is read all the same
        for thing in _things(content):
            for name in ("headline", "datePublished", "publisher", "author"):
                value = thing.get(name)
                value = value[0] if isinstance(value, list) and value else value
                value = value.get("name") if isinstance(value, dict) else value
                if isinstance(value, str):
                    found.setdefault(name, value)
    return found


def _things(content: object) -> Iterator[dict[str, object]]:
    if isinstance(content, list):
        yield from (item for item in content if isinstance(item, dict))
    elif isinstance(content, dict):
        graph = content.get("@graph")
        yield from (item for item in (graph if isinstance(graph, list) else [content]) if isinstance(item, dict))


def _first(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return " ".join(node.text(deep=True).split()) or None if node is not None else None
