"""What workers and the cache say of contents, checked field by field before anybody believes it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from beartrap.engine.wire import to_raw
from beartrap.model.artifact import ContentState, RuleMatch, Signer
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shorten

LONGEST_TEXT = 2000
MOST_ITEMS = 1000
"""Of matches, of a rule's metadata, of problems: more than any worker of ours sends."""
LARGEST = 1 << 63
MOST_MEMBERS = 60_000
LONGEST_NAME = 8192
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SHA1 = re.compile(r"[0-9a-f]{40}\Z")
_SERIAL = re.compile(r"[0-9a-f]{1,80}\Z")
_MD5 = re.compile(r"[0-9a-f]{32}\Z")


@frozen
class Problem:
    """Something in a YARA source that does not compile: `rule` None where no rule is around it."""

    source: str
    line: int | None
    rule: str | None
    why: str


@frozen
class RuleFacts:
    """What is known of a rule set: what of it does not compile, and whether a rule looks at files' names."""

    problems: tuple[Problem, ...] = ()
    names: bool = False


@frozen
class Scan:
    """How the scan of one content ended; `more` rules matched than are named.

    `signers` are the certificates of its signatures, where they are looked for; `unsigned` says why one that is there cannot be read.
    """

    state: ContentState
    matches: tuple[RuleMatch, ...] = ()
    more: int = 0
    why: str = ""
    signers: tuple[Signer, ...] = ()
    unsigned: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell but that it is clean."""
        return self.state is ContentState.CLEAN and not self.signers and not self.unsigned


CLEAN = Scan(ContentState.CLEAN)
_CLEAN_TOLD = {"state": "clean", "matches": [], "more": 0, "why": ""}
"""What workers say of nearly every content."""
Digests = tuple[str, str | None, str | None]
"""SHA-256, SHA-1 and MD5 in lower-case hex; None where it was not asked for."""
_ORDER = (ContentState.CLEAN, ContentState.HIT, ContentState.SKIPPED, ContentState.ERROR, ContentState.TIMED_OUT)


@frozen
class Examined:
    """One file, read: its digests, whether it was small enough to scan, and the scan of its content if one was made.

    `named` is what the rules say that look at the file's name too: None where there is none, or it was not asked.
    """

    digests: Digests
    kept: bool
    scan: Scan | None
    named: Scan | None = None
    inside: "Inside | None" = None

    @property
    def verdict(self) -> Scan | None:
        """Both scans in one: what went wrong outweighs what was found."""
        if self.scan is None or self.named is None or self.named is CLEAN:
            return self.scan
        worse = max(self.scan, self.named, key=lambda scan: _ORDER.index(scan.state))
        if worse.state in (ContentState.CLEAN, ContentState.HIT):
            matches, more = self.scan.matches + self.named.matches, self.scan.more + self.named.more
            return replace(self.scan, state=worse.state, matches=matches, more=more)
        return replace(worse, signers=self.scan.signers, unsigned=self.scan.unsigned)


@frozen
class MemberFound:
    """One file inside an archive: the chain of names, its size, what was made of it, and a note (an image's layer)."""

    names: tuple[bytes, ...]
    size: int
    examined: Examined
    note: str


@frozen
class Inside:
    """What an archive holds: members, what could not be unfolded as (reason, names, why), and how many are not told."""

    members: tuple[MemberFound, ...]
    faults: tuple[tuple[GapReason, tuple[bytes, ...], str], ...]
    more: int


@frozen
class Refused:
    """One file that was not read, and why."""

    reason: GapReason
    why: str


def examined_from(document: Any) -> Examined | Refused:
    """Return what a worker says of one file; raises ValueError, TypeError or KeyError where it has no such shape."""
    if "reason" in _object(document):
        return Refused(GapReason(document["reason"]), text(document["why"]))
    digests = _object(document["digests"])
    scan = document["scan"]
    return Examined(
        (
            digest(_SHA256, digests["sha256"]),
            None if digests["sha1"] is None else digest(_SHA1, digests["sha1"]),
            None if digests["md5"] is None else digest(_MD5, digests["md5"]),
        ),
        _flag(document["kept"]),
        None if scan is None else scan_from(scan),
        None if document["named"] is None else scan_from(document["named"]),
        None if document.get("inside") is None else _inside(document["inside"]),
    )


def _inside(document: Any) -> Inside:
    members = _object(document)["members"]
    if not isinstance(members, list) or len(members) > MOST_MEMBERS:
        raise ValueError("members of the wrong shape")
    return Inside(
        tuple(member_from(one) for one in members),
        tuple((GapReason(reason), _names(names), text(why)) for reason, names, why in items(document["faults"])),
        number(document["more"]),
    )


def member_from(document: Any) -> MemberFound:
    """Return one member from JSON; raises ValueError, TypeError or KeyError."""
    examined = examined_from(document)
    if not isinstance(examined, Examined):
        raise TypeError("a member that was refused")
    return MemberFound(_names(document["names"]), number(document["size"]), examined, text(document["note"]))


def _names(document: Any) -> tuple[bytes, ...]:
    names = tuple(to_raw(name) for name in items(document))
    if any(len(name) > LONGEST_NAME for name in names):
        raise ValueError("a name that is too long")
    return names


def scan_from(document: Any) -> Scan:
    """Return a scan from JSON; raises ValueError, TypeError or KeyError."""
    if document == _CLEAN_TOLD:
        return CLEAN
    state = ContentState(_object(document)["state"])
    matches = tuple(_match(one) for one in items(document["matches"]))
    if state is ContentState.SKIPPED or (state is ContentState.HIT) != bool(matches):
        raise ValueError(f"a scan that ended as {state} with {len(matches)} matches")
    signers = tuple(_signer(one) for one in items(document.get("signers", [])))
    unsigned = text(document.get("unsigned", ""))
    return Scan(state, matches, number(document["more"]), text(document["why"]), signers, unsigned)


def scan_to(scan: Scan) -> dict[str, Any]:
    """Return a scan as JSON."""
    return {
        "state": scan.state.value,
        "matches": [
            {
                "rule": match.rule,
                "namespace": match.namespace,
                "offset": match.offset,
                "sample": match.sample,
                "meta": [list(pair) for pair in match.meta],
            }
            for match in scan.matches
        ],
        "more": scan.more,
        "why": scan.why,
        "signers": [asdict(one) for one in scan.signers],
        "unsigned": scan.unsigned,
    }


def problems_from(document: Any) -> tuple[Problem, ...]:
    """Return problems from JSON; raises ValueError, TypeError or KeyError."""
    return tuple(
        Problem(
            text(one["source"]),
            None if one["line"] is None else number(one["line"]),
            None if one["rule"] is None else text(one["rule"]),
            text(one["why"]),
        )
        for one in items(document)
    )


def problems_to(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON."""
    return [{"source": one.source, "line": one.line, "rule": one.rule, "why": one.why} for one in problems]


def is_sha256(value: object) -> bool:
    """Whether `value` is the hex text of a SHA-256."""
    return isinstance(value, str) and _SHA256.match(value) is not None


def items(document: Any) -> list[Any]:
    """Return a list that is not too long; raises TypeError or ValueError."""
    if not isinstance(document, list):
        raise TypeError(f"expected a list, got {type(document).__name__}")
    if len(document) > MOST_ITEMS:
        raise ValueError(f"{len(document)} items, where {MOST_ITEMS} are allowed")
    return document


def number(document: Any) -> int:
    """Return a number from 0 that fits in 63 bits; raises TypeError or ValueError."""
    if type(document) is not int:
        raise TypeError(f"expected a number, got {type(document).__name__}")
    if not 0 <= document < LARGEST:
        raise ValueError("a number out of range")
    return document


def text(document: Any) -> str:
    """Return a text, safe to show and not too long; raises TypeError."""
    if not isinstance(document, str):
        raise TypeError(f"expected a text, got {type(document).__name__}")
    return printable(shorten(document, LONGEST_TEXT))


def digest(pattern: re.Pattern[str], document: Any) -> str:
    """Return a digest in lower-case hex; raises TypeError or ValueError."""
    if not isinstance(document, str):
        raise TypeError("a digest that is no text")
    if pattern.match(document) is None:
        raise ValueError("a digest of the wrong shape")
    return document


def _object(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise TypeError(f"expected an object, got {type(document).__name__}")
    return document


def _flag(document: Any) -> bool:
    if not isinstance(document, bool):
        raise TypeError(f"expected true or false, got {type(document).__name__}")
    return document


def _match(document: Any) -> RuleMatch:
    offset = _object(document)["offset"]
    return RuleMatch(
        text(document["rule"]),
        text(document["namespace"]),
        None if offset is None else number(offset),
        text(document["sample"]),
        tuple(_pair(pair) for pair in items(document["meta"])),
    )


def _signer(document: Any) -> Signer:
    fits = _object(document)["fits"]
    return Signer(
        digest(_SHA256, document["sha256"]),
        digest(_SHA1, document["sha1"]),
        digest(_MD5, document["md5"]),
        digest(_SERIAL, document["serial"]),
        text(document["subject"]),
        text(document["issuer"]),
        text(document["use"]),
        None if fits is None else _flag(fits),
    )


def _pair(document: Any) -> tuple[str, str]:
    key, value = items(document)
    return (text(key), text(value))
