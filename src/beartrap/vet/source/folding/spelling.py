"""Texts that are spelt in numbers although they could stand there as they are: `\\x68\\x74\\x74\\x70`.

Escapes are for what cannot be typed. Who writes plain letters with them does not want to be read or found.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.spelt_words import SPELT
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.standing import of_labels
from beartrap.vet.source.values import Known, Value

SHORTEST = 6
"""Letters in a row that are spelt so: fewer are a sign or two."""
_SPELT = (r"x[2-7][0-9a-fA-F]", r"u00[2-7][0-9a-fA-F]", r"u\{(?:00)?[2-7][0-9a-fA-F]\}", r"[01][0-7]{2}")
_RUNS = regex(r"\\(?:" + "|".join(rf"{one}(?:\\{one}){{5,}}" for one in _SPELT) + ")")
"""Begins with the one sign that all have in common: that is looked for faster than four expressions."""
_ONE = regex(r"\\x([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})|\\u\{(?:00)?([0-9a-fA-F]{2})\}|\\([01][0-7]{2})")


@lru_cache(maxsize=64)
def runs(text: str) -> tuple[str, ...]:
    """Return the stretches of a text that are spelt so, as they read."""
    if "\\" not in text:
        return ()
    return tuple(dict.fromkeys(_read(match[0]) for match in _RUNS.finditer(text)))


def _read(run: str) -> str:
    return "".join(chr(int(one[4], 8) if one[4] else int(one[1] or one[2] or one[3], 16)) for one in _ONE.finditer(run))


_NAMED = regex(r"(?:[a-z]+://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[:/?#]|$)", re.IGNORECASE)


def host_in_pieces(machine: Machine, value: Value) -> None:
    """Give a host that literals are put together to, in one expression, a layer that shows it: nobody has to write it so.

    What stands in the file whole was cut at an end of it: `"https://" + "api.vendor.example"`.
    """
    match = _NAMED.match(value.known) if 6 < len(value.known) < 200 and not value.layers else None
    if match is not None and match[1] not in machine.text:
        value.layers = (layer("computed", value.known.encode("utf-8", "replace")),)


def labels_joined(machine: Machine, given: Sequence[Known], made: Known) -> None:
    """Keep a name that a list of its labels was joined to, with dots between them: where it is a host's, something may go there."""
    parts = next((one for one in given if isinstance(one, list)), None)
    if parts is not None and "." in given and isinstance(made, str) and of_labels(parts, made):
        machine.pieced.add(made)


_TELLS = regex(r"[a-z][a-z0-9+]{1,11}://(?!localhost\b|127\.)[\w-]+\.[\w.-]+", re.IGNORECASE)
"""An address: nobody has a reason to spell one so, wherever it is put."""


def shown_plainly(machine: Machine, value: Value, row: int) -> Value:
    """Return a literal, with how it reads as a layer where at least half of it is spelt in numbers; an address in it is noted."""
    known = value.known
    if isinstance(known, str) and len(known) >= SHORTEST:
        for run in runs(machine.text):
            if len(run) * 2 >= len(known) and run in known and known not in machine.text:
                value.layers = (layer("escapes", known.encode("utf-8", "replace")),)
                if told := _TELLS.search(known):
                    machine.emit(Act.WORD, f"{SPELT}escapes", row, text=told[0], marks={}, layers=value.layers)
                break
    return value
