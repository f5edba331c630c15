"""HTML as values: what is not `Html` is escaped, so that forgetting to escape is not possible."""

from collections.abc import Iterable
from html import escape

from beartrap.model.text import printable, shorten

VOID = frozenset({"meta", "br", "hr", "rect", "line", "circle", "path", "polygon"})
"""Elements that have no content; those of SVG are closed with a slash, which HTML allows there."""


class Html(str):
    """Text that is HTML already, made by `tag` only."""

    __slots__ = ()


Content = Html | str | None
NOTHING = Html("")


def tag(name: str, *content: Content | Iterable[Content], **attributes: object) -> Html:
    """Return an element; strings inside are made printable and escaped, None is left out.

    Attributes: a trailing underscore goes (`class_`), other underscores become hyphens, None and False are left out,
    True stands alone.
    """
    opened = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}"
    if name in VOID:
        return Html(f"{opened}/>")
    return Html(f"{opened}>{join(*content)}</{name}>")


def join(*content: Content | Iterable[Content]) -> Html:
    """Return pieces of content one behind the other, each escaped unless it is Html."""
    pieces: list[str] = []
    for piece in content:
        if piece is None:
            continue
        if isinstance(piece, str):
            pieces.append(text(piece))
        else:
            pieces += [text(one) for one in piece if one is not None]
    return Html("".join(pieces))


def text(content: str) -> Html:
    """Return text as HTML: controls, bidirectional overrides and lone surrogates shown as escapes, then escaped."""
    return content if isinstance(content, Html) else Html(escape(printable(content), quote=True))


def cut(content: str, limit: int) -> Html:
    """Return text as HTML, with what is beyond `limit` characters left out and its length said."""
    if len(content) <= limit:
        return text(content)
    more = tag("span", f" ({len(content) - limit + 1:,} more characters)", class_="more")
    return join(shorten(content, limit), more)


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(printable(str(value)), quote=True)}"'


def lines(items: Iterable[Content]) -> Html:
    """Return a list, nothing where there are no items."""
    content = [tag("li", item) for item in items]
    return tag("ul", content) if content else NOTHING


def table(heads: Iterable[str], rows: Iterable[Html], caption: str, class_: str | None = None) -> Html:
    """Return a table that scrolls by itself on a narrow screen, with a caption for whoever cannot see it."""
    head = tag("thead", tag("tr", [tag("th", one, scope="col") for one in heads]))
    whole = tag("table", tag("caption", caption), head, tag("tbody", rows), class_=class_)
    return tag("div", whole, class_="scroll", role="region", aria_label=caption, tabindex="0")


def section(id_: str, title: str, *content: Content, lead: Content = None) -> Html:
    """Return a landmark with its heading and, under it, a line that says what it shows."""
    told = tag("p", lead, class_="lead") if lead else None
    return tag("section", tag("h2", title, id=f"{id_}-title"), told, *content, id=id_, aria_labelledby=f"{id_}-title")


def anchor(record: str) -> str:
    """Return the id in the page of a record; record ids are ours, but what is no letter, digit or hyphen goes."""
    return "r-" + "".join(
        character for character in record if character.isascii() and (character.isalnum() or character == "-")
    )


def more(left: int, noun: str) -> Html | None:
    """Return how many more of something only the ledger and the JSON have; None where none."""
    return tag("p", f"{left:,} more {noun} in the ledger and in the JSON.", class_="left") if left > 0 else None
