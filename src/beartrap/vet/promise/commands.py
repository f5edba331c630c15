"""Commands of hooks of npm, part by part, and of Composer: what only prints, and what only builds the package by a tool made for that.

A part that is neither makes the hook one that acts. A tool has to be npm's own or a dependency that the manifest declares.
"""

import posixpath

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.facts import Hook
from beartrap.vet.package.documents import read_json
from beartrap.vet.promise.quiet import is_quiet, is_quiet_text
from beartrap.vet.promise.wellknown import is_known

_BETWEEN = regex(r"\s*(?:&&|\|\||;)\s*")
_ECHO = regex(r"echo [\w .,:!?@/'\"+=-]*|exit 0|true|:")
_NODE = regex(r"node (?:\./)?([\w./-]+)")
_TEXT = regex(r"node (?:-e|--eval)[ =](?:\"((?:[^\"$\x60\\]|\\(?:[\"nt]|u001[bB]|x1[bB]))*)\"|'([^']*)')")
"""A text that Node.js is given; escapes in it are quotes, ends of lines and colours of a terminal."""
_PHP_TEXT = r"'[^'\\$\x60]*'"
_SETTINGS = r"(?P<made>\.env|[\w-]+\.(?:xml|json|ya?ml|neon|ini))"
_COPIES = rf"(?:file_exists\('[\w.-]+'\) (?:\|\||or) )?copy\('{_SETTINGS}\.(?:dist|example|sample)', '(?P=made)'\)"
_OF_COMPOSER = regex(rf"@?php -r \"(?:echo (?:{_PHP_TEXT}|PHP_EOL)(?:, ?(?:{_PHP_TEXT}|PHP_EOL))*|{_COPIES});\"")
"""What a project of PHP says when it is installed, and the copy that it makes of its own template of settings."""
_QUOTED = regex(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_ARGUMENT = r"(?: (?!\S*://)[\w@.,/:=+-]+)*"
_CALL = regex(rf"(npx (?:--no-install |--no )?)?((?:@[\w.-]+/)?[\w.-]+)({_ARGUMENT})")
_FETCHERS = frozenset({"prebuild-install", "node-pre-gyp"})
"""Tools that download what was built elsewhere, from an address that the manifest can name."""
_PACKAGES = {"node-pre-gyp": "@mapbox/node-pre-gyp", "opencollective": "opencollective"}
_GREETERS = frozenset({"opencollective-postinstall", "opencollective"})
_BUILDERS = frozenset(
    {"node-gyp", "node-gyp-build", "node-gyp-build-optional-packages", "node-gyp-build-optional", "cmake-js", "napi-postinstall", "husky", *_FETCHERS}
)  # fmt: skip
"""Tools that compile, or choose, the binary that belongs to a package, and one that looks after the hooks of a repository."""
_OWN = frozenset({"node-gyp"})
"""What npm brings along."""


def weight(hook: Hook, side: Side) -> Severity | None:
    """Return what a hook weighs that only prints (low) or builds (medium), None for one that may do anything."""
    if side.facts.ecosystem == "composer":
        return Severity.LOW if _OF_COMPOSER.fullmatch(hook.command) else None
    if not hook.command or side.facts.ecosystem not in ("npm", "vscode"):
        return None
    quoted = [match.span() for match in _QUOTED.finditer(hook.command)]
    cuts = [
        match.span()
        for match in _BETWEEN.finditer(hook.command)
        if not any(start <= match.start() < end for start, end in quoted)
    ]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(hook.command)]
    found = [_part(hook.command[start:end].strip(), side) for start, end in zip(starts, ends, strict=True)]
    known = [one for one in found if one is not None]
    return max(known) if len(known) == len(found) else None


def _part(part: str, side: Side) -> Severity | None:
    folder = "extension" if side.facts.ecosystem == "vscode" else ""
    if _ECHO.fullmatch(part):
        return Severity.LOW
    if script := _NODE.fullmatch(part):
        base = posixpath.normpath(posixpath.join(folder, script[1]))
        paths = [base + ending for ending in ("", ".js", ".cjs", "/index.js") if side.kind(base + ending) is not None]
        return Severity.LOW if paths and is_quiet(paths[0], side) else None
    if text := _TEXT.fullmatch(part):
        return Severity.LOW if is_quiet_text((text[1] or text[2] or "").replace('\\"', '"'), folder, side) else None
    called = _CALL.fullmatch(part)
    return _tool(called[2], bool(called[1]), side) if called is not None else None


def _tool(name: str, by_npx: bool, side: Side) -> Severity | None:
    if name not in _BUILDERS | _GREETERS:
        return None
    declared = {one.name for one in side.facts.dependencies}
    brought = name in _OWN or name in declared or _PACKAGES.get(name) in declared
    if not brought and not (by_npx and is_known("npm", name)):
        return None
    if name in _FETCHERS and _address(side) not in ("", _address(side.trusted)):
        return None
    return Severity.LOW if name in _GREETERS else Severity.MEDIUM


def _address(side: Side | None) -> str:
    """Return where the manifest says that what was built is to be had; empty where it does not say so."""
    subject = side.read("package.json") if side is not None else None
    try:
        document = read_json(subject.content) if subject is not None else {}
    except ValueError:
        return ""
    binary = document.get("binary") if isinstance(document, dict) else None
    host = binary.get("host") if isinstance(binary, dict) else None
    return str(host) if host else ""
