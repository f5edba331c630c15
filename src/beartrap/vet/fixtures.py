"""Archives among a package's tests that nothing unpacks which runs: broken on purpose, to see what is done about them.

The payload of xz lay among test data and was unpacked by what configured the build. So this asks for packages whose installation runs
nothing of theirs, or no more than a build backend that many use, and for files that no other code of theirs names or takes into the program.
"""

from beartrap.model.regex import regex
from beartrap.vet.facts import BACKENDS
from beartrap.vet.program import language_of
from beartrap.vet.side import TreeSide
from beartrap.vet.source.reading.timing import looks_like_test

LARGEST = 8 * 1024 * 1024
"""Bytes of one file that are searched for names; a larger one counts as one that names everything."""
_TAKEN_IN = regex(rb"(?:go:embed|include_(?:bytes|str|dir)!|#embed)[^\n]*")
"""How Go, Rust and C take files into a program that they are built into."""


def unread(side: TreeSide) -> frozenset[str]:
    """Return the files of tests with something in them that could not be unfolded, and that nothing which runs seems to read."""
    if (
        not all(hook.name == "build-backend" and hook.command in BACKENDS for hook in side.facts.hooks)
        or side.facts.ecosystem == "generic"
    ):
        return frozenset()
    outer = {side.tree.path(fault.names).partition("!")[0] for fault in side.tree.faults if fault.names}
    left = {path for path in outer if looks_like_test(path)}
    for path in side.paths if left else ():
        if looks_like_test(path) or language_of(side, path) is None:
            continue
        subject = side.read(path) if side.size(path) <= LARGEST else None
        if subject is None:
            return frozenset()
        left = {one for one in left if not _named(one, subject.content)}
    return frozenset(left)


def _named(path: str, content: bytes) -> bool:
    """Tell whether a file of code names another one, or takes in what lies in a folder of such a name."""
    *folders, name = path.encode("utf-8", "surrogateescape").split(b"/")
    if name in content:
        return True
    return any(folder in taken for taken in _TAKEN_IN.findall(content) for folder in folders[-3:])
