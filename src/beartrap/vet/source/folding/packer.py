"""Code that Dean Edwards' packer wrote: words in place of their numbers in a list, put back by a function that is called at once."""

import string

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, raw

_DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
_WORD = regex(r"\b\w+\b")
MOST = 256 * 1024
"""Characters of code that is unpacked."""


def unpacked(machine: Machine, one: Invocation) -> Value | None:
    """Return the code that a call of `function(p, a, c, k, e, d)` gives; None for any other call."""
    if machine.language != "javascript" or one.func.closure is None or len(one.args) < 4:
        return None
    text, base, count, words = map(raw, one.args[:4])
    if not isinstance(text, str) or not isinstance(base, int) or not isinstance(words, list) or count != len(words):
        return None
    if not 2 <= base <= len(_DIGITS) or not words or len(text) > MOST or not all(isinstance(one, str) for one in words):
        return None
    names = {_number(place, base): word for place, word in enumerate(words) if word}
    code = _WORD.sub(lambda match: str(names.get(match[0], match[0])), text)
    return Value(code, marks=one.args[0].marks, layers=(*one.args[0].layers, layer("packed", code.encode())))


def _number(number: int, base: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, base)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits
