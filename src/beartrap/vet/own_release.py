"""A package's own release, in a script that nothing of the package reaches: who works on it starts that by its path.

Such scripts are packed by mistake. Publishing is what worms do, but they run by themselves, or are loaded by what is: a script that no other file
names, that is no entry, no program and no part of an installation, waits for somebody who calls it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import orjson

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import SCRIPTS
from beartrap.vet.source.reading.timing import looks_like_test

_PUBLISH = "propagate.publish"
_UNNAMED = regex(rb"\b(?:require|import)\s*\((?!\s*(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`$\n]*`)\s*[,)]|\s*\))")
"""Code that loads what it does not name."""
_LARGEST = 4 * 1024 * 1024
_OF_MAINTAINERS = ("scripts", "files", "devDependencies", "directories", "repository", "bugs", "homepage")
"""Parts of a manifest by which no code of a package comes to be loaded; what its installation runs are its hooks."""


def weighed_as_own_release(found: Sequence[Behaviour], new: Side) -> Sequence[Behaviour]:
    """Return what is new, with the release of an npm package that only its maintainers start weighing medium."""
    paths = {one.place.path for one in found if _is_release(one)}
    if not paths or new.facts.ecosystem != "npm" or new.facts.hooks:
        return found
    waits = {path for path in paths if path is not None and _waits(path.decode("utf-8", "surrogateescape"), new)}
    return [
        replace(one, severity=min(one.severity, Severity.MEDIUM), when=When.CALL)
        if _is_release(one) and one.place.path in waits
        else one
        for one in found
    ]


def _is_release(one: Behaviour) -> bool:
    return one.id == _PUBLISH and one.when is When.IMPORT


def _waits(path: str, new: Side) -> bool:
    """Whether no file of the package names a script, and none loads what it does not name."""
    name = PurePosixPath(path).stem.encode("utf-8", "surrogateescape")
    return path not in new.facts.runs and not any(
        name in content or _UNNAMED.search(content) for content in _others(path, new)
    )


def _others(path: str, new: Side) -> Iterator[bytes]:
    for other in new.paths:
        is_manifest = other == "package.json"
        if other == path or looks_like_test(other) or not (is_manifest or new.kind(other) in SCRIPTS):
            continue
        subject = new.read(other) if new.size(other) <= _LARGEST else None
        yield b"require(x)" if subject is None else _told(subject.content) if is_manifest else subject.content


def _told(manifest: bytes) -> bytes:
    try:
        document = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        return manifest
    if not isinstance(document, dict):
        return manifest
    return orjson.dumps({key: value for key, value in document.items() if key not in _OF_MAINTAINERS})
