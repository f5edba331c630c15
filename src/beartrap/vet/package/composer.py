"""Composer: composer.json, and what its installer runs. It obeys the scripts of the project that it is called in."""

from collections.abc import Iterator
from typing import Any

import orjson

from beartrap.vet.behaviour import When
from beartrap.vet.facts import Hook, PackageFacts
from beartrap.vet.package.files import Files, row_of

MANIFEST = "composer.json"
EVENTS = frozenset(
    f"{when}-{what}"
    for when in ("pre", "post")
    for what in (
        "install-cmd", "update-cmd", "autoload-dump", "root-package-install", "create-project-cmd", "package-install", "package-update",
        "dependencies-solving", "file-download",
    )
) | {"init"}  # fmt: skip
"""Events of an installation (Composer's documentation, Scripts); other names are commands that somebody calls."""


def read(files: Files) -> PackageFacts | None:
    """Return name and version of a Composer package; no list says which of its dependencies are widely known."""
    if MANIFEST not in files:
        return None
    document = _document(files)
    name, version = document.get("name"), document.get("version")
    return PackageFacts(
        ecosystem="composer",
        name=name if isinstance(name, str) else None,
        version=version if isinstance(version, str) else None,
    )


def hooks_of(files: Files) -> Iterator[Hook]:
    """Yield what an installation runs, whatever else the package is: the scripts of its events, and plugins."""
    if MANIFEST not in files:
        return
    document, text = _document(files), files.text(MANIFEST)
    scripts = document.get("scripts")
    for event, listed in scripts.items() if isinstance(scripts, dict) else ():
        if event not in EVENTS:
            continue
        for command in listed if isinstance(listed, list) else [listed]:
            if isinstance(command, str):
                yield Hook(event, When.INSTALL, MANIFEST, command, row_of(text, f'"{event}"'))
    if document.get("type") == "composer-plugin":
        yield Hook("composer-plugin", When.INSTALL, MANIFEST, "", row_of(text, "composer-plugin"))


def _document(files: Files) -> dict[str, Any]:
    try:
        document = orjson.loads(files.text(MANIFEST))
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
