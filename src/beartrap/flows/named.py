"""Packages by name and version, as `vet` takes them: `pypi:requests==2.31.0`, `npm:@scope/name@1.2.3`."""

from beartrap.flows.vet import BadUpdate
from beartrap.model.frozen import frozen
from beartrap.model.regex import regex

_PYPI = regex(r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)==([A-Za-z0-9.!+_-]{1,100})")
_NPM = regex(r"((?:@[a-z0-9~][a-z0-9._~-]{0,200}/)?[A-Za-z0-9~][A-Za-z0-9._~-]{0,200})@([0-9][A-Za-z0-9.+_-]{0,100})")
_FORMS = {"pypi": (_PYPI, "pypi:NAME==VERSION"), "npm": (_NPM, "npm:NAME@VERSION")}
"""What is handed to a package manager is checked by these, so that no word can be an option or an address."""


@frozen
class Named:
    """One version of one package of an ecosystem (`pypi` or `npm`)."""

    ecosystem: str
    name: str
    version: str

    @property
    def label(self) -> str:
        """How it is written on the command line and shown."""
        return f"{self.ecosystem}:{self.name}{'==' if self.ecosystem == 'pypi' else '@'}{self.version}"


def parse_named(word: str, beside: Named | None = None) -> Named | None:
    """Return the package that a word names, None where it is a path. `beside` lets a word be a version alone.

    Raises BadUpdate where it names an ecosystem and then no package.
    """
    ecosystem, colon, rest = word.partition(":")
    if colon and ecosystem in _FORMS:
        pattern, form = _FORMS[ecosystem]
        found = pattern.fullmatch(rest)
        if found is None:
            raise BadUpdate(f"{word}: write {form}")
        return Named(ecosystem, found[1], found[2])
    if beside is None:
        return None
    return named(beside.ecosystem, beside.name, word)


def named(ecosystem: str, name: str, version: str) -> Named | None:
    """Return the package where name and version are what an index can have, else None."""
    if ecosystem not in _FORMS:
        return None
    between = "==" if ecosystem == "pypi" else "@"
    found = _FORMS[ecosystem][0].fullmatch(f"{name}{between}{version}")
    return Named(ecosystem, name, version) if found and (found[1], found[2]) == (name, version) else None
