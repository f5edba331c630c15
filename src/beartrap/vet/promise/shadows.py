"""Names that an update puts in the way of others': commands of the system, modules of Python and of other packages."""

import sys
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.vet.analyser import Meta, Seen, Side
from beartrap.vet.behaviour import Family, When
from beartrap.vet.promise.telling import place_in, told
from beartrap.vet.promise.wellknown import is_known, plain

SHADOW = Meta(
    "promise.shadow",
    "Takes the name of something else",
    "A command or module of the update is found before the one that everybody means by that name.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1574.007", "T1036.005"),
    ("https://attack.mitre.org/techniques/T1574/007/",),
)
BEHAVIOURS = (SHADOW,)
_NAMES = """
    sh bash zsh dash cmd powershell pwsh sudo su ssh scp git hg svn curl wget node npm npx pnpm yarn bun deno python python3 pip pip3 uv poetry ruby gem perl php composer java
    javac mvn gradle go cargo rustc gcc cc clang ld make cmake docker kubectl helm terraform aws az gcloud gh ls cat cp mv rm ps top kill grep find awk sed tar gzip openssl gpg
    systemctl crontab claude gemini code
"""
_COMMANDS = frozenset(_NAMES.split())
_HELPERS = frozenset(
    f"{tool}-credential-{store}"
    for tool, stores in (
        ("git", "cache store osxkeychain manager manager-core libsecret wincred gnome-keyring"),
        ("docker", "osxkeychain wincred pass secretservice ecr-login gcr desktop"),
    )
    for store in stores.split()
)
"""Programs that other programs hand passwords to, found by their name alone."""
_NO_MODULE = frozenset(
    {
        "tests",
        "test",
        "docs",
        "doc",
        "examples",
        "example",
        "scripts",
        "tools",
        "benchmarks",
        "src",
        "setup",
        "conftest",
        "build",
        "dist",
    }
)


class ShadowAnalyser:
    """Commands and top modules by their names."""

    id = "promise.shadows"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each name that the old version did not take."""
        if old is None:
            return
        own = {plain(new.facts.name or ""), *(plain(one) for one in old.facts.entry_points)}
        for one in new.facts.entry_points:
            name = one.partition(": ")[2].partition(" ")[0].partition("=")[0]
            if (name in _COMMANDS or name in _HELPERS) and one not in old.facts.entry_points and plain(name) not in own:
                yield told(SHADOW, f"command {name}", place_in(new, _manifest(new)), one, command=name)
        yield from self._scripts(old, new)
        if new.facts.ecosystem == "pypi" and any(path.endswith(".dist-info/METADATA") for path in new.paths):
            yield from _modules(old, new)

    def _scripts(self, old: Side, new: Side) -> Iterator[Seen]:
        before = {path.rpartition("/")[2] for path in old.paths if ".data/scripts/" in path}
        for path in new.paths:
            name = path.rpartition("/")[2]
            if (
                ".data/scripts/" in path
                and name in _COMMANDS
                and name not in before
                and name != plain(new.facts.name or "")
            ):
                yield told(SHADOW, f"command {name}", place_in(new, path), path, command=name)


def _manifest(side: Side) -> str:
    return next((path for path in side.paths if path.endswith(("package.json", "entry_points.txt"))), "")


def _modules(old: Side, new: Side) -> Iterator[Seen]:
    before = _tops(old)
    own = plain(new.facts.name or "")
    for name, path in sorted(_tops(new).items()):
        if name in before or name in _NO_MODULE or plain(name) == own or plain(name) in own.split("-"):
            continue
        what = (
            "Python's own" if name in sys.stdlib_module_names else "another package's" if is_known("pypi", name) else ""
        )
        if what:
            # whoever brings a copy of another package along takes its name as well
            severity = Severity.HIGH if name in sys.stdlib_module_names else Severity.MEDIUM
            yield told(SHADOW, f"module {name}", place_in(new, path), f"{path}: {what} name", severity, When.IMPORT)


def _tops(side: Side) -> dict[str, str]:
    """Return the modules that a wheel puts beside those of others, by name."""
    found = dict[str, str]()
    for path in side.paths:
        if path.endswith("/__init__.py") and path.count("/") == 1:
            found[path.partition("/")[0]] = path
        elif path.endswith(".py") and "/" not in path:
            found[path.removesuffix(".py")] = path
    return found
