"""GitHub actions: what an action has run beside its own files, by its `action.yml`: images of containers and other actions."""

import posixpath
import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency
from beartrap.vet.package.files import Files

GROUP = "action"
"""Why an action needs them: its steps are theirs, with the tokens that it was handed."""
_MANIFEST = r"(?!\.github/)(?:[^/]+/)*action\.ya?ml"
_IMAGE = regex(r"^[ \t]+image:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_USES = regex(r"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_FROM = regex(r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*([^\s#]+)(?:[ \t]+AS[ \t]+(\S+))?", re.MULTILINE | re.IGNORECASE)
_DOCKER = "docker://"
_TAG = regex(r"@sha256:[0-9a-f]{64}$|:[^/:]+$")


def used(files: Files) -> Iterator[Dependency]:
    """Yield the images and actions of others that the actions of a version start."""
    for path in files.matching(_MANIFEST):
        text = files.text(path)
        for match in _IMAGE.finditer(text):
            row = text.count("\n", 0, match.start()) + 1
            if match[1].startswith(_DOCKER):
                yield _image(match[1].removeprefix(_DOCKER), path, row)
            else:
                yield from _bases(files, posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1])))
        for match in _USES.finditer(text):
            row = text.count("\n", 0, match.start()) + 1
            name, _, held = match[1].partition("@")
            if match[1].startswith(_DOCKER):
                yield _image(match[1].removeprefix(_DOCKER), path, row)
            elif not name.startswith(".") and "/" in name:
                yield Dependency("/".join(name.lower().split("/")[:2]), held, GROUP, path, row)


def called(files: Files) -> dict[str, When]:
    """Return the scripts of a version that the steps of its actions call, wherever they lie: no tools of its developers."""
    found = (script for path in files.matching(_MANIFEST) for script in files.scripts(path))
    return {script: When.CALL for script in found if not script.endswith("js")}  # which runs as soon as it is loaded


def _bases(files: Files, path: str) -> Iterator[Dependency]:
    """Yield the images that a Dockerfile begins with; its own stages are none."""
    text = files.text(path) if path in files else ""
    stages = set[str]()
    for match in _FROM.finditer(text):
        if match[1].lower() not in stages and "$" not in match[1] and match[1] != "scratch":
            yield _image(match[1], path, text.count("\n", 0, match.start()) + 1)
        stages.add((match[2] or "").lower())


def _image(said: str, path: str, row: int) -> Dependency:
    """Return an image by its name without a tag, where it comes from before it."""
    return Dependency(_DOCKER + _TAG.sub("", said).lower(), said, GROUP, path, row)
