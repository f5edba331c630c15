"""Text that a terminal can show: nothing to carry out, nothing that its encoding lacks."""

from beartrap.model.text import printable

_PLAIN = str.maketrans("■□█▒×·–—…“”‘’→•─ ", "#o#%x.--.\"\"''>*- ")
"""What stands in for the marks and quotes of ours where a terminal has ASCII only."""


def fitted(text: str, encoding: str, *, plain: bool) -> str:
    """Return printable text; `plain` where the encoding has no more than letters."""
    text = printable(text).replace("\t", "    ")
    if not plain:
        return text
    return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding, "replace")
