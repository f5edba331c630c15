"""One rule for comparing text without regard to case.

Each character is replaced by its lower case form, where that is a single character. So `K` (the Kelvin sign) is `k`, `Σ` is
`σ` wherever it stands, `ẞ` is `ß`; `ß` is not `ss`, `ς` is not `σ`, and `İ`, whose lower case form has two characters, stays itself.
The length of a text never changes, which is what `?` in a pattern needs.
"""


class _Folded(dict[int, str]):
    """Character codes to what replaces them, filled as characters are met; a table for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        low = character.lower()
        self[code] = folded = low if len(low) == 1 else character
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return `text` folded: of the same length, and equal for texts that differ in case alone."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)
