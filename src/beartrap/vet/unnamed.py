"""Files that are new and that no other file of the package names: whoever updates runs nothing of them until they ask for it by its name."""

from collections.abc import Sequence

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.program import language_of
from beartrap.vet.source.reading.timing import looks_like_test

SHORTEST = 4
"""Letters of a file's name, below which a word may be it by chance, or something else."""
MOST = 8_000_000
"""Bytes of code that are read for this; a package that has more is taken to name it."""
_NAMES = regex(r"(?:^|/)(?:entry_points\.txt|package\.json|pyproject\.toml|setup\.cfg|plugin\.xml)$")
"""Files beside code in which a package says what of it is run."""
_FINDS = regex(
    rb"\b(?:iter_modules|walk_packages|readdir(?:Sync)?|require\.context|import\.meta\.glob|Dir\[|autodiscover\w*|glob\(__DIR__)"
)
"""How a package looks for code in its own folders, whatever it is called."""
_COMMON = frozenset({"index", "main", "init", "__init__", "__main__", "setup", "conftest", "plugin", "plugins", "commands", "tasks", "apps", "urls", "settings"})  # fmt: skip
"""Names under which frameworks look for code by themselves."""


def unnamed(new: Side, paths: Sequence[str]) -> set[str]:
    """Return those of some paths of a version whose names stand in no other file of it that could run or have something run."""
    stems = {path: stem for path in paths if len(stem := _stem(path)) >= SHORTEST and stem not in _COMMON}
    left = {stem.encode() for stem in stems.values()}
    read = 0
    for path in new.paths if left else ():
        if path in stems or looks_like_test(path) or not (language_of(new, path) or _NAMES.search(path)):
            continue
        subject = new.read(path)
        read += len(subject.content) if subject is not None else 0
        if subject is None or read > MOST or _FINDS.search(subject.content):
            return set()
        left = {stem for stem in left if stem not in subject.content}
        if not left:
            break
    return {path for path, stem in stems.items() if stem.encode() in left}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
