"""The Linux audit daemon's log: the records of one event (`msg=audit(TIME:SERIAL)`) joined into one."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, BinaryIO

from beartrap.estate.events.lines import lines
from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read

SOURCE = "linux/auditd"
MOST_OPEN = 64
"""Events whose records may still come: the daemon writes them in a row, other events at most a few lines between."""
_LINE = re.compile(
    r"(?:node=(?P<node>\S+) )?type=(?P<type>\S+) msg=audit\((?P<time>\d{9,11}(?:\.\d+)?):(?P<serial>\d+)\):\s?(?P<rest>.*)",
    re.DOTALL,
)
_FIELD = re.compile(r"([\w\-\[\]]+)=(\"[^\"]*\"|'[^']*'|\S*)")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ENCODED = frozenset({"exe", "comm", "name", "cwd", "proctitle", "cmd", "data", "path", "key", "acct", "filetype"})
"""Fields that the kernel writes in hexadecimal where they hold a blank or worse (audit_log_untrustedstring)."""


class AuditdReader:
    """audit.log."""

    id = "auditd"
    title = "Linux audit log"
    by_line = False

    def recognises(self, head: bytes) -> bool:
        """Whether the first line is a record of the audit daemon."""
        return _LINE.match(head[:4096].decode("utf-8", "replace").lstrip()) is not None

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the events, each under the number of its first line; a line of another form is dirty."""
        groups = Groups(needed)
        waiting: OrderedDict[str, tuple[int, str, dict[str, Any]]] = OrderedDict()
        for row, line in lines(stream, origin.row):
            if isinstance(line, Dirty):
                yield line
                continue
            found = _LINE.fullmatch(line.decode("utf-8", "backslashreplace"))
            if found is None:
                yield Dirty(row, "no record of the audit daemon", line[:4096])
                continue
            key = f"{found['time']}:{found['serial']}"
            if key not in waiting:
                waiting[key] = (row, found["time"], {})
            _join(waiting[key][2], found)
            while len(waiting) > MOST_OPEN:
                _let_go(waiting.popitem(last=False)[1], groups)
            if groups.weigh(len(line)):
                yield from groups.take()
        while waiting:
            _let_go(waiting.popitem(last=False)[1], groups)
        yield from groups.take()


def _let_go(event: tuple[int, str, dict[str, Any]], groups: Groups) -> None:
    row, time, record = event
    groups.add(SOURCE, record, time, record.get("node"), row)


def _join(record: dict[str, Any], found: re.Match[str]) -> None:
    """Add a record's fields: the first of a name stays, types and paths gather in lists."""
    kind = found["type"]
    kinds = record.setdefault("type", [])
    if kind not in kinds and len(kinds) < 32:
        kinds.append(kind)
    if found["node"]:
        record["node"] = found["node"]
    rest = found["rest"].replace("\x1d", " ")
    inner = re.search(r"msg='([^']*)'", rest)
    for name, value in _FIELD.findall(
        rest if inner is None else f"{rest[: inner.start()]} {inner[1]} {rest[inner.end() :]}"
    ):
        text = _plain(name, value, kind)
        if name == "name" and kind == "PATH":
            record.setdefault("name", []).append(text)
        elif name not in record or kind == "EXECVE":  # its arguments count, not the registers of the system call
            record[name] = text
    if kind == "EXECVE":
        record.setdefault("CommandLine", _command(record))
    if kind == "PROCTITLE" and "proctitle" in record:
        record["proctitle"] = record["proctitle"].replace("\0", " ")


def _plain(name: str, value: str, kind: str) -> str:
    if value[:1] in ("'", '"'):
        return value[1:-1]
    coded = name in _ENCODED or (kind == "EXECVE" and re.fullmatch(r"a\d+(?:\[\d+\])?", name) is not None)
    if coded and len(value) % 2 == 0 and _HEX.fullmatch(value):
        return bytes.fromhex(value).decode("utf-8", "backslashreplace")
    return value


def _command(record: dict[str, Any]) -> str:
    arguments = []
    for number in range(256):
        text = record.get(f"a{number}")
        if not isinstance(text, str):
            break
        arguments.append(text)
    return " ".join(arguments)
