"""The program of a worker process: reads, hashes and scans files for its parent, over its standard pipes.

First message in: `{"yara": {name: source}, "compiled": path or null, "digests": [...], "signers": bool, "limits": {...}}`; out: `{"ready": true, "problems": [...]}`.
Then, for each task: in `{"id", "files": [[path, device, inode, size, mtime, ctime, [name, folder, extension] or null], ...]}`; with rules, out `{"id", "ask": [sha256 or null, ...]}` and in
`{"id", "scan": [index, ...]}` (what is known already is not scanned again); out `{"id", "files": [...]}`, in the order of the task.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from beartrap.engine.confine import confine
from beartrap.engine.hashing import Content, Unread, read_once, reopened
from beartrap.engine.limits import Limits
from beartrap.engine.wire import LONGEST, Inbox, pack, to_raw
from beartrap.model.frozen import frozen

if TYPE_CHECKING:
    from beartrap.engine.members import Unfolder
    from beartrap.engine.signers import Scanner

READ = 256 * 1024
SPOOL = 300 * 1024 * 1024
"""Bytes that a worker may write to a file without a name: the largest member of an archive that is unfolded."""
Say = Callable[[dict[str, Any]], None]
Message = dict[str, Any]


def hear(descriptor: int) -> Iterator[Message]:
    """Yield the parent's messages until it closes the pipe."""
    inbox = Inbox(LONGEST)
    while content := os.read(descriptor, READ):
        yield from inbox.feed(content)


def say(descriptor: int, message: Message) -> None:
    """Write one message, all of it."""
    left = memoryview(pack(message))
    while left:
        left = left[os.write(descriptor, left) :]


def serve(messages: Iterator[Message], answer: Say) -> None:
    """Do what the parent asks until it has nothing more."""
    setup = next(messages, None)
    if setup is None:
        return
    limits = Limits(**setup["limits"])
    rules, problems = scanner_for(setup, limits)
    answer({"ready": True, "problems": problems})
    unfolder = None
    if setup["unfold"]:
        from beartrap.engine.members import Unfolder  # late: not every look unfolds

        named = rules.scan_named if rules is not None and rules.looks_at_names else None
        unfolder = Unfolder(limits, setup["digests"], None if rules is None else rules.scan, named)
    desk = Desk(limits, setup["digests"], rules, unfolder)
    for task in messages:
        _perform(task, desk, messages, answer)  # a call: while it waits, a worker holds no contents


def scanner_for(setup: Message, limits: Limits) -> "tuple[Scanner | None, list[Message]]":
    """Return what scans contents as the parent set it up (None: nothing does), and what of the rules does not compile."""
    rules: Scanner | None = None
    problems: list[Message] = []
    if setup["compiled"] is not None:
        from beartrap.engine.yara_gated import GatedRules  # late: 13 MB and 15 ms that hashing alone does not need

        rules = GatedRules(setup["compiled"], limits.scan_seconds)
    elif setup["yara"]:
        from beartrap.engine.yara import RuleSet  # late, as above

        plain = RuleSet(setup["yara"], limits.scan_seconds)
        rules, problems = plain, plain.problems
    if setup.get("signers"):
        from beartrap.engine.signers import SignerScanner  # late: certificates are looked for seldom

        rules = SignerScanner(rules)
    return rules, problems


@frozen
class Desk:
    """What a worker was set up with."""

    limits: Limits
    digests: list[str]
    rules: "Scanner | None"
    unfolder: "Unfolder | None"


def _perform(task: Message, desk: Desk, messages: Iterator[Message], answer: Say) -> None:
    rules = desk.rules
    contents = [_read(file, desk, keep=rules is not None or desk.unfolder is not None) for file in task["files"]]
    wanted: set[int] = set()
    if rules is not None:
        answer({"id": task["id"], "ask": [_scannable(one) for one in contents]})
        reply = next(messages, None)
        if reply is None:
            return
        wanted = set(reply["scan"])
    names = [file[-1] for file in task["files"]]
    results = list(_results(contents, wanted, names, rules))
    if desk.unfolder is not None:
        for file, content, result in zip(task["files"], contents, results, strict=True):
            if isinstance(content, Content):
                result["inside"] = _inside(file, content, desk.unfolder)
    answer({"id": task["id"], "files": results})


def _inside(file: list[Any], content: Content, unfolder: "Unfolder") -> Message | None:
    """Return what an archive holds, None where the file is none, or has changed meanwhile."""
    if content.data is not None:
        return unfolder.look_in(content.data)
    path, *identity, _ = file
    try:
        with reopened(to_raw(path), tuple(identity)) as stream:
            return unfolder.look(stream, identity[2])
    except Unread as error:
        return {"members": [], "faults": [[error.reason.value, [], error.why]], "more": 0}


def _scannable(content: Content | Unread) -> str | None:
    return content.sha256 if isinstance(content, Content) and content.data is not None else None


def _read(file: list[Any], desk: Desk, *, keep: bool) -> Content | Unread:
    path, *identity, _ = file
    try:
        return read_once(to_raw(path), tuple(identity), desk.limits, keep=keep, also=desk.digests)
    except Unread as error:
        return error


def _results(
    contents: list[Content | Unread],
    wanted: set[int],
    names: list[list[str] | None],
    rules: "Scanner | None",
) -> Iterator[Message]:
    scans = _scans(contents, wanted, rules)
    for index, content in enumerate(contents):
        if isinstance(content, Unread):
            yield {"reason": content.reason.value, "why": content.why}
            continue
        digests = {"sha256": content.sha256, "sha1": content.sha1, "md5": content.md5}
        about, named = names[index], None
        if rules is not None and content.data is not None and about is not None:
            named = rules.scan_named(content.data, (about[0], about[1], about[2]))
        kept = content.data is not None
        yield {"digests": digests, "kept": kept, "scan": scans.get(index), "named": named, "inside": None}


def _scans(contents: list[Content | Unread], wanted: set[int], rules: "Scanner | None") -> dict[int, Message]:
    """Return the scans of those that are wanted, all at once: what rules they call for is compiled together."""
    chosen = {
        index: content.data
        for index, content in enumerate(contents)
        if index in wanted and isinstance(content, Content) and content.data is not None
    }
    return {} if rules is None else dict(zip(chosen, rules.scan_all(list(chosen.values())), strict=True))


def main() -> int:
    """Serve the parent on the standard pipes; 0 when it closed them."""
    confine(spool=SPOOL)
    out = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whatever a library prints is no message
    try:
        serve(hear(sys.stdin.fileno()), lambda message: say(out, message))
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
