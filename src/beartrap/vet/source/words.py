"""Labels for text that names a place or an act of interest; a search for all of them at once, then the single ones."""

import re
from functools import lru_cache
from typing import Any

from beartrap.vet.source.events import Act
from beartrap.vet.source.knowledge.places import HOSTS, SECRETS, SIGNS, STARTUP, TRUST
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value

SHORT = 400
"""Characters of a text whose labels are kept: the same words come in many files, and in each walk of a file."""
LONGEST = 100_000
"""Characters of one text that are searched: a script in a string, not a table of data."""

PLACE, START, HOST, SIGN, TRUSTED = "at:", "start:", "host:", "sign:", "trust:"
"""Prefixes of marks: where secrets lie, what starts programs, who collects, what gives itself away, whom to believe."""

_GROUPS = ((PLACE, SECRETS), (START, STARTUP), (HOST, HOSTS), (SIGN, SIGNS), (TRUSTED, TRUST))
_ALL = [(prefix + name, patterns) for prefix, group in _GROUPS for name, patterns in group.items()]


@lru_cache(maxsize=1)
def _single() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile("|".join(patterns), re.IGNORECASE)) for name, patterns in _ALL]


@lru_cache(maxsize=1)
def _any() -> "re.Pattern[str]":
    import re2  # one automaton for all; loaded when the first text is searched

    made: re.Pattern[str] = re2.compile("|".join(pattern for _, patterns in _ALL for pattern in patterns), _options())
    return made


@lru_cache(maxsize=1)
def _which() -> Any:
    """Return what tells which of the single ones are in a text, in one pass over it."""
    import re2

    made = re2.Set.SearchSet(_options())
    for _, patterns in _ALL:
        made.Add("|".join(patterns))
    made.Compile()
    return made


def _options() -> Any:
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    options.case_sensitive = False
    options.log_errors = False
    return options


def speaks_of(text: str) -> bool:
    """Whether any label would be found in `text`."""
    return _any().search(_slashed(_whole(text))) is not None


def _slashed(text: str) -> str:
    return text.replace("\\\\", "/").replace("\\", "/") if "\\" in text else text


def _whole(text: str) -> str:
    """Return text without lone surrogates, which no UTF-8 matcher takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def labels(text: str) -> tuple[tuple[str, str], ...]:
    """Return each label that `text` carries, with the words that gave it."""
    return _met_again(text) if len(text) <= SHORT else _labels(text)


def _labels(text: str) -> tuple[tuple[str, str], ...]:
    if len(text) > LONGEST:
        text = text[:LONGEST]
    text = _whole(text)
    slashed = _slashed(text)
    found = {}
    for one in (text,) if slashed is text else (text, slashed):
        if _any().search(one) is not None:
            for number in _which().Match(one):
                name, pattern = _single()[number]
                match = pattern.search(one)
                if match is not None:
                    found[number] = (name, match[0])
    return tuple(found[number] for number in sorted(found))


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
    return value
