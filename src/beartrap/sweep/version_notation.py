"""Versions as people and inventories write them, brought to one notation.

`2019.4 HF5`, `2019.4 Hotfix 5` and `v2019.4.0-hf5` are one version; so are, for a distribution's package, `1:5.6.1-1`
and the upstream's `5.6.1`.
"""

import re
from dataclasses import field

from beartrap.model.frozen import frozen

LONGEST = 120
"""Characters; a longer one is no version (and Python reads no number of thousands of digits)."""
UNTOLD = frozenset({"application", "generic", "brew", "conda", "nix", "conan", "vcpkg"})
"""Where an inventory does not say who packaged it, or the packager appends a plain revision."""
DISTRIBUTIONS = frozenset({"deb", "rpm", "apk", "alpm", "ebuild", "opkg"})
"""The purl types whose versions wrap an upstream version in an epoch and a packaging revision."""
_START = re.compile(r"(?:version|release|v)?\.?\s*(\d+(?:\.\d+)*)")
_WORD = re.compile(r"[a-z]+|\d+")
_PLAIN_REST = re.compile(r"[a-z0-9 ._\-()+~]*\Z")
_SPOKEN = (
    (re.compile(r"hot[ \-]?fix"), "hf"),
    (re.compile(r"release[ \-]candidate"), "rc"),
    (re.compile(r"service[ \-]pack"), "sp"),
)
_REPACKED = re.compile(r"\+(?:dfsg|ds|repack)[\d.]*\Z")
_REVISION = re.compile(r"\A([\dv][\w.]*?)(?:-r?|_)\d{1,4}(?:\.\d{1,4})*\Z")
_REBUILT = re.compile(r"\+b\d{1,4}\Z")
_REALLY = re.compile(r"\+really(.+)\Z")
_PRELIMINARY = frozenset({"rc", "beta", "alpha", "pre", "preview", "dev"})


@frozen
class Notation:
    """A version taken apart: its numbers without trailing zeros, and the words and numbers behind them.

    `parts` counts the numbers as written; it is not compared: 5.6 is 5.6.0.
    """

    numbers: tuple[int, ...]
    rest: tuple[str, ...] = ()
    parts: int = field(default=0, compare=False)

    @property
    def line(self) -> tuple[int, ...]:
        """The first two numbers: the release line (2019.4)."""
        return (*self.numbers, 0, 0)[:2]

    @property
    def by_year(self) -> bool:
        """Whether its first number is a year (2019.4)."""
        return 1990 <= self.numbers[0] <= 2100

    @property
    def is_build(self) -> bool:
        """Whether it is a build's number (2019.4.5200.9083) and not a release's name."""
        return self.parts >= 4

    @property
    def is_patched(self) -> bool:
        """Whether it names a patch on top of a release (HF5), not something before it (RC1)."""
        return bool(self.rest) and self.rest[0] not in _PRELIMINARY


def notation(text: str) -> Notation | None:
    """Take a version apart; None where it is none that can be compared (a range, a word, nothing)."""
    plain = text.strip().lower()
    if len(plain) > LONGEST or not plain.isascii():
        return None
    for spoken, short in _SPOKEN:
        plain = spoken.sub(short, plain)
    start = _START.match(plain)
    if start is None or not _PLAIN_REST.match(plain[start.end() :]):
        return None
    numbers = [int(number) for number in start.group(1).split(".")]
    parts = len(numbers)
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    words = _WORD.findall(plain[start.end() :])
    return Notation(tuple(numbers), tuple(word.lstrip("0") or "0" if word.isdigit() else word for word in words), parts)


def upstream(version: str, ecosystem: str) -> str:
    """Return the upstream's version inside a distribution's; any other version as it is.

    `1:5.6.1+dfsg-1ubuntu2` is 5.6.1, `5.6.1-r2` (apk) too. What says `+really5.4.5` is 5.4.5: a package that went back
    keeps a higher number, so that it counts as an update.
    """
    if ecosystem in UNTOLD:
        return _out_of_unknown(version.strip())
    if ecosystem not in DISTRIBUTIONS:
        return version
    plain = re.sub(r"\A\d+:", "", version.strip())
    head, dash, _ = plain.rpartition("-")
    plain = head if dash and head else plain
    really = _REALLY.search(plain)
    if really is not None:
        return really.group(1)
    return _REPACKED.sub("", plain)


def without_rebuild(version: str, ecosystem: str) -> str:
    """Return a Debian version without the mark of a rebuild from the same source: `5.6.1-1+b1` is `5.6.1-1`."""
    return _REBUILT.sub("", version.strip()) if ecosystem == "deb" else version


def _out_of_unknown(version: str) -> str:
    """Return the upstream's version where a packager's marks are plain to see: `5.6.1-1`, `5.6.1_1`, `5.6.1+really5.4.5-1`."""
    if _REALLY.search(version) is not None:
        return upstream(version, "deb")
    found = _REVISION.match(version)
    return found[1] if found is not None else version
