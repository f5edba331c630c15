"""Modifiers of Sigma that we give pySigma anew: encodings by bytes, and `windash` without its combinations.

pySigma 1.5 encodes text where the specification means bytes: an escaped `*` keeps its backslash inside Base64, a byte
order mark becomes three bytes, characters beyond ASCII shift the offsets, and `utf16le` is unknown. Its `windash` makes
five texts for each dash, so ten dashes would make ten million; here one pattern stands for all of them.
"""

import re
from base64 import b64encode
from typing import Any

from sigma.exceptions import SigmaValueError
from sigma.modifiers import SigmaValueModifier, modifier_mapping
from sigma.types import Placeholder, SigmaExpansion, SigmaString

WINDASH = "_windash"
"""The placeholder that stands for one dash."""
BYTES = "_bytes"
"""The placeholder that stands for bytes that are no text: a rule that does not encode them further cannot be matched."""
_DASH = re.compile(r"\B[-/]\b")


class Encoded(SigmaString):
    """Text that was encoded: `raw` are its bytes, whether they are text or not."""

    raw: bytes

    @classmethod
    def of(cls, raw: bytes) -> "Encoded":
        """Return bytes as a value that later modifiers take."""
        value = cls()
        value.raw = raw
        try:
            value.s = [raw.decode()] if raw else []
        except UnicodeDecodeError:
            value.s = [Placeholder(BYTES)]
        return value


def raw_of(value: SigmaString) -> bytes:
    """Return the bytes that a value without wildcards stands for; raises SigmaValueError."""
    if isinstance(value, Encoded):
        return value.raw
    if not all(isinstance(part, str) for part in value.s):
        raise SigmaValueError("only text without wildcards and placeholders can be encoded")
    return "".join(part for part in value.s if isinstance(part, str)).encode()


class _Encoding(SigmaValueModifier[SigmaString, SigmaString]):
    """Text to bytes in another encoding of Unicode."""

    codec = ""
    mark = b""

    def modify(self, val: SigmaString) -> SigmaString:
        """Encode."""
        return Encoded.of(self.mark + raw_of(val).decode().encode(self.codec))


class Utf16Le(_Encoding):
    """`wide` and `utf16le`."""

    codec = "utf-16-le"


class Utf16Be(_Encoding):
    """`utf16be`."""

    codec = "utf-16-be"


class Utf16(_Encoding):
    """`utf16`: a byte order mark, then UTF-16LE."""

    codec = "utf-16-le"
    mark = b"\xff\xfe"


class Base64(SigmaValueModifier[SigmaString, SigmaString]):
    """`base64`: the bytes as one Base64 text."""

    def modify(self, val: SigmaString) -> SigmaString:
        """Encode."""
        return SigmaString.from_str(b64encode(raw_of(val)).decode())


class Base64Offset(SigmaValueModifier[SigmaString, SigmaExpansion]):
    """`base64offset`: what is sure to stand in Base64 of a longer text that holds the bytes, for each of three offsets."""

    def modify(self, val: SigmaString) -> SigmaExpansion:
        """Encode three times."""
        raw = raw_of(val)
        return SigmaExpansion([SigmaString.from_str(_at_offset(raw, offset)) for offset in range(3)])


def _at_offset(raw: bytes, offset: int) -> str:
    """Leave out the characters that bytes before and after `raw` have a part in."""
    text = b64encode(b"\0" * offset + raw).decode().rstrip("=")
    first = (offset * 8 + 5) // 6
    last = (offset + len(raw)) * 8 // 6
    return text[first:last]


class Windash(SigmaValueModifier[SigmaString, SigmaString]):
    """`windash`: a dash that begins an option may be any of the characters that Windows programs take for one."""

    def modify(self, val: SigmaString) -> SigmaString:
        """Replace each such dash by a placeholder."""
        return val.replace_with_placeholder(_DASH, WINDASH)


OURS: dict[str, type[SigmaValueModifier[Any, Any]]] = {
    "wide": Utf16Le,
    "utf16le": Utf16Le,
    "utf16be": Utf16Be,
    "utf16": Utf16,
    "base64": Base64,
    "base64offset": Base64Offset,
    "windash": Windash,
}


def install() -> None:
    """Give them to pySigma's table of modifiers; a second call changes nothing."""
    modifier_mapping.update(OURS)
