"""Names of products and packages, as inventories vary them."""

import re
import unicodedata

from beartrap.model.frozen import frozen

_NOISE = re.compile(
    r"\((?:r|tm|c|x64|x86|64[ -]?bit|32[ -]?bit|amd64)\)|[®™©]|:(?:amd64|i386|arm64|armhf|all)\b", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"\(([A-Z]{2,6})\)")
_WORDS = re.compile(r"[^\W_]+")
_TRAILING_VERSION = re.compile(
    r"^(?P<name>.*?\S)[\s,\-]+(?:version\s+|v\.?)?(?P<version>\d+(?:\.\d+)+(?:[\s.\-]*(?:hf|hot[ -]?fix|rc|sp|service pack)[\s.]*\d+)?)\s*$",
    re.IGNORECASE,
)
_CORPORATE = frozenset(
    {"inc", "llc", "ltd", "limited", "corp", "corporation", "co", "company", "gmbh", "ag", "bv", "nv", "sa", "plc"}
) | {"worldwide", "software", "technologies", "the"}
LANGUAGES = frozenset(
    {"npm", "pypi", "gem", "cargo", "composer", "maven", "nuget", "golang", "hex", "pub", "cran", "hackage"}
) | {"swift", "cocoapods", "cpan", "luarocks"}
"""The purl types of language registries: anybody may take any free name there, so only a purl says which is meant.
Conda is none: it distributes the programs of others (xz) under their names."""
LONGEST = 500
"""Characters of a name that are looked at."""

Key = tuple[str, ...]


@frozen
class Named:
    """A package's name without what surrounds it, and the version that stood in the name, if one did."""

    key: Key
    version: str | None


def key_of(name: str) -> Key:
    """Return the words of a name: no case, no punctuation, no trademark signs, no word size."""
    plain = _ABBREVIATED.sub(_without_abbreviation, _NOISE.sub(" ", name[:LONGEST]))
    return tuple(_WORDS.findall(unicodedata.normalize("NFKC", plain).casefold()))


def _without_abbreviation(found: re.Match[str]) -> str:
    """Leave out what only repeats the words before it: `Network Performance Monitor (NPM)`."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", found.string[: found.start()])).upper()
    return " " if initials.endswith(found[1]) else found[0]


def named(name: str) -> Named:
    """Take a version off the end of a name (`Product 2019.4 HF5`, as installers write it)."""
    plain = _NOISE.sub(" ", name[:LONGEST]).strip()
    found = _TRAILING_VERSION.match(plain)
    if found is None:
        return Named(key_of(name), None)
    return Named(key_of(found["name"]), found["version"])


def vendor_key(vendor: str) -> Key:
    """Return the words of a vendor's name without the legal form."""
    words = tuple(word for word in key_of(vendor) if word not in _CORPORATE)
    return words or key_of(vendor)


def same_vendor(first: str, second: str) -> bool:
    """Whether two spellings can be one vendor: `SolarWinds Worldwide, LLC.` and `SolarWinds`."""
    one, other = vendor_key(first), vendor_key(second)
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short or "".join(one) == "".join(other)
