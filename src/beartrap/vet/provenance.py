"""The artefact against its source tree: what is in the package and not, or not so, in the source it claims to be made of.

After LastPyMile (Vu et al., ESEC/FSE 2021) and the xz tarballs of 2024, of which one m4 file was in no commit. Line ends
count for nothing; version stamps, metadata and what build tools write are known as such and weigh little.
"""

import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Meta
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.kinds import BINARIES, COMPILED, SCRIPTS, Kind
from beartrap.vet.promise.telling import told
from beartrap.vet.side import TreeSide

_PAPER = "https://doi.org/10.1145/3468264.3468592"
DIFFERS = Meta(
    "provenance.differs",
    "Code that is not the code of its source",
    "The package holds this file with other content than the source tree: it was changed between source and release.",
    Family.PROVENANCE,
    Severity.HIGH,
    ("T1195.002",),
    (_PAPER,),
)
EXTRA = Meta(
    "provenance.not-in-source",
    "Code that is in no source",
    "The source tree has no such file: it came into the package on the way, where nobody reviews.",
    Family.PROVENANCE,
    Severity.HIGH,
    ("T1195.002",),
    (_PAPER, "https://www.openwall.com/lists/oss-security/2024/03/29/4"),
)
BEHAVIOURS: tuple[Meta, ...] = (DIFFERS, EXTRA)

MOST_TOLD = 200
"""Files told of one kind; a wrong source tree differs in all of them."""
_METADATA = regex(
    r"PKG-INFO|setup\.cfg|[^!]*\.(?:dist|egg)-info/.*|DEBIAN/.*|\(rpm header\)/.*|\.cargo_vcs_info\.json|Cargo\.toml|metadata"
)
"""Written by the packing tools; what it says is read as metadata."""
_BUILT = regex(r"(?:.*/)?(?:dist|build|lib|esm|cjs|umd|es|out|browser)/.*|.*\.min\.[cm]?js|.*\.bundle\.js")
"""Where the tools of JavaScript put what they make of the source."""
_AUTOTOOLS = regex(
    r"(?:.*/)?(?:configure|Makefile\.in|aclocal\.m4|config\.h\.in|config\.(?:guess|sub|rpath)|ltmain\.sh|compile|missing|depcomp"
    r"|install-sh|test-driver|ylwrap|mkinstalldirs|ar-lib|py-compile|mdate-sh)"
)
_STAMPED = regex(rb"version|commit|revision|date|build|hash", re.IGNORECASE)
MOST_STAMPED = 12
"""Lines that differ in a file that is only stamped with its version."""
LONGEST_STAMP = 200


def compare(new: TreeSide, source: TreeSide) -> Iterator[Behaviour]:
    """Yield what of the examined files of the new version the source does not have, or has otherwise."""
    known, by_name = _known(source)
    count = 0
    for path in sorted(new.changed):
        subject = new.read(path)
        if subject is None or not subject.kind.runs or _METADATA.fullmatch(path):
            continue
        if _digest(subject.content) in known:
            continue
        count += 1
        if count <= MOST_TOLD:
            origin = _origin(path, by_name)
            other = source.read(origin) if origin is not None else None
            yield _differs(subject, other) if other is not None else _extra(subject, source)


def _known(source: TreeSide) -> tuple[frozenset[str], dict[str, list[str]]]:
    digests, by_name = set[str](), defaultdict[str, list[str]](list)
    for path in source.paths:
        subject = source.read(path)
        if subject is not None:
            digests.add(_digest(subject.content))
            by_name[posixpath.basename(path)].append(path)
    return frozenset(digests), by_name


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _origin(path: str, by_name: dict[str, list[str]]) -> str | None:
    """Return the path in the source that is this one, or ends in it, or that it ends in (`src/` and build folders)."""
    found = by_name.get(posixpath.basename(path), ())
    if path in found:
        return path
    ends = [one for one in found if one.endswith("/" + path) or path.endswith("/" + one)]
    return min(ends, key=len) if ends else None


def _differs(subject: FileSubject, other: FileSubject) -> Behaviour:
    changed = _changed_lines(other.content, subject.content)
    if changed and len(changed) <= MOST_STAMPED and all(_is_stamp(line) for line in changed):
        return _told(DIFFERS, subject, "only stamped with a version", Severity.INFO)
    severity = Severity.HIGH if subject.kind in SCRIPTS or subject.kind in COMPILED else Severity.MEDIUM
    if not changed:
        missing = len(_changed_lines(subject.content, other.content))
        return _told(DIFFERS, subject, f"{missing} lines of {other.path} are missing, or their order differs", severity)
    sample = next((line for line in changed if line.strip()), b"").decode("utf-8", "replace")
    return _told(DIFFERS, subject, f"{len(changed)} lines are not in {other.path}: {sample[:160]}", severity)


def _changed_lines(before: bytes, after: bytes) -> list[bytes]:
    known = {line.strip() for line in before.splitlines()}
    return [line for line in after.splitlines() if line.strip() not in known]


def _is_stamp(line: bytes) -> bool:
    return len(line) <= LONGEST_STAMP and (_STAMPED.search(line) is not None or not line.strip())


def _extra(subject: FileSubject, source: TreeSide) -> Behaviour:
    path, kinds = subject.path, {source.kind(one) for one in source.paths}
    if _AUTOTOOLS.fullmatch(path):
        return _told(EXTRA, subject, "autotools write this file; compare it with theirs", Severity.LOW)
    if subject.kind in (Kind.JAVASCRIPT, Kind.TYPESCRIPT) and _BUILT.fullmatch(path):
        return _told(EXTRA, subject, "where JavaScript tools put what they make; build it and compare", Severity.LOW)
    if re.fullmatch(r"(?:.*/)?_?_?version(?:_info)?_?_?\.py", path):
        return _told(EXTRA, subject, "a version stamp by its name", Severity.LOW)
    if subject.kind in BINARIES and kinds & COMPILED:
        return _told(EXTRA, subject, "compiled, and the source has code to compile", Severity.LOW)
    severity = Severity.HIGH if subject.kind in SCRIPTS else Severity.MEDIUM
    return _told(EXTRA, subject, f"the source has no {path}", severity)


def _told(meta: Meta, subject: FileSubject, quote: str, severity: Severity) -> Behaviour:
    when = subject.facts.when(subject.path) or When.UNKNOWN
    return told(meta, subject.path, subject.place, quote, severity, when)
