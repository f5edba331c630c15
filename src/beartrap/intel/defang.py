r"""Defanged text seen as it was meant: `hxxps[:]//evil[.]com` as `https://evil.com`, with the way back to the offsets.

The forms are those that reports of the last ten years use: brackets of any kind around (or on one side of) dot, at,
colon and slash, the words *dot* and *at*, `\.`, the many spellings of the scheme, full-width dots, and zero-width
characters that break a copy.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum

from beartrap.intel.wordlist import words
from beartrap.model.frozen import frozen

ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_OPEN, _CLOSE = r"[\[({<]", r"[\])}>]"
_COLON = rf"(?:{_OPEN}?:{_CLOSE}?|{_OPEN}colon{_CLOSE})"
_SLASHES = rf"(?:{_OPEN}?//{_CLOSE}?|\\/\\/|\\\\|(?:{_OPEN}/{_CLOSE}){{2}}|/{_OPEN}/{_CLOSE}|{_OPEN}/{_CLOSE}/)"
_SPELLINGS = {
    "http": r"h[tx*_+-]{2}p|h\[[tx]{2}\]p|ht[tx]{2}p|hxx?x?p|hxtp|htp|meow|nxxp",
    "ftp": r"f[tx*]p",
    "ws": r"w[sx]",
}

_TOKENS = re.compile(
    "|".join(
        (
            rf"(?P<zero>[{ZERO_WIDTH}]+)",
            *(
                rf"(?<![A-Za-z0-9])(?P<{scheme}>\[?(?:{forms})(?P<{scheme}_s>s?)\]?{_COLON}{_SLASHES})"
                for scheme, forms in _SPELLINGS.items()
            ),
            rf"(?P<dot>(?<=[\w\]]) ?{_OPEN} ?(?:\.|dot|punt|punkt|point) ?{_CLOSE} ?(?=[\w\[]))",
            r"(?P<label>(?<=[\w.])(?:\.\[(?P<inner>\w{1,24})\]|\[\.(?P<inner2>\w{2,24})\]))",
            r"(?P<half>(?<=\w)(?:[\[({]\.|\.[\])}])(?=\w))",
            r"(?P<escaped>(?<=[A-Za-z0-9])\\\.(?=[A-Za-z0-9]))",
            r"(?P<wide>(?<=\w)[。．｡․](?=\w))",
            rf"(?P<at> ?{_OPEN} ?(?:@|at|apenstaartje|arroba) ?{_CLOSE} ?(?=\w))",
            rf"(?P<colon>(?<=[\w\]]){_OPEN}(?::|colon){_CLOSE}(?=[\w:/]))",
            rf"(?P<slash>(?<=[\w\]]){_OPEN}(?:/|slash){_CLOSE})",
            r"(?P<spoken>(?<=[a-z0-9]) dot (?=[a-z0-9]))",
            r"(?P<spoken_at>(?<=[\w]) at (?=[\w-]{2,63} dot [\w-]))",
        )
    ),
    re.IGNORECASE,
)

_PLAIN = {
    "zero": "", "dot": ".", "half": ".", "escaped": ".", "wide": ".", "at": "@", "colon": ":", "slash": "/",
    "spoken": ".", "spoken_at": "@",
}  # fmt: skip


class Doubt(IntEnum):
    """How likely a form is to be something else than a defanged dot."""

    NONE = 0
    """Brackets on both sides, or a spelled-out scheme."""
    SOME = 1
    """One bracket, a backslash, a full-width dot."""
    MUCH = 2
    """The bare word "dot" or "at" in a sentence."""


_DOUBTS = {"half": Doubt.SOME, "escaped": Doubt.SOME, "wide": Doubt.SOME, "zero": Doubt.SOME}
_DOUBTS |= {"spoken": Doubt.MUCH, "spoken_at": Doubt.MUCH}


_NO_MAILBOXES = words(
    """
    and or is are was were be been hosted located found seen look looking served server servers site sites website domain
    domains available reached arrived pointed aimed listening lives starting page pages host hosts only still code
    payload malware it them that this him her us up out here available registered downloaded fetched from
    """
)


@frozen
class Piece:
    """A run of the view: `view` and `start` are its offsets in the view and in the text, `length` its length there.

    `doubt` is None where it stands as it stood.
    """

    view: int
    start: int
    length: int
    doubt: Doubt | None


@frozen
class View:
    """`text` with everything refanged; `original` maps a span of it back to the text it came from."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span in the original text for a half-open span of the view that is not empty."""
        first, last = self.pieces[self._index(start)], self.pieces[self._index(end - 1)]
        begin = first.start + (start - first.view if first.doubt is None else 0)
        return begin, last.start + (end - last.view if last.doubt is None else last.length)

    def doubt(self, start: int, end: int) -> Doubt | None:
        """Return the least doubtful form that was refanged inside the span, None where nothing was."""
        within = self.pieces[self._index(start) : self._index(end - 1) + 1]
        return min((piece.doubt for piece in within if piece.doubt is not None), default=None)

    def _index(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


def refang(text: str, leave: Sequence[tuple[int, int]] = ()) -> View:
    """Return the view of `text`; spans in `leave` (paths, sorted) are taken as they stand."""
    pieces: list[Piece] = []
    parts: list[str] = []
    place = length = 0
    for start, end, shown, doubt in _changes(text, leave):
        pieces += (Piece(length, place, start - place, None),) if start > place else ()
        length += start - place
        pieces.append(Piece(length, start, end - start, doubt))
        parts += (text[place:start], shown)
        length += len(shown)
        place = end
    pieces.append(Piece(length, place, len(text) - place, None))
    parts.append(text[place:])
    return View("".join(parts), tuple(pieces), tuple(piece.view for piece in pieces))


def _changes(text: str, leave: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str, Doubt]]:
    starts = [start for start, _ in leave]
    for token in _TOKENS.finditer(text):
        index = bisect_right(starts, token.start()) - 1
        if index >= 0 and token.start() < leave[index][1]:
            continue
        shown, doubt = _meaning(token)
        if shown != token.group().lower():
            yield token.start(), token.end(), shown, doubt


def _is_sentence(before: str) -> bool:
    """Whether the word before " at " is one of a sentence ("hosted at evil dot com") and no mailbox."""
    word = re.search(r"\w+$", before[-40:])
    return word is None or word.group().lower() in _NO_MAILBOXES


def _meaning(token: re.Match[str]) -> tuple[str, Doubt]:
    for scheme in _SPELLINGS:
        if token.group(scheme) is not None:
            return f"{scheme}{token.group(f'{scheme}_s').lower()}://", Doubt.NONE
    if token.group("label") is not None:
        return "." + (token.group("inner") or token.group("inner2")), Doubt.NONE
    if token.group("spoken_at") is not None and _is_sentence(token.string[: token.start()]):
        return token.group().lower(), Doubt.MUCH
    name = next(name for name in _PLAIN if token.group(name) is not None)
    return _PLAIN[name], _DOUBTS.get(name, Doubt.NONE)
