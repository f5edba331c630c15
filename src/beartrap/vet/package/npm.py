"""npm: package.json, its lifecycle scripts, and node-gyp's silent install; VS Code extensions, which are npm packages inside."""

import posixpath
from collections.abc import Iterator
from itertools import islice
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency, Hook, PackageFacts
from beartrap.vet.package.documents import read_json
from beartrap.vet.package.files import Files, row_of

LIFECYCLE = ("preinstall", "install", "postinstall")
"""What npm runs when a package is installed from a registry (docs: npm scripts, life cycle operation order)."""
_PEERS = "peerDependencies"
_INSTALLED = ("dependencies", "optionalDependencies", "bundleDependencies", _PEERS)
"""What npm installs with a package: since its version 7 peers as well, but for those that are optional (npm, "peerDependenciesMeta")."""
_ENDINGS = ("", ".js", ".cjs", ".mjs", "/index.js", ".sh", ".ts")
_WORD = regex(r"[^\s;&|()<>]+")
_STARTUP = frozenset({"*", "onStartupFinished"})
"""Events on which VS Code loads an extension by itself."""


def read(files: Files) -> PackageFacts | None:
    """Return the facts of an npm package or a VS Code extension, None where it is neither."""
    path = "extension/package.json" if "extension.vsixmanifest" in files else "package.json"
    if path not in files:
        return None
    text, unread = files.text(path), list[str]()
    document = _document(files, path, unread)
    pinned = tuple(_pinned(files, path, unread))
    hooks = [*_hooks(files, document, path, text), *_activation(files, document, path, text)]
    runs = dict.fromkeys(_loaded(files, document, path), When.IMPORT)
    runs |= {hook.path: hook.when for hook in hooks if hook.path != path}
    return PackageFacts(
        ecosystem="vscode" if path != "package.json" else "npm",
        name=_text(document.get("name")),
        version=_text(document.get("version")),
        hooks=tuple(hooks),
        dependencies=(*_dependencies(document, path, text), *_extensions(document, path, text), *pinned),
        entry_points=tuple(_commands(document)),
        publishers=tuple(_people(document)),
        runs=runs,
        unread=tuple(unread),
    )


def _document(files: Files, path: str, unread: list[str]) -> dict[str, Any]:
    """Return what a manifest says; one that cannot be read is put to `unread`."""
    try:
        document = read_json(files.text(path))
    except ValueError:
        unread.append(path)
        return {}
    return document if isinstance(document, dict) else {}


def _hooks(files: Files, document: dict[str, Any], path: str, text: str) -> Iterator[Hook]:
    scripts = document.get("scripts")
    scripts = scripts if isinstance(scripts, dict) else {}
    for name in LIFECYCLE:
        command = scripts.get(name)
        if not isinstance(command, str) or not command:
            continue  # nothing runs
        row = row_of(text, f'"{name}"')
        yield Hook(name, When.INSTALL, path, command, row)
        for word in _WORD.findall(command):
            called = files.resolve(path, word, _ENDINGS)
            if called is not None and called != path:
                yield Hook(name, When.INSTALL, called, command, 1)
    folder = posixpath.dirname(path)
    gyp = posixpath.join(folder, "binding.gyp")
    if gyp in files and not scripts.get("install") and not scripts.get("preinstall"):
        yield Hook("install (node-gyp)", When.INSTALL, gyp, "node-gyp rebuild", 1)


def _activation(files: Files, document: dict[str, Any], path: str, text: str) -> Iterator[Hook]:
    events = document.get("activationEvents")
    if isinstance(events, list) and any(isinstance(event, str) and event in _STARTUP for event in events):
        main = files.resolve(path, _text(document.get("main")) or "index", _ENDINGS)
        yield Hook("activationEvents", When.START, main or path, "", row_of(text, "activationEvents"))


def _loaded(files: Files, document: dict[str, Any], path: str) -> Iterator[str]:
    """Yield the files that `require` or `import` of the package loads."""
    waiting: list[Any] = [document.get(name) for name in ("main", "module", "browser", "exports")]
    waiting += [] if document.get("main") else ["index.js"]
    for _ in range(1_000):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and (found := files.resolve(path, value, _ENDINGS)) is not None:
            yield found


def _dependencies(document: dict[str, Any], path: str, text: str) -> Iterator[Dependency]:
    told = document.get("peerDependenciesMeta")
    told = told if isinstance(told, dict) else {}
    offered = {name for name, one in told.items() if isinstance(one, dict) and one.get("optional") is True}
    for key in _INSTALLED:
        listed = document.get(key)
        for name, spec in listed.items() if isinstance(listed, dict) else ():
            group = "peer" if key == _PEERS and name in offered else "run"
            yield Dependency(name, spec if isinstance(spec, str) else "", group, path, row_of(text, f'"{name}"'))


_REGISTRIES = regex(
    r"https?://(?:[\w.-]+\.)?(?:npmjs\.org|npmjs\.com|yarnpkg\.com|npm\.pkg\.github\.com|npmmirror\.com|jsr\.io)/"
)
_PINS = 5_000
"""Of one lock that are told: whoever looks at a few of them has seen enough."""


def _pinned(files: Files, path: str, unread: list[str]) -> Iterator[Dependency]:
    """Yield what a package's own lock takes from elsewhere than everybody's registries: npm obeys it where the package is installed."""
    lock = posixpath.join(posixpath.dirname(path), "npm-shrinkwrap.json")
    if lock not in files:
        return
    text = files.text(lock)
    for place, resolved in islice(_from_elsewhere(_document(files, lock, unread)), _PINS):
        name = place.rpartition("node_modules/")[2]
        yield Dependency(name, resolved, "run", lock, row_of(text, f'"{place}"'))


def _from_elsewhere(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for place, resolved in _resolved(document):
        if isinstance(resolved, str) and "://" in resolved and not _REGISTRIES.match(resolved):
            yield place, resolved


def _resolved(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the places of a lock with what they are taken from: of its second form and later a table of all, of its first tables within tables."""
    pins = document.get("packages")
    for place, one in pins.items() if isinstance(pins, dict) else ():
        yield place, one.get("resolved") if isinstance(one, dict) else None
    left = [document.get("dependencies")] if not isinstance(pins, dict) else []
    while left:
        listed = left.pop()
        for name, one in listed.items() if isinstance(listed, dict) else ():
            if isinstance(one, dict):
                yield name, one.get("resolved")
                left.append(one.get("dependencies"))


def _extensions(document: dict[str, Any], path: str, text: str) -> Iterator[Dependency]:
    for key in ("extensionDependencies", "extensionPack"):
        listed = document.get(key)
        for name in listed if isinstance(listed, list) else ():
            if isinstance(name, str):
                yield Dependency(name, "", "extension", path, row_of(text, f'"{name}"'))


def _commands(document: dict[str, Any]) -> Iterator[str]:
    commands = document.get("bin")
    if isinstance(commands, str):
        yield f"bin: {document.get('name')}"
    elif isinstance(commands, dict):
        yield from (f"bin: {name}" for name in commands)


def _people(document: dict[str, Any]) -> Iterator[str]:
    for key in ("author", "publisher", "maintainers"):
        value = document.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                one = " ".join(str(one[part]) for part in ("name", "email") if one.get(part))
            if isinstance(one, str) and one:
                yield one


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
