"""Composer: composer.json, what it needs and from where, and what its installer runs.

An installation obeys the scripts and repositories of the project that it is called in; a package that names a repository of
its own is made to be installed so.
"""

from collections.abc import Iterator
from typing import Any

from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency, Hook, PackageFacts
from beartrap.vet.package.documents import read_json
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
    """Return the facts of a Composer package."""
    if MANIFEST not in files:
        return None
    told = _document(files)
    document = told or {}
    name, version = document.get("name"), document.get("version")
    return PackageFacts(
        ecosystem="composer",
        name=name if isinstance(name, str) else None,
        version=version if isinstance(version, str) else None,
        dependencies=(*_needed(files, document), *_repositories(files, document)),
        publishers=tuple(_people(document)),
        unread=(MANIFEST,) if told is None else (),
    )


def _needed(files: Files, document: dict[str, Any]) -> Iterator[Dependency]:
    """Yield the packages that it needs; what has no vendor is PHP itself, one of its extensions or a library of the system."""
    listed, text = document.get("require"), files.text(MANIFEST)
    for name, spec in listed.items() if isinstance(listed, dict) else ():
        if "/" in name:
            yield Dependency(name, spec if isinstance(spec, str) else "", "run", MANIFEST, row_of(text, f'"{name}"'))


_FORGES = ("https://github.com/", "https://gitlab.com/", "https://bitbucket.org/")


def _repositories(files: Files, document: dict[str, Any]) -> Iterator[Dependency]:
    """Yield each place that packages are taken from beside Packagist, as a dependency from an address; not those of who publishes this one."""
    listed, text = document.get("repositories"), files.text(MANIFEST)
    own = str(document.get("name", "")).partition("/")[0]
    for one in listed.values() if isinstance(listed, dict) else listed if isinstance(listed, list) else ():
        for address in _addresses(one) if isinstance(one, dict) else ():
            if "://" in address or address.startswith("git@"):
                forge = next((forge for forge in _FORGES if address.startswith(forge)), None)
                if forge is None or address.removeprefix(forge).partition("/")[0] != own:
                    yield Dependency(address, address, "run", MANIFEST, row_of(text, address.rpartition("/")[2]))


def _addresses(repository: dict[str, Any]) -> Iterator[str]:
    """Yield the address of a repository, and those that a package which is described there is fetched from."""
    if isinstance(address := repository.get("url"), str):
        yield address
    described = repository.get("package")
    for package in described if isinstance(described, list) else [described]:
        for key in ("dist", "source"):
            found = package.get(key) if isinstance(package, dict) else None
            if isinstance(found, dict) and isinstance(address := found.get("url"), str):
                yield address


def _people(document: dict[str, Any]) -> Iterator[str]:
    listed = document.get("authors")
    for one in listed if isinstance(listed, list) else ():
        told = [one[key] for key in ("name", "email") if isinstance(one.get(key), str)] if isinstance(one, dict) else []
        if told:
            yield " ".join(told)


def hooks_of(files: Files) -> Iterator[Hook]:
    """Yield what an installation runs, whatever else the package is: the scripts of its events, and plugins."""
    if MANIFEST not in files:
        return
    document, text = _document(files) or {}, files.text(MANIFEST)
    scripts = document.get("scripts")
    for event, listed in scripts.items() if isinstance(scripts, dict) else ():
        if event not in EVENTS:
            continue
        for command in listed if isinstance(listed, list) else [listed]:
            if isinstance(command, str):
                yield Hook(event, When.INSTALL, MANIFEST, command, row_of(text, f'"{event}"'))
    if document.get("type") == "composer-plugin":
        yield Hook("composer-plugin", When.INSTALL, MANIFEST, "", row_of(text, "composer-plugin"))


def _document(files: Files) -> dict[str, Any] | None:
    """Return what the manifest says, None where it cannot be read."""
    try:
        document = read_json(files.text(MANIFEST))
    except ValueError:
        return None
    return document if isinstance(document, dict) else {}
