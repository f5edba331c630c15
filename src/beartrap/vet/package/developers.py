"""Build files that no installation runs: makefiles of ecosystems whose packages are built by something else.

A makefile beside a `setup.py` or a `package.json` is there for who works on the package. Where anything that does run at installation calls
make, it may be part of it; a word that only might be such a call counts as one.
"""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.facts import PackageFacts
from beartrap.vet.package.files import Files

_BUILT_OTHERWISE = frozenset({"pypi", "npm", "cargo", "gem", "composer"})
_OF_A_MODULE = r"[^@]*@v[^/@]*/go\.mod"
"""How a module of Go is fetched: in a folder with its version, and nothing of it is run. A tree of its sources is built by hand."""
_MAKEFILE = r"(?:.*/)?(?:GNU)?[Mm]akefile|(?:.*/)?[\w.-]+\.mk"
_BUILDERS = r"setup\.(?:py|cfg)|pyproject\.toml|build\.py|CMakeLists\.txt|meson\.build|(?:.*/)?(?:extconf\.rb|build\.rs|binding\.gyp|configure)|[^/]+\.gemspec|Rakefile|composer\.json"
_CALLS_MAKE = regex(
    r"[\"'`;&|({=]\s*(?:[gn]|mingw32-)?make[\"'`\s]|\$\(MAKE\)|\bRakefile\b|create_makefile|autotools|cmake",
    re.IGNORECASE,
)


def of_developers(files: Files, facts: PackageFacts) -> frozenset[str]:
    """Return the makefiles of a version that nothing runs which runs when it is installed."""
    if facts.ecosystem not in _BUILT_OTHERWISE and not files.matching(_OF_A_MODULE):
        return frozenset()
    makefiles = files.matching(_MAKEFILE)
    if not makefiles or any(_CALLS_MAKE.search(text) for text in _that_run(files, facts)):
        return frozenset()
    return frozenset(makefiles)


def _that_run(files: Files, facts: PackageFacts) -> Iterator[str]:
    """Yield the texts of all that runs at installation, each hook's command within quotes."""
    for hook in facts.hooks:
        yield f'"{hook.command}"'
        yield files.text(hook.path) if hook.path != "package.json" else ""
    for path in files.matching(_BUILDERS):
        yield files.text(path)
