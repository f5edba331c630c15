"""The program of a worker process: reads, hashes and scans files for its parent, over its standard pipes.

First message in: `{"yara": {name: source}, "limits": {...}}`; out: `{"ready": true, "problems": [...]}`. Then, for each task:
in `{"id", "files": [[path, device, inode, size, mtime, ctime], ...]}`; with rules, out `{"id", "ask": [sha256 or null, ...]}` and in
`{"id", "scan": [index, ...]}` (what is known already is not scanned again); out `{"id", "files": [...]}`, in the order of the task.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from beartrap.engine.confine import confine
from beartrap.engine.hashing import Content, Unread, read_once
from beartrap.engine.limits import Limits
from beartrap.engine.wire import LONGEST, Inbox, pack, to_raw

if TYPE_CHECKING:
    from beartrap.engine.yara import RuleSet

READ = 256 * 1024
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
    rules = None
    problems: list[dict[str, Any]] = []
    if setup["yara"]:
        from beartrap.engine.yara import RuleSet  # late: 13 MB and 15 ms that hashing alone does not need

        rules = RuleSet(setup["yara"], limits.scan_seconds)
        problems = rules.problems
    answer({"ready": True, "problems": problems})
    for task in messages:
        _perform(task, limits, rules, messages, answer)  # a call: while it waits, a worker holds no contents


def _perform(task: Message, limits: Limits, rules: "RuleSet | None", messages: Iterator[Message], answer: Say) -> None:
    contents = [_read(file, limits, rules is not None) for file in task["files"]]
    wanted: set[int] = set()
    if rules is not None:
        answer({"id": task["id"], "ask": [_scannable(one) for one in contents]})
        reply = next(messages, None)
        if reply is None:
            return
        wanted = set(reply["scan"])
    scan = rules.scan if rules is not None else _never
    answer({"id": task["id"], "files": list(_results(contents, wanted, scan))})


def _scannable(content: Content | Unread) -> str | None:
    return content.sha256 if isinstance(content, Content) and content.data is not None else None


def _read(file: list[Any], limits: Limits, keep: bool) -> Content | Unread:
    path, *identity = file
    try:
        return read_once(to_raw(path), tuple(identity), limits, keep=keep)
    except Unread as error:
        return error


def _results(contents: list[Content | Unread], wanted: set[int], scan: Callable[[bytes], Message]) -> Iterator[Message]:
    for index, content in enumerate(contents):
        if isinstance(content, Unread):
            yield {"reason": content.reason.value, "why": content.why}
            continue
        digests = {"sha256": content.sha256, "sha1": content.sha1, "md5": content.md5}
        scanned = scan(content.data) if index in wanted and content.data is not None else None
        yield {"digests": digests, "kept": content.data is not None, "scan": scanned}


def _never(_: bytes) -> Message:
    raise AssertionError("a task without rules asks for no scan")


def main() -> int:
    """Serve the parent on the standard pipes; 0 when it closed them."""
    confine()
    out = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whatever a library prints is no message
    try:
        serve(hear(sys.stdin.fileno()), lambda message: say(out, message))
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
