"""What starts by itself in a tree: services, timers, cron, logins, preloaded libraries, hooks, tasks, run keys.

Each place is told by its path, read within a limit, and taken apart just so far that the command shows. Entries are facts; whether
one is bad, indicators and people say.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Xml

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.wire import to_text
from beartrap.estate.gaps import gap_in
from beartrap.estate.opened import opened
from beartrap.model.artifact import FileEntry
from beartrap.model.autostart import Autostart
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.text import printable, shorten, shown_bytes

LONGEST_FILE = 256 * 1024
"""Bytes that are read of one place; a crontab or a unit has some kilobytes."""
MOST_LINES = 200
"""Entries of one file."""
HIVE_SECONDS = 120.0
_HIVES = worker_command("beartrap.engine.hive_worker")
Parse = Callable[[str], Iterable[str]]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines that are no comment."""
    for line in text.splitlines():
        plain = line.strip()
        if plain and not plain.startswith(("#", ";", "//")):
            yield plain


def _keys(*keys: str) -> Parse:
    pattern = re.compile(rf"^\s*(?:{'|'.join(keys)})\s*\+?=\s*(.+)$", re.MULTILINE | re.IGNORECASE)
    return lambda text: (found[1].strip() for found in pattern.finditer(text))


def _imports(text: str) -> Iterator[str]:
    """Yield the lines of a `.pth` file that Python runs: those that begin with `import` (site, Python's documentation)."""
    return (line for line in _lines(text) if re.match(r"import[ \t]", line))


def _hooks(text: str) -> Iterator[str]:
    """Yield what npm runs at installation."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    scripts = document.get("scripts") if isinstance(document, dict) else None
    for name in ("preinstall", "install", "postinstall", "prepare"):
        command = scripts.get(name) if isinstance(scripts, dict) else None
        if isinstance(command, str):
            yield f"{name}: {command}"


def _task(text: str) -> Iterator[str]:
    """Yield the programs and COM handlers that a task starts; one that is no XML as it stands, so that nobody hides in it."""
    try:
        tree = Xml.fromstring(text)
    except (Xml.ParseError, DefusedXmlException, ValueError):
        yield from _whole(text)
        return
    for action in tree.iter():
        if action.tag.rpartition("}")[2] in ("Exec", "ComHandler"):
            yield " ".join((child.text or "").strip() for child in action)


def _whole(text: str) -> Iterator[str]:
    """Yield the file itself as the entry: a script that is run as it is."""
    yield " ".join(shorten(line, 200) for line in list(_lines(text))[:3])


_PLACES: tuple[tuple[str, re.Pattern[bytes], Parse], ...] = tuple(
    (mechanism, re.compile(pattern, re.IGNORECASE), parse)
    for mechanism, pattern, parse in (
        ("systemd", rb"/systemd/(?:system|user)/[^/]+\.(?:service|timer|socket|path)\Z", _keys("Exec\\w+", "OnCalendar", "OnBootSec")),
        ("cron", rb"/etc/(?:ana)?crontab\Z|/etc/cron\.d/[^/]+\Z|/var/spool/cron/(?:crontabs/)?[^/]+\Z", _lines),
        ("cron", rb"/etc/cron\.(?:hourly|daily|weekly|monthly)/[^/]+\Z", _whole),
        ("at", rb"/var/spool/(?:at|cron/atjobs)/[^/]+\Z", _whole),
        ("init", rb"/etc/(?:rc\.d/)?rc\.local\Z|/etc/init\.d/[^/]+\Z", _whole),
        ("login", rb"/etc/(?:profile|bash\.bashrc|bashrc)\Z|/etc/profile\.d/[^/]+\Z", _whole),
        ("login", rb"/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zprofile|zshenv)\Z", _whole),
        ("preload", rb"/etc/ld\.so\.preload\Z", _lines),
        ("python", rb"/(?:site|dist)-packages/[^/]+\.pth\Z", _imports),
        ("python", rb"/(?:site|user)customize\.py\Z", _whole),
        ("npm", rb"/node_modules/(?:@[^/]+/)?[^/]+/package\.json\Z", _hooks),
        ("git", rb"/(?:\.git|[^/]+\.git)/hooks/(?![^/]*\.sample\Z)[^/]+\Z", _whole),
        ("desktop", rb"/(?:etc/xdg|\.config)/autostart/[^/]+\.desktop\Z", _keys("Exec")),
        ("ssh", rb"/\.ssh/(?:authorized_keys2?|rc)\Z|/etc/ssh/sshrc\Z", _lines),
        ("udev", rb"/udev/rules\.d/[^/]+\.rules\Z", lambda text: re.findall(r"RUN(?:\{\w+\})?\s*\+?=\s*\"([^\"]+)\"", text)),
        ("modules", rb"/etc/modules-load\.d/[^/]+\Z|/etc/modules\Z", _lines),
        ("modules", rb"/modprobe\.d/[^/]+\.conf\Z", lambda text: re.findall(r"^\s*(?:install|remove)\s+.+$", text, re.MULTILINE)),
        ("task", rb"/Windows/System32/Tasks/.+", _task),
        ("startup", rb"/Start Menu/Programs/Startup/(?!desktop\.ini\Z)[^/]+\Z", lambda text: (shorten(text, 60),)),
    )
)  # fmt: skip
_HIVE = re.compile(rb"/Windows/System32/config/(?:SOFTWARE|SYSTEM)\Z|/NTUSER\.DAT\Z", re.IGNORECASE)

_ANY = re.compile(b"|".join((_HIVE.pattern, *(pattern.pattern for _, pattern, _ in _PLACES))), re.IGNORECASE)


def starts_something(path: bytes) -> bool:
    """Whether a path is one of the places that are read."""
    return _ANY.search(path) is not None


def autostarts(source: Source, entries: Iterable[FileEntry]) -> Iterator[Autostart | Gap]:
    """Yield what starts by itself from files for which `starts_something` holds, and Gaps for what could not be read."""
    for entry in entries:
        if _HIVE.search(entry.real):
            yield from _hive(source, entry)
        else:
            yield from _file(source, entry)


def _file(source: Source, entry: FileEntry) -> Iterator[Autostart | Gap]:
    try:
        with opened(Path(os.fsdecode(entry.real)), entry.identity[:2]) as (stream, _):
            content = stream.read(LONGEST_FILE)
    except OSError as error:
        why = f"{shown_bytes(entry.real)} starts something and could not be read: {error.strerror or error}"
        yield gap_in(source, GapReason.UNREADABLE, why, "Run with the rights to read it.", place=entry.place)
        return
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    name = os.fsdecode(entry.real.rpartition(b"/")[2])
    for mechanism, pattern, parse in _PLACES:
        if pattern.search(entry.real):
            for number, command in enumerate(parse(text)):
                if number < MOST_LINES:
                    yield _entry(entry, mechanism, name, command)
            return


def _entry(entry: FileEntry, mechanism: str, name: str, command: str) -> Autostart:
    modified = datetime.fromtimestamp(max(min(entry.identity[3] / 1e9, 4e9), 0), UTC)
    return Autostart(entry.place, mechanism, shorten(printable(name), 200), shorten(printable(command), 1000), modified)


def _hive(source: Source, entry: FileEntry) -> Iterator[Autostart | Gap]:
    done = False
    try:
        for message in converse(_HIVES, {"path": to_text(entry.real)}, seconds=lambda _: HIVE_SECONDS):
            done = message.get("done") is True
            if "fault" in message:
                partial = message.get("partial") is True
                what = "as a hive is not wholly read" if partial else "cannot be read as a hive"
                why = f"{shown_bytes(entry.real)} {what}: {_text(message['fault'])}"
                reason = GapReason.CHANGED if partial else GapReason.MALFORMED
                yield gap_in(source, reason, why, "Read it with another tool.", place=entry.place)
            elif not done:
                yield _entry(entry, _text(message["mechanism"]), _text(message["name"]), _text(message["command"]))
    except (ErrandFailed, OSError, KeyError) as error:
        why = f"{shown_bytes(entry.real)} could not be read: {error}"
        yield gap_in(source, GapReason.CRASHED, why, "Read it with another tool.", place=entry.place)
        return
    if not done:
        yield gap_in(source, GapReason.CRASHED, f"{shown_bytes(entry.real)} was not read to its end", place=entry.place)


def _text(value: Any) -> str:
    return printable(shorten(str(value), 1000))
