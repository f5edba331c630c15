"""Dependencies of npm that lie within the package: they are unfolded and examined with it."""

import posixpath

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side

_HOOKS = regex(rb"[\"'](?:pre|post)?install[\"']\s*:")
_SAME_FOLDER = "file:"


def is_inside(spec: str, side: Side) -> bool:
    """Whether a dependency is a file or folder of the package's own, which has nothing run when it is installed."""
    if not spec.startswith(_SAME_FOLDER):
        return False
    path = posixpath.normpath(spec.removeprefix(_SAME_FOLDER))
    own = [one for one in side.paths if one.startswith((f"{path}!", f"{path}/"))]
    manifests = [one for one in own if one.endswith(("/package.json", "!package.json"))]
    return bool(manifests) and not any(_has_hooks(one, side) for one in own)


def _has_hooks(path: str, side: Side) -> bool:
    """Whether a file has npm run something: a manifest with such a script, or a build file, which is built without being asked for."""
    if path.endswith("/binding.gyp"):
        return True
    if not path.endswith(("/package.json", "!package.json")):
        return False
    subject = side.read(path)
    return subject is None or _HOOKS.search(subject.content) is not None
