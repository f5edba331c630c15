"""Examining as much of the old version as it takes to tell what is new, and no more.

What looks new is pending. Old files are examined in the order in which they are likely to explain it, each content once, by
the analysers that found what is pending, until nothing is:

1. the old files that the files with something pending come from, or are word for word;
2. whatever else the old version has lost or changed;
3. whole-version analyses of the old version, from these files on, then from all that changed;
4. the files that both versions share, of the kinds in question. In a large package only those that have a word of what is
   pending: a behaviour spelled nowhere in a file is not there, or is there in another guise, and then it may count as new;
5. where that would be enough for a hold, the old version as a whole, every file of it walked with what it uses: a path that
   leads through files which did not change is there as well.
"""

from collections.abc import Iterator, Sequence
from zlib import crc32

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import PackageAnalyser
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.examination import Examination
from beartrap.vet.kinds import Kind
from beartrap.vet.pairing import Pairing
from beartrap.vet.side import TreeSide
from beartrap.vet.talk import Json
from beartrap.vet.verdict import weighs_enough

LARGE = 1024 * 1024
"""Bytes of shared files of the kinds in question from which on words are asked first."""
LONGEST_WAIT = 400
"""Shared files that are examined in a large package; what is pending after that counts as new."""
_WORD = regex(r"[A-Za-z0-9_.\-]{4,}")


def subtract(
    examination: Examination, packages: Sequence[PackageAnalyser], old: TreeSide, new: TreeSide, pairing: Pairing
) -> Iterator[Json]:
    """Examine the old version as far as needed; yields the worker's messages."""
    pending = _worth(examination.news(new))
    if not pending:
        return
    for path in _changed(old, new, pairing, pending):
        yield from _look(examination, old, path)
        pending = [one for one in pending if examination.old_keys.is_new(one)]
        if not pending:
            return
    for only in (frozenset(_origins(new, pairing, pending)), None):
        old.only = only
        yield from examination.whole(packages, old, "old" if only is None else f"old {_digest(only)}")
        examination.old_keys.add(old.found)
        pending = [one for one in pending if examination.old_keys.is_new(one)]
        if not pending:
            return
    pending = [one for one in pending if examination.old_keys.is_new(one)]
    for path in _shared(old, pairing, pending, _kinds(new, pending)):
        if not pending:
            return
        yield from _look(examination, old, path)
        pending = [one for one in pending if examination.old_keys.is_new(one)]
    if _would_hold(pending):
        yield from _entire(examination, packages, old)


def _would_hold(pending: Sequence[Behaviour]) -> bool:
    """Whether what is pending weighs enough for a hold, before anything is weighed by what else the package says."""
    return weighs_enough([one for one in pending if one.severity >= Severity.MEDIUM])


def _entire(examination: Examination, packages: Sequence[PackageAnalyser], old: TreeSide) -> Iterator[Json]:
    """Show all of the old version to the analysers of whole packages, as if nothing of it were known."""
    changed, only, taken = old.changed, old.only, set(old.taken)
    old.set_changed(old.tree.files)
    old.only = None
    before = len(old.found)
    yield from examination.whole(packages, old, "old entire")
    examination.old_keys.add(old.found[before:])
    old.set_changed(changed)
    old.only, old.taken = only, taken


def _worth(found: Sequence[Behaviour]) -> list[Behaviour]:
    """Return what is worth asking whether it is new: context alone is not."""
    return [one for one in found if one.severity > Severity.INFO]


def _look(examination: Examination, old: TreeSide, path: str) -> Iterator[Json]:
    before = len(old.found)
    yield from examination.examine(old, (path,), new=False)
    examination.old_keys.add(old.found[before:])


def _path_of(one: Behaviour, side: TreeSide) -> str | None:
    """Return the normalised path of the file that a behaviour is in."""
    paths = side.paths_at(one.place)
    return paths[-1] if paths else None


def _changed(old: TreeSide, new: TreeSide, pairing: Pairing, pending: Sequence[Behaviour]) -> list[str]:
    """Return what the old version has lost or changed, the origins of files with something pending first."""
    kinds = _kinds(new, pending)
    rest = [path for path in pairing.gone if old.kind(path) in kinds]
    return list(dict.fromkeys([*_origins(new, pairing, pending), *rest]))


def _origins(new: TreeSide, pairing: Pairing, pending: Sequence[Behaviour]) -> list[str]:
    """Return the old files that those come from in which something is pending."""
    paths = [path for one in pending if (path := _path_of(one, new)) is not None]
    known = {**pairing.changed, **pairing.same}
    return [before for path in dict.fromkeys(paths) if (before := known.get(path)) is not None]


def _digest(paths: frozenset[str]) -> str:
    return f"{crc32(chr(0).join(sorted(paths)).encode('utf-8', 'surrogateescape')):08x}"


def _kinds(new: TreeSide, pending: Sequence[Behaviour]) -> set[Kind]:
    kinds = {new.kind(path) for one in pending if (path := _path_of(one, new)) is not None}
    return {kind for kind in kinds if kind is not None}


def _shared(old: TreeSide, pairing: Pairing, pending: Sequence[Behaviour], kinds: set[Kind]) -> list[str]:
    paths = sorted({path for path in pairing.same.values() if old.kind(path) in kinds}, key=old.size)
    if sum(old.size(path) for path in paths) <= LARGE:
        return paths
    words = {word for one in pending for word in words_of(one)}
    scored = [(path, _score(old, path, words)) for path in paths]
    telling = [(path, score) for path, score in scored if score]
    telling.sort(key=lambda one: (-one[1], old.size(one[0])))
    return [path for path, _ in telling[:LONGEST_WAIT]]


def words_of(one: Behaviour) -> set[bytes]:
    """Return the words by which a file could spell a behaviour: the longest of its key's operands and of its quote."""
    operands = one.key.removeprefix(one.id)
    chosen = sorted(_WORD.findall(operands), key=len)[-2:] + sorted(_WORD.findall(one.quote[:400]), key=len)[-3:]
    return {word.strip(".-").encode("utf-8", "surrogateescape") for word in chosen}


def _score(old: TreeSide, path: str, words: set[bytes]) -> int:
    subject = old.read(path)
    return sum(word in subject.content for word in words) if subject is not None else 0
