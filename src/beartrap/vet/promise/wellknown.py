"""Names of libraries that nobody has to be told about, and names that are nearly theirs.

The lists beside this file are what Debian packages of Python, JavaScript, Ruby, PHP and Rust, with some names more (made by
`benchmarks/known_names.py`), and beside it the names that were downloaded most from PyPI and npm in November 2026 (`-used.txt`), which
say nothing of what a name may be taken for. A name that is in none of them is not bad; it is one that a reader has to look up.
"""

from functools import lru_cache
from importlib.resources import files

ECOSYSTEMS = ("pypi", "npm", "gem", "cargo", "composer")
COUNTED = ("pypi", "npm")
NEAR = 1
"""Edits between two names from which one may be taken for the other."""
LEAST_NAME = 5
"""Characters below which two names are near each other by chance."""


def plain(name: str) -> str:
    """Return a name as its ecosystem compares it."""
    return name.lower().replace("_", "-").replace(".", "-")


@lru_cache(maxsize=4)
def _known(ecosystem: str) -> frozenset[str]:
    return _listed(ecosystem) if ecosystem in ECOSYSTEMS else frozenset()


def _listed(name: str) -> frozenset[str]:
    listed = files("beartrap.vet.promise").joinpath("known", f"{name}.txt").read_text(encoding="ascii")
    return frozenset(listed.split())


def is_known(ecosystem: str, name: str) -> bool:
    """Whether a library of that name is widely known; types of npm are, whatever they describe, and all of a well-known vendor of PHP."""
    if ecosystem == "composer":
        vendor, _, library = plain(name).partition("/")
        spelt = library if vendor == library else f"{vendor}-{library}"
        return f"{vendor}/" in _known(ecosystem) or spelt in _known(ecosystem)
    return plain(name) in _known(ecosystem) or (ecosystem == "npm" and name.startswith("@types/"))


def is_used(ecosystem: str, name: str) -> bool:
    """Whether a library of that name is widely known, or among those that are downloaded most."""
    return is_known(ecosystem, name) or (ecosystem in COUNTED and plain(name) in _listed(f"{ecosystem}-used"))


def like_known(ecosystem: str, name: str) -> str | None:
    """Return a widely known name that an unknown one may be taken for, None where there is none."""
    of_php = ecosystem == "composer"  # whose names belong to vendors
    own = plain(name).partition("/")[0] + "/" if of_php else plain(name).rpartition("/")[2]
    if len(own) < LEAST_NAME or is_known(ecosystem, name):
        return None
    return next((one for one in sorted(_known(ecosystem)) if len(one) > LEAST_NAME and near(own, one)), None)


def near(one: str, other: str) -> bool:
    """Tell whether two different names are one edit or one swap apart."""
    if one == other or min(len(one), len(other)) < LEAST_NAME or abs(len(one) - len(other)) > NEAR:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
