"""Labels for text that names a place or an act of interest; a search for all of them at once, then the single ones."""

import re
from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.knowledge.places import HOSTS, SECRETS, SIGNS, STARTUP, TRUST
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.sieve import Sieve, rows_of
from beartrap.vet.source.values import UNKNOWN, Value

SHORT = 400
"""Characters of a text whose labels are kept: the same words come in many files, and in each walk of a file."""
LONGEST = 100_000
"""Characters of one text that are searched: a script in a string, not a table of data."""

PLACE, START, HOST, SIGN, TRUSTED = "at:", "start:", "host:", "sign:", "trust:"
"""Prefixes of marks: where secrets lie, what starts programs, who collects, what gives itself away, whom to believe."""

_GROUPS = ((PLACE, SECRETS), (START, STARTUP), (HOST, HOSTS), (SIGN, SIGNS), (TRUSTED, TRUST))
_ALL = [(prefix + name, patterns) for prefix, group in _GROUPS for name, patterns in group.items()]


_SINGLE = [(name, regex("|".join(patterns), re.IGNORECASE)) for name, patterns in _ALL]
_OWNER = [number for number, (_, patterns) in enumerate(_ALL) for _ in patterns]
"""To which label each pattern belongs."""


@lru_cache(maxsize=1)
def _sieve() -> Sieve:
    return Sieve([pattern for _, patterns in _ALL for pattern in patterns], caseless=True)


def speaks_of(text: str) -> bool:
    """Whether any label would be found in `text`."""
    return _sieve().any(_raw(_slashed(text)))


def rows_of_interest(text: str) -> list[int]:
    """Return the rows, counted from 1, on which a word of a label begins."""
    variants = (_raw(one) for one in dict.fromkeys((text, _slashed(text))))
    return sorted({row for content in variants for row in rows_of(content, _sieve().places(content))})


def _slashed(text: str) -> str:
    return text.replace("\\\\", "/").replace("\\", "/") if "\\" in text else text


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def labels(text: str) -> tuple[tuple[str, str], ...]:
    """Return each label that `text` carries, with the words that gave it."""
    return _met_again(text) if len(text) <= SHORT else _labels(text)


def _labels(text: str) -> tuple[tuple[str, str], ...]:
    if len(text) > LONGEST:
        text = text[:LONGEST]
    slashed = _slashed(text)
    found = {}
    for one in (text,) if slashed is text else (text, slashed):
        content = _raw(one)
        for number in {_OWNER[part] for part in _sieve().asked(content) if _sieve().matches(part, content)}:
            name, pattern = _SINGLE[number]
            match = pattern.search(one)
            if match is not None:
                found[number] = (name, match[0])
    if _PUBLIC_KEY.fullmatch(slashed):
        found = {number: one for number, one in found.items() if one[0] != _KEYS}
    return tuple(found[number] for number in sorted(found))


_KEYS = PLACE + "ssh-key"
_PUBLIC_KEY = regex(r"\S*(?:\.ssh/|\bid_)[\w.-]*\.pub")
"""The half of a key that is made to be given away (ssh-keygen(1), FILES)."""


_met_again = lru_cache(maxsize=16_384)(_labels)


def label(machine: Machine, value: Value, row: int) -> Value:
    """Mark a text with what it names and note the words; return the same value."""
    text = (
        value.known if isinstance(value.known, str) else value.text if value.known is not UNKNOWN or value.hint else ""
    )
    if len(text) < 4:
        return value
    for name, words in labels(text):
        if name not in value.marks:
            machine.mark(value, name, row, "" if machine.quote(row) else words)
            machine.emit(Act.WORD, name, row, text=words, values=[value], marks={})
            _told_by_itself(machine, name, value, row)
    return value


def _told_by_itself(machine: Machine, name: str, value: Value, row: int) -> None:
    """Follow a text that says by itself what becomes of it: a command line that decodes a script, a head of mail with a copy."""
    if name == "sign:decoded-shell" and machine.language in _READ_FOR_SHELL:
        machine.around.embedded(machine, value, "shell", row)
    elif name == "sign:foreign-package" and (match := _CELL.search(value.text)) is not None:
        machine.emit(Act.RUN, "pip", row, text=match[0].strip(), values=[value])
    elif name == "sign:blind-copy" and (match := _MAILBOX.search(value.text)) is not None:
        copy = machine.mark(Value(), "intercepted", row)
        machine.emit(Act.SEND, "bcc", row, text=match[1], values=[copy])


_READ_FOR_SHELL = frozenset({"python", "javascript", "typescript", "ruby", "php"})
"""Languages in whose texts such a command line is walked, wherever it goes."""
_CELL = regex(
    r"^[ \t]*[!%][ \t]*(?:uv[ \t]+)?pip3?[ \t]+install\b[^\n]{0,200}?\s(?:--(?:extra-)?index-url|-i|--find-links|-f)[= \t]+https?://(?!(?:test\.)?pypi\.org\b|download\.pytorch\.org\b|pypi\.nvidia\.com\b|data\.pyg\.org\b|storage\.googleapis\.com\b|[\w.-]+\.anaconda\.\w+\b)[^\n]{1,200}",
    re.MULTILINE,
)
"""A line of a notebook's cell that installs from an index of somebody's own: whoever opens the notebook runs it."""
_MAILBOX = regex(r"(?:^|[\r\n])bcc:[ \t]*([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
