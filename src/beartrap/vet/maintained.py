"""What only those start who work on a package: scripts that nothing of it reaches, packed by mistake.

A script that no other file names, that is no entry, no program and no part of an installation, waits for somebody who calls it by its path. Publishing is
what worms do, but they run by themselves, or are loaded by what is; and a list that maintainers fetch to write it into the code is asked of nobody else's machine.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import orjson

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import SCRIPTS, Kind
from beartrap.vet.promise.wellknown import plain
from beartrap.vet.source.reading.timing import looks_like_test

_PUBLISH, _CONTACT, _ENDPOINT = "propagate.publish", "network.contact", "promise.endpoint"
_NAME_OF_HOST = regex(r"(?:[\w-]+\.)+[\w-]+")
_UNNAMED = regex(rb"\b(?:require|import)\s*\((?!\s*(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`$\n]*`)\s*[,)]|\s*\))")
"""Code that loads what it does not name."""
_REMARKS = regex(rb"^[ \t]*//(?![^\n]*\*/)[\t -'*-~]*$", re.MULTILINE)
"""Lines of JavaScript that are remarks: they do not end a longer one, and where they stand in a template nothing is called in them."""
_LARGEST = 4 * 1024 * 1024
_OF_MAINTAINERS = ("scripts", "files", "devDependencies", "repository", "bugs", "homepage")
"""Parts of a manifest by which no code of a package comes to be loaded; what its installation runs are its hooks."""


def weighed_as_maintained(found: Sequence[Behaviour], new: Side) -> Sequence[Behaviour]:
    """Return what is new, with what only the maintainers of a package start: its release weighs medium, a host that they ask low, and so all of that where it is not installed."""
    asked = {_where(one) for one in found if _most(one) is not None}
    if not asked:
        return found
    imported = {_where(one) for one in found if one.id == _PUBLISH and one.when is not When.CALL}
    called = {_where(one) for one in found if one.id == _PUBLISH} - imported
    aside = {where for where in called if _waits_in_sources(where[0], new)}
    waits = {where for where in asked - aside if _waits(*where, new)}
    theirs = aside | waits
    return [_as_theirs(one, _where(one) in aside) if _where(one) in theirs else one for one in found]


def _most(one: Behaviour, aside: bool = False) -> Severity | None:
    """Return what a behaviour weighs at most where only maintainers start it, `aside` what is installed; None for what weighs the same wherever it stands."""
    if one.id == _PUBLISH and one.when in (When.IMPORT, When.CALL):
        return Severity.LOW if aside else Severity.MEDIUM
    contact = one.id == _CONTACT and one.when is When.IMPORT
    return Severity.LOW if contact or one.id == _ENDPOINT else None


def _where(one: Behaviour) -> tuple[str, str]:
    """Return the script, and the host of which it speaks."""
    path = one.place.path or b""
    return path.decode("utf-8", "surrogateescape"), str(one.facts.get("host") or one.facts.get("operand") or "")


def _as_theirs(one: Behaviour, aside: bool) -> Behaviour:
    most = _most(one, aside)
    return one if most is None else replace(one, severity=min(one.severity, most), when=When.CALL)


def _waits(path: str, host: str, new: Side) -> bool:
    """Whether no file of an npm package names a script or the host, and none loads what it does not name."""
    if not path or new.facts.ecosystem != "npm" or new.facts.hooks or path in new.facts.runs:
        return False
    words = [PurePosixPath(path).stem, *_NAME_OF_HOST.findall(host)[:1]]
    named = [word.encode("utf-8", "surrogateescape") for word in words]
    return not any(any(word in content for word in named) or _UNNAMED.search(content) for content in _others(path, new))


def _waits_in_sources(path: str, new: Side) -> bool:
    """Whether a script beside the `setup.py` of an sdist, which is no part of what is installed, is imported or named by nothing.

    Tools install modules that lie there where they find no package, where they are told to look for some, and one that is called as the project is.
    """
    sources = new.facts.ecosystem == "pypi" and not new.facts.copied and "setup.py" in new.paths
    if not sources or "/" in path or not path.endswith(".py") or path in new.facts.runs:
        return False
    name = PurePosixPath(path).stem
    packages = any(
        one.count("/") == 1 and one.endswith("/__init__.py") and not looks_like_test(one) for one in new.paths
    )
    if not packages or plain(name) == plain(new.facts.name or name):
        return False
    stem = re.escape(name.encode("utf-8", "surrogateescape"))
    named = re.compile(
        rb"\b(?:import|from)\b[^\n]*\b%b\b|\b%b\.py\b|-m\s+%b\b|[\"']%b[\"']|^%b$" % (stem, stem, stem, stem, stem),
        re.MULTILINE,
    )
    others = [
        one
        for one in new.paths
        if one != path and (one in _BUILDS or one.endswith("top_level.txt") or new.kind(one) is Kind.PYTHON)
    ]
    return not any(
        subject is None or named.search(subject.content) or (one in _BUILDS and _FINDS.search(subject.content))
        for one in others
        for subject in (new.read(one),)
    )


_FINDS = regex(rb"py[_-]modules|\bglob\b|listdir|iter_modules|scandir|walk\(")
"""What a build file says that looks for modules by itself."""
_BUILDS = frozenset({"setup.py", "setup.cfg", "pyproject.toml"})


def _others(path: str, new: Side) -> Iterator[bytes]:
    for other in new.paths:
        is_manifest = other == "package.json"
        if other == path or looks_like_test(other) or not (is_manifest or new.kind(other) in SCRIPTS):
            continue
        subject = new.read(other) if new.size(other) <= _LARGEST else None
        if subject is None:
            yield b"require(x)"  # too large to be looked at: it may load anything
        else:
            yield _told(subject.content) if is_manifest else _REMARKS.sub(b"", subject.content)


def _told(manifest: bytes) -> bytes:
    try:
        document = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        return manifest
    if not isinstance(document, dict):
        return manifest
    if "directories" in document or b"*" in orjson.dumps(document.get("exports")):
        return b"require(x)"  # programs or modules by their place, whatever they are called
    return orjson.dumps({key: value for key, value in document.items() if key not in _OF_MAINTAINERS})
