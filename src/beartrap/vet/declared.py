"""Packages that code installs while it runs, and that the manifest declares as well: whoever vets what a package needs sees them.

Installers of programs do so where the package manager left out an optional dependency.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.behaviours.installing import by_name
from beartrap.vet.parties import lower
from beartrap.vet.promise.wellknown import is_used

_FOREIGN = "package.foreign"
_ADDS = regex(r"(?:npm|pnpm|yarn)(?:\.cmd)? (?:install|i|add) (.*)")
_ELSEWHERE = regex(r"://|--registry|--userconfig|--globalconfig|[;&|]")
"""What makes a command take packages from elsewhere, or more than one command."""
_NAME = regex(r"((?:@[\w.-]+/)?[\w.{}-]+)(?:@[\w.^~{}-]+)?")


def weighed_by_declaration(found: Sequence[Behaviour], new: Side) -> list[Behaviour]:
    """Return what is new, with the installation of what the manifest declares one step lower."""
    if not any(one.id == _FOREIGN for one in found):
        return list(found)
    declared = [one.name for one in new.facts.dependencies] + [new.facts.name or ""]
    found = [
        replace(one, severity=Severity.LOW) if one.id == _FOREIGN and _is_used(one, declared) else one for one in found
    ]
    return [lower(one) if one.id == _FOREIGN and _is_declared(one, declared) else one for one in found]


def _is_used(one: Behaviour, declared: Sequence[str]) -> bool:
    """Whether a command that waits to be called names what very many use, what the manifest has, or the package itself."""
    named = by_name(str(one.facts.get("operand"))) if "by-name:" in one.key else None
    return named is not None and (named[1] in declared or is_used(*named))


def _is_declared(one: Behaviour, declared: Iterable[str]) -> bool:
    """Whether a command installs packages by plain names all of which the manifest has; a name may be open behind a scope that is written out."""
    told = one.facts.get("operand")
    match = _ADDS.fullmatch(told) if isinstance(told, str) and not _ELSEWHERE.search(told) else None
    if match is None:
        return False
    names = [_NAME.fullmatch(word) for word in match[1].split() if not word.startswith("-")]
    return bool(names) and all(name is not None and _has(name[1], declared) for name in names)


def _has(name: str, declared: Iterable[str]) -> bool:
    scope, slash, rest = name.partition("/")
    if "{" in scope or ("{" in rest and not slash):
        return False
    wanted = re.compile(re.escape(name).replace(r"\{\}", r"[\w.-]+"))
    return any(map(wanted.fullmatch, declared))
