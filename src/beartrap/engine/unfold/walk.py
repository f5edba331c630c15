"""The walk through what is nested: one reader a format, one account for all, oddities and faults as they are met."""

from collections.abc import Iterator
from typing import BinaryIO

from beartrap.engine.decompress import Content
from beartrap.engine.decompress import Limits as StreamLimits
from beartrap.engine.unfold import others, tars, zips
from beartrap.engine.unfold.entry import CHUNK, Entry, Lost, Odd, Reader, Told
from beartrap.engine.unfold.formats import HEAD, Format, by_head, formats
from beartrap.engine.unfold.forward import Forward
from beartrap.engine.unfold.items import EntryKind, Fault, Item, Member, Names, Oddity, OddityKind
from beartrap.engine.unfold.limits import Account, BadChecksum, Broken, Reached
from beartrap.engine.unfold.names import Names as NameCheck
from beartrap.engine.unfold.spool import spool
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

UNPACK_IT = "Unpack it yourself, look at it, and name the result."
FETCH_IT = "Fetch it again from where it was made; what was readable has been looked at."
PLAIN_NAME = b"content"
"""Of what a compressed stream holds that has no name itself."""
LEAST = 22
"""Bytes of the smallest archive: a zip that is only its end record."""


def _tar(stream: BinaryIO, account: Account) -> Iterator[Told]:
    return tars.read(Forward(Content(stream), account), account)


def _cpio(stream: BinaryIO, account: Account) -> Iterator[Told]:
    return others.read_cpio(Forward(Content(stream), account), account)


def _rpm(stream: BinaryIO, account: Account) -> Iterator[Told]:
    from beartrap.engine.unfold import rpms  # late, as the next two: few packages need these libraries

    return rpms.read(stream, account)


def _cab(stream: BinaryIO, account: Account) -> Iterator[Told]:
    from beartrap.engine.unfold import windows

    return windows.read_cab(stream, account)


def _ole(stream: BinaryIO, account: Account) -> Iterator[Told]:
    from beartrap.engine.unfold import windows

    return windows.read_ole(stream, account)


READERS: dict[Format, Reader] = {
    Format.ZIP: zips.read,
    Format.TAR: _tar,
    Format.AR: others.read_ar,
    Format.CPIO: _cpio,
    Format.RPM: _rpm,
    Format.CAB: _cab,
    Format.OLE: _ole,
    Format.ASAR: others.read_asar,
}
_SYSTEMS = frozenset({Format.AR, Format.RPM})
"""What carries the tree of a system (deb, rpm), in which absolute links are the rule."""
_SUFFIXES = (b".gz", b".bz2", b".xz", b".lzma", b".zst", b".zstd")


@frozen
class _Level:
    """Where the walk is: the chain of names, how deep, and whether it is in the tree of a system."""

    names: Names
    depth: int
    rooted: bool

    def down(self, name: bytes, *, rooted: bool) -> "_Level":
        return _Level((*self.names, name), self.depth + 1, self.rooted or rooted)


class Walk:
    """One unfolding. `over` is true where a limit has ended all of it."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._limits = account.limits
        self.over = False

    def inside(self, stream: BinaryIO, names: Names, *, rooted: bool) -> Iterator[Item]:
        """Yield what `stream` holds, nothing where it is no archive."""
        yield from self._open(stream, formats(stream), _Level(names, 0, rooted))

    def _open(self, stream: BinaryIO, found: tuple[Format, ...], level: _Level) -> Iterator[Item]:
        if len(found) > 1:
            yield Oddity(OddityKind.POLYGLOT, level.names, " and ".join(found) + " in one file")
        for form in found:
            if self.over:
                return
            if not form.opens:
                why = f"an archive of the kind {form.value}, which is not opened here"
                yield Fault(GapReason.UNSUPPORTED, level.names, why, UNPACK_IT)
            elif level.depth >= self._limits.depth:
                why = f"more than {self._limits.depth} archives within each other"
                yield Fault(GapReason.LIMIT, level.names, why, UNPACK_IT)
            elif form.compresses:
                yield from self._stream(stream, form, level)
            else:
                yield from self._entries(READERS[form](stream, self._account), form, level)

    def _stream(self, stream: BinaryIO, form: Format, level: _Level) -> Iterator[Item]:
        """Unfold a compressed stream: the tar in it at once, anything else as one member."""
        stream.seek(0)
        content = Content(stream, StreamLimits(self._limits.total_bytes, self._limits.ratio), form.value)
        forward = Forward(content, self._account)
        try:
            is_tar = by_head(forward.peek(HEAD)) is Format.TAR
        except Reached as error:
            yield from self._reached(error, level.names)
            return
        if is_tar:
            yield from self._entries(tars.read(forward, self._account), Format.TAR, level)
        else:
            name = _plain_name(level.names)
            entry = Entry(name, chunks=lambda: iter(lambda: forward.read(CHUNK), b""))
            yield from self._entries(iter((entry,)), form, level)
        if content.trailing:
            yield Oddity(OddityKind.TRAILING, level.names, "something stands behind the end of the compressed stream")
        elif content.fault is not None:
            yield Fault(content.fault.reason, level.names, content.fault.why, content.fault.remedy)

    def _entries(self, told: Iterator[Told], form: Format, level: _Level) -> Iterator[Item]:
        check = NameCheck(rooted=level.rooted or form is Format.RPM, longest=self._limits.name_bytes)
        while not self.over:
            try:
                one = next(told, None)
                if one is None:
                    return
                if isinstance(one, Entry):
                    self._account.entry()
            except Reached as error:
                yield from self._reached(error, level.names)
                return
            except Broken as error:
                yield Fault(error.reason, level.names, str(error), FETCH_IT)
                return
            except OSError as error:
                yield Fault(GapReason.UNREADABLE, level.names, f"reading failed ({error.strerror or error})")
                return
            match one:
                case Odd():
                    names = level.names if one.name is None else (*level.names, self._cut(one.name))
                    yield Oddity(one.kind, names, one.detail, one.offset)
                case Lost():
                    names = level.names if one.name is None else (*level.names, self._cut(one.name))
                    yield Fault(one.reason, names, one.why, one.remedy or FETCH_IT)
                case Entry():
                    yield from self._entry(one, check, form, level)

    def _entry(self, entry: Entry, check: NameCheck, form: Format, level: _Level) -> Iterator[Item]:
        below = level.down(self._cut(entry.name), rooted=form in _SYSTEMS)
        if not form.compresses and not entry.made:
            for kind, detail in check.check(entry):
                yield Oddity(kind, below.names, detail)
        if entry.kind is EntryKind.FOLDER:
            return
        if entry.kind is not EntryKind.FILE or entry.chunks is None:
            yield Member(below.names, entry.kind, 0, entry.mode, entry.link)
            return
        kept = spool(entry.chunks(), self._limits)
        whole = kept.error is None or isinstance(kept.error, BadChecksum)
        member = Member(
            below.names, entry.kind, kept.size, entry.mode, whole=whole, made=entry.made, content=kept.content
        )
        found = formats(member.open()) if kept.size >= LEAST else ()
        if found:
            member = _with_format(member, found[0])
        yield member
        yield from self._error(kept.error, below.names)
        if found and not self.over:
            yield from self._open(member.open(), found, below)
        if not isinstance(kept.content, bytes):
            kept.content.close()

    def _error(self, error: Exception | None, names: Names) -> Iterator[Item]:
        match error:
            case None:
                return
            case BadChecksum():
                yield Oddity(OddityKind.BAD_CHECKSUM, names, str(error))
            case Reached():
                yield from self._reached(error, names)
            case Broken():
                yield Fault(error.reason, names, str(error), FETCH_IT)
            case _:
                yield Fault(GapReason.UNREADABLE, names, f"it could not be kept for a look ({error})")

    def _reached(self, error: Reached, names: Names) -> Iterator[Item]:
        self.over = self.over or error.final
        rest = "; the rest was not unfolded" if error.final else ""
        yield Fault(GapReason.LIMIT, names, f"{error}{rest}", UNPACK_IT)

    def _cut(self, name: bytes) -> bytes:
        return name[: self._limits.name_bytes]


def _with_format(member: Member, form: Format) -> Member:
    return Member(
        member.names, member.kind, member.size, member.mode, None, form, member.whole, member.made, member.content
    )


def _plain_name(names: Names) -> bytes:
    """Return a name for what a compressed stream holds: that of the stream without its suffix."""
    last = names[-1].rpartition(b"/")[2] if names else b""
    suffix = next((suffix for suffix in _SUFFIXES if last.lower().endswith(suffix)), b"")
    return last[: -len(suffix)] if suffix and len(last) > len(suffix) else PLAIN_NAME
