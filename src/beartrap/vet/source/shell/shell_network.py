"""Programs of a shell that speak with the network: clients of the web, of mail, of file stores, bare connections."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import HELD, reading, written
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import shown
from beartrap.vet.source.knowledge.commands import copies_here
from beartrap.vet.source.knowledge.places import SECRETS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, marks_of

_SENDS = regex(
    r"^(?:-d|--data(?:-\w+)?|-F|--form|-T|--upload-file|--post-data|--post-file|--body-data|--body-file|--json)(?:=|$)"
)
_OUTPUT = regex(r"^(?:-[a-zA-Z]*o|--output|-O|--output-document)(?:=|$)")

_NO_FILES = frozenset({"-", "/dev/null", "nul", "NUL"})
"""Where a client of the web is told to put what it got, and keeps nothing."""


def fetch(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """Note what a client of the web fetches or sends, and where it puts that."""
    words = [shown(arg) for arg in args]
    data = [args[number + 1] for number, word in enumerate(words[:-1]) if _SENDS.match(word) and "=" not in word]
    data += [arg for arg, word in zip(args, words, strict=True) if _SENDS.match(word) and "=" in word]
    data += [stdin] if stdin is not None else []
    address = next(
        (word for word in words if re.match(r"[a-z]+://", word)),
        next((word for word in words if not word.startswith("-") and "." in word), "{}"),
    )
    marks = marks_of(args)
    sent = marks_of(data)
    if any("@" in word for word in words):
        sent = reading({**marks, **sent})
    for one in data:  # a file that is sent is what was put into it
        sent = {**sent, **machine.written.get(shown(one).rpartition("@")[2], {})}
    machine.emit(
        Act.SEND if data else Act.FETCH, bare, row, text=address, marks={**marks, **sent}, values=[*args, *data]
    )
    made = Value(marks=machine.extend(reading({**marks, **sent}), row))
    machine.mark(made, "network", row)
    for number, word in enumerate(words):
        if (
            (_OUTPUT.match(word) or (bare == "wget" and re.match(r"-[a-zA-Z]+O$", word)))
            and number + 1 < len(words)
            and words[number + 1] not in _NO_FILES
        ):
            written(machine, args[number + 1], [made], bare, row)
        elif (
            word in ("-O", "--remote-name")
            or re.match(r"-[a-zA-Z]*O$", word)
            or (bare == "wget" and not any(_OUTPUT.match(one) for one in words))
        ):
            name = address.rstrip("/").rsplit("/", 1)[-1]
            if name and len(name) > 2:
                machine.written[name] = machine.written["./" + name] = {
                    f"file-from-{mark}": made.marks[mark] for mark in HELD if mark in made.marks
                }
    return made


def send(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """Note what any other program of the network is given, or which name it looks up."""
    args = carried(bare, args)
    values = [*args, *([stdin] if stdin is not None else [])]
    words = [shown(arg) for arg in args if not shown(arg).startswith("-")]
    if (bare in _CLOUDS and not marks_of(values).keys() & _CARRIED) or copies_here([bare, *map(shown, args)]):
        return Value()
    text = next(filter(re.compile(r"\A[^A-Za-z{]*+.*\.|@|:|\d\.\d").search, words), words[0] if words else "{}")
    act = Act.RESOLVE if bare in ("nslookup", "dig", "host", "drill", "ping") else Act.SEND
    marks = marks_of(values)
    machine.emit(
        act,
        bare,
        row,
        text=text,
        marks=reading(marks) if bare in {"scp", "rsync", "lftp", "smbclient", *_CLOUDS} else marks,
        values=values,
    )
    return machine.mark(Value(marks=machine.extend(marks, row)), "network", row)


_ITS_OWN = {
    **dict.fromkeys(("scp", "sftp", "ssh"), frozenset({"-i", "-F", "-o", "-S", "-J", "-P", "-p", "-l", "-c"})),
    "rsync": frozenset({"-e", "--rsh", "--rsync-path", "--password-file", "--exclude", "--include", "--exclude-from"}),
}
"""Options whose word a program uses itself (scp(1), rsync(1)): the key that it logs in with is not sent."""


def carried(bare: str, args: list[Value]) -> list[Value]:
    """Return what a program is given without what it uses itself."""
    own = _ITS_OWN.get(bare, frozenset())
    options = [shown(arg) for arg in args]
    return [
        arg
        for number, (arg, word) in enumerate(zip(args, options, strict=True))
        if not (number and options[number - 1] in own) and word.partition("=")[0] not in own
    ]


_CLOUDS = frozenset({"aws", "gsutil", "az", "azcopy", "s3cmd", "mc", "logger", "rclone"})
"""Programs that do much else; what is of weight and named in their words is what they carry off."""
_CARRIED = frozenset({f"at:{name}" for name in SECRETS} | {*SECRETS, "environment"})
