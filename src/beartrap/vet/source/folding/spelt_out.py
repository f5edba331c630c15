"""Words that stand in JavaScript number by number, as `String.fromCharCode(104, 116, 116, …)`.

No compiler and no minifier writes them so, and no reader sees what they say.
"""

import re

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.spelt_words import SPELT
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

SPELLERS = frozenset({"String.fromCharCode", "String.fromCodePoint"})
FEWEST = 10
"""Numbers from which on it is a word: signs that no source can hold are written so one by one."""
_SPELT = regex(r"from(?:CharCode|CodePoint)\((?:\s*(?:0x[0-9a-fA-F]{2}|\d{2,3})\s*,){9}")
_WORDS = regex(r"[a-z]{3}.*[a-z./:-]{3}", re.DOTALL)


def spelt_out(machine: Machine, one: Invocation, text: str) -> None:
    """Note the words that a call spells by numbers which stand in its own line."""
    if len(one.args) < FEWEST or not text.isprintable() or not _WORDS.search(text):
        return
    if _SPELT.search(machine.quote(one.row)):
        shown = (layer("computed", text.encode()),)
        machine.emit(Act.WORD, f"{SPELT}numbers", one.row, text=text, values=[Value(text)], layers=shown, marks={})
