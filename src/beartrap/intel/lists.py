"""Plain indicator lists: one value a line, with or without a comment, a description or a file name beside it.

Reads `value`, `value  description`, `hash  file name` (as sha256sum and its kin write), `SHA256 (file) = hash`,
`kind: value`, bullets, comments after `#`, `//` or `;`, defanged values. A line that holds nothing becomes part of a Gap.
"""

import re
from collections.abc import Iterator, Sequence

from beartrap.intel import observables, values
from beartrap.intel.columns import kind_named
from beartrap.intel.mint import PLAIN, Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.coverage import Gap
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind

COMMENTS = ("#", "//", ";", "!")
_SAMPLED = 400
"""Lines from which it is decided whether a text is a list: a header and some hundreds of rows show it."""
_SENTENCE_WORDS = 8
"""A line of so many words that begins with no indicator is a sentence."""
_MOST_SENTENCES = 0.05
_ENOUGH = 0.5
"""Share of lines that must look like entries."""

_QUOTES = "\"'`<>"
_JOINED = re.compile(r"[\s,;|(#]")
_SPLIT = re.compile(r"[\s,;|]+")
_SUM = re.compile(r"\\?([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})(?: \*|[ \t]+)(\S.*)", re.ASCII)
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "\\": "\\"}
"""What a backslash before the hash announces (coreutils): escapes in the name."""
_BSD_SUM = re.compile(r"(?:SHA256|SHA1|MD5)\s?\((.+)\)\s?=\s?([0-9A-Fa-f]{32,64})", re.ASCII | re.IGNORECASE)
_BULLET = re.compile(r"(?:[-*•‣]|\d{1,6}[.)])\s+")
_LABELLED = re.compile(r"([A-Za-z][\w -]{1,24}?)\s*[:=]\s*(\S.*)", re.ASCII)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$", re.ASCII)


def is_list(lines: Sequence[str]) -> bool:
    """Whether these lines look like a plain list of indicators and not like prose."""
    entries = sentences = total = 0
    for line in lines:
        text = line.strip()
        if not text or text.startswith(COMMENTS):
            continue
        total += 1
        if _entry(text):
            entries += 1
        elif text.count(" ") >= _SENTENCE_WORDS - 1:
            sentences += 1
        if total >= _SAMPLED:
            break
    return total > 0 and entries >= total * _ENOUGH and sentences <= max(1, total * _MOST_SENTENCES)


def _entry(text: str) -> bool:
    text = _BULLET.sub("", text, count=1).strip(_QUOTES)
    first = _SPLIT.split(text, maxsplit=1)[0].strip(_QUOTES)
    if _BSD_SUM.fullmatch(text):
        return True
    match = _LABELLED.fullmatch(text)
    if match is not None and kind_named(match[1]) is not None:
        return True
    try:
        values.classify(first)
    except NoIndicatorError:
        return first == text and len(text) > 3 and any(character in "0123456789.[" for character in text[:-1])
    return True


def read_lines(label: str, lines: Sequence[str], digest: str) -> Iterator[Indicator | Gap]:
    """Yield each indicator of a plain list once, then a Gap for each reason why a line was not used.

    `digest` makes the ties unique; `lines` are without line ends.
    """
    refused, once = Refused(label, "line"), Once()
    for row, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith(COMMENTS):
            continue
        try:
            pairs, told = _parse(text)
        except NoIndicatorError as error:
            refused.add(str(error), row, text)
            continue
        for item in mint(label, row, pairs, told, f"{digest[:12]}:{row}"):
            if once.new(item):
                yield item
    yield from refused.gaps()


def _parse(text: str) -> tuple[tuple[Typed, ...], Told]:
    if _JOINED.search(text) is None:
        return (values.classify(text.strip(_QUOTES)),), PLAIN
    match = _BSD_SUM.fullmatch(text)
    if match is not None:
        return (values.classify(match[2]), values.typed(IndicatorKind.FILENAME, match[1])), PLAIN
    text = _BULLET.sub("", text, count=1)
    match = _SUM.fullmatch(text)
    if match is not None and _names_file(match[2]):
        name = _ESCAPED.sub(lambda mark: _ESCAPES.get(mark[1], mark[0]), match[2]) if text[0] == "\\" else match[2]
        return (values.classify(match[1]), values.typed(IndicatorKind.FILENAME, name)), PLAIN
    return _parse_words(text)


def _names_file(text: str) -> bool:
    if text.startswith(COMMENTS):
        return False
    return _ENDING.search(text) is not None or (not re.search(r"\s", text) and ("/" in text or "\\" in text))


def _parse_words(text: str) -> tuple[tuple[Typed, ...], Told]:
    first, *rest = _SPLIT.split(text, maxsplit=1)
    try:
        found = values.classify(first.strip(_QUOTES))
    except NoIndicatorError:
        return _parse_context(text)
    description = rest[0].strip(" \t,;|#/-\"'") if rest else ""
    others = _all_typed(description)
    if others is not None:
        return (found, *others), PLAIN
    return (found,), Told(note=description, bare=True)


def _all_typed(text: str) -> tuple[Typed, ...] | None:
    """Return every word typed, None unless each of them is an indicator: else the text is a description."""
    words = [word.strip(_QUOTES) for word in _SPLIT.split(text) if word.strip(_QUOTES)]
    try:
        return tuple(values.classify(word) for word in words) or None
    except NoIndicatorError:
        return None


def _parse_context(text: str) -> tuple[tuple[Typed, ...], Told]:
    """Read `kind: value`; for anything else fall back on what prose would yield."""
    match = _LABELLED.fullmatch(text)
    kind = kind_named(match[1]) if match is not None else None
    if match is not None and kind is not None:
        word = _SPLIT.split(match[2], maxsplit=1)[0] if kind in HASHES else match[2]
        return (values.typed(kind, word.strip(_QUOTES)),), PLAIN
    found = tuple((item.kind, item.value) for item in observables.find(text[: values.LONGEST_VALUE]))
    if not found:
        raise NoIndicatorError("no indicator on the line")
    return found, Told(note=text[: values.LONGEST_VALUE], bare=True)
