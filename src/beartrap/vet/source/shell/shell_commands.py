"""What the commands of a shell do with their words and with what is piped into them."""

import re
from collections.abc import Callable

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.acts.acts import evaluate, reading, written
from beartrap.vet.source.acts.scripts import given_as_script
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.spelling import runs
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge.commands import IMAGE, INTERPRETERS, PRINTS, program, yields
from beartrap.vet.source.languages.shell import unescaped
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.shell.shell_downloads import handled
from beartrap.vet.source.shell.shell_filters import UNPACKERS, cat, checked, file, passes, sourced, taken_off, tr
from beartrap.vet.source.shell.shell_network import carried, fetch, send
from beartrap.vet.source.values import Marks, Value, joined, layers_of, marks_of

_PREFIXES = frozenset(
    [
        "sudo",
        "nohup",
        "setsid",
        "exec",
        "env",
        "time",
        "timeout",
        "xargs",
        "busybox",
        "command",
        "builtin",
        "nice",
        "ionice",
        "stdbuf",
        "doas",
        "start",
        "watch",
        "unbuffer",
        "proxychains",
        "eatmydata",
    ]
)
_FETCHERS = frozenset(["curl", "wget", "fetch", "aria2c", "lynx", "http", "https", "curl.exe", "wget.exe"])
_PIPES = frozenset(
    [
        "head",
        "tail",
        "cut",
        "sed",
        "awk",
        "grep",
        "egrep",
        "sort",
        "uniq",
        "tee",
        "cat",
        "nl",
        "fold",
        "paste",
        "tr",
        "iconv",
        "strings",
        "od",
        "jq",
        "perl",
        "dd",
        "xargs",
        "gawk",
        "mawk",
        "split",
        "cpio",
        "pax",
        "dos2unix",
        "fmt",
        "expand",
    ]
)


def command(machine: Machine, one: Invocation) -> Value | None:
    """Return what a command prints, noting what it does; None where the call is no command."""
    name = one.name
    if name == "$line":
        return _line(machine, one)
    if name == "$>":
        if not shown(target := one.argument(0)).startswith("/dev/null"):
            written(machine, target, [one.argument(1)], ">", one.row)
        return Value()
    if name == "$<":
        return file(machine, one.argument(0), one.row)
    word = name.removeprefix("$") if name.startswith("$") else shown(one.func)
    if name.startswith("$") and one.func.closure is not None:
        return None
    return _program(machine, word, one.args, one.words.get("stdin"), one, not name.startswith("$"))


_SHELLS = frozenset({"{SHELL}", "{CONFIG_SHELL}", "{BASH}"})
"""Variables that hold the name of a shell."""


def _line(machine: Machine, one: Invocation) -> Value:
    """Note a whole pipeline by its text, where the text itself says something that its parts do not."""
    inner = one.words.get("stdin", Value())
    text = one.argument(0)
    if text.marks or "|" in text.text or ">" in text.text:
        machine.emit(
            Act.RUN, "pipeline", one.row, text=text.text, marks={**text.marks}, values=[Value(text.known)], layers=()
        )
    return inner


def _program(
    machine: Machine, word: str, args: list[Value], stdin: Value | None, one: Invocation, computed: bool
) -> Value:
    bare = program(word) if word else ""
    while (bare in _PREFIXES or bare in ("then", "do")) and args:
        while args and (
            shown(args[0]).startswith("-") or "=" in shown(args[0]) or shown(args[0]).rstrip("smh").isdigit()
        ):
            args = args[1:]
        if not args:
            break
        word, args = shown(args[0]), args[1:]
        bare = program(word)
    bare = (
        "sh" if bare in _SHELLS else "s_client" if bare == "openssl" and args and shown(args[0]) == "s_client" else bare
    )
    handler = _COMMANDS.get(bare)
    words = [shown(arg) for arg in args]
    text = " ".join([word, *words])
    signs = label(machine, Value(text), one.row).marks
    marks = {
        **{mark: trail for mark, trail in signs.items() if mark.startswith("sign:")},
        **marks_of([*carried(bare, args), one.func]),
    }
    for path, held in machine.written.items():
        if len(path) > 2 and (path.removeprefix("./") == word.removeprefix("./") or path in words):
            marks = {**marks, **held}
    marks = handled(machine, bare, word, words, marks, one.row)
    if bare not in _QUIET:
        machine.emit(
            Act.RUN,
            bare or word,
            one.row,
            text=text,
            marks=marks,
            values=[Value(text, marks=marks), *carried(bare, args)],
            hidden=computed and "{" not in word and bool(one.func.layers or "put-together" in one.func.marks),
        )
    if handler is not None:
        made = handler(machine, bare, args, stdin, one.row)
        if made is not None:
            return made
    values = [*args, *([stdin] if stdin is not None else [])]
    made = Value(
        marks=reading(marks_of(values)) if bare in _PIPES or stdin is not None else {}, layers=layers_of(values)
    )
    for mark in yields(text):
        machine.mark(made, mark, one.row)
    return made


_QUIET = frozenset(
    [
        "echo",
        "printf",
        "test",
        "[",
        ":",
        "true",
        "false",
        "cd",
        "exit",
        "return",
        "set",
        "shift",
        "export",
        "local",
        "read",
        "trap",
        "export",
        "unset",
        "cat",
        "sed",
        "grep",
        "awk",
        "cut",
        "head",
        "tail",
        "tr",
        "sort",
        "wc",
        "basename",
        "dirname",
        "mkdir",
        "touch",
        "sleep",
    ]
)


def _echo(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    words = [arg for arg in args if arg.known not in ("-e", "-n", "-ne", "-en", "--")]
    if bare == "printf" and len(words) > 1 and shown(words[0]) in ("%s", "%b", "%s\\n", "%b\\n"):
        words = words[1:]
    made = joined([piece for word in words for piece in (Value(" "), word)][1:]) if words else Value("")
    if isinstance(made.known, str) and "\\" in made.known:
        hidden = runs(made.known)
        made.known = unescaped(made.known)
        if hidden:
            made.layers = (*made.layers, layer("escapes", made.known.encode("utf-8", "replace")))
    return label(machine, made, row)


def _interpret(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    """Look at the code that an interpreter is given: in a word, on its standard input, or in a file."""
    language = INTERPRETERS[bare]
    words = [shown(arg) for arg in args]
    if language == "powershell" and words:
        line = Value(" ".join([bare, *words]), marks=marks_of(args), layers=layers_of(args))
        evaluate(machine, line, bare, row, language=language)
        return Value(marks=marks_of(args))
    for number, word in enumerate(words[:-1]):
        if re.match(r"-[a-z]*[cer]$|--eval$|--execute$|/c$", word) or (language == "javascript" and word in PRINTS):
            evaluate(machine, args[number + 1], bare, row, language=language)
            return Value(marks=dict(marks_of(args)))
    files = [arg for arg, word in zip(args, words, strict=True) if not word.startswith("-")]
    if stdin is not None and not [one for one in files if shown(one) not in ("-", "/dev/stdin")]:
        evaluate(machine, stdin, f"{bare} <", row, language=language)
        if language == "shell" and _FETCHES.match(stdin.text):  # what a script that fetches prints is what it fetched
            return machine.mark(Value(marks=dict(stdin.marks), layers=stdin.layers), "network", row)
    elif files and ("network" in files[0].marks or "decoded" in files[0].marks):
        evaluate(machine, files[0], f"{bare} <", row, language=language)
    elif files:
        given_as_script(machine, bare, shown(files[0]), row)
    return Value(marks=dict(stdin.marks) if stdin is not None else {})


_FETCHES = regex(r"\s*(?:\S*/)?(?:curl|wget)\s(?![^|;&]*\s-[a-zA-Z]*[oO]\b)[^;&]*\Z")


def _eval(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    spaced = [piece for arg in args for piece in (Value(" "), arg)][1:]
    evaluate(machine, joined(spaced) if len(spaced) != 1 else spaced[0], bare, row, language="shell")
    return Value()


_LINE = regex(r"\d<>\s*[\"']?/dev/(?:tcp|udp|\$)")
"""A descriptor that is opened for both ways on a connection, or on a device of which it is not said which."""


def _source(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    sourced(machine, args, row)
    if args and shown(args[0]).startswith(("/dev/fd/", "/proc/self/fd/")) and _LINE.search(machine.text):
        args = [machine.mark(args[0].copy(), "network", row)]
    if args and ("network" in args[0].marks or "decoded" in args[0].marks or shown(args[0]) == "/dev/stdin"):
        evaluate(
            machine,
            stdin if stdin is not None and shown(args[0]) == "/dev/stdin" else args[0],
            bare,
            row,
            language="shell",
        )
    return None


def _remove(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    for arg in args:
        if not shown(arg).startswith("-"):
            machine.emit(
                Act.DELETE,
                bare,
                row,
                text=shown(arg)
                if "r" in "".join(shown(one) for one in args if shown(one).startswith("-"))
                else f"file {shown(arg)}",
                values=[arg],
            )
    return Value()


def _copy(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    files = [arg for arg in args if not shown(arg).startswith("-")]
    if len(files) > 1:
        source = Value(marks=reading({**marks_of(files[:-1]), **machine.written.get(shown(files[0]), {})}))
        written(machine, _system_program(machine, files[-1], row), [source], bare, row, Act.COPY)
    return Value()


_TAKEN = regex(
    r"/(?:usr/)?(?:local/)?s?bin/(?:sudo|su|doas|login|passwd|sshd?|ssh-agent|ssh-add|scp|bash|sh|dash|zsh|ls|ps|top|htop|netstat|ss|lsof|find|cat|git|curl|wget|gpg2?|apt|apt-get|dpkg|rpm|dnf|yum|systemctl|crontab|mount|docker|kubectl)"
)
"""Programs that everybody runs, and takes for the system's own."""


_PUT_THERE = ("/docker", "/kubectl")
"""Programs that no system brings along: whoever makes an image puts them there, and it is the image's own."""


def _system_program(machine: Machine, path: Value, row: int) -> Value:
    """Return a path, marked where it is that of a program of the system's."""
    taken = _TAKEN.fullmatch(shown(path)) is not None and not (
        IMAGE.search(machine.path) and shown(path).endswith(_PUT_THERE)
    )
    return machine.mark(path.copy(), "start:system-program", row) if taken else path


def _divert(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """`dpkg-divert` has another file in the place of a package's own, `update-alternatives` a link."""
    words = [shown(arg) for arg in args]
    if not {"--remove", "--list", "--truename", "--listpackage"} & set(words):
        for arg in args:
            path = _system_program(machine, arg, row)
            if path is not arg:
                written(machine, path, [], bare, row, Act.COPY)
                break
    return Value()


def _tee(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    taken = stdin if stdin is not None else machine.mark(Value(), "given", row)
    for arg in args:
        if not shown(arg).startswith("-"):
            written(machine, arg, [taken], bare, row)
    return taken.copy()


def _mode(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    machine.emit(Act.MODE, bare, row, text=" ".join(shown(arg) for arg in args), values=args)
    return Value()


def _environment(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    if bare == "set" and args:
        return Value()
    if not args:
        return machine.mark(Value(), "environment", row)
    return None


def _packs(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """`tar`, `zip` and the like put into their output what the paths among their words name."""
    files = [arg for arg in args if not shown(arg).startswith("-")]
    made = Value(marks=machine.extend(reading(marks_of(files)), row))
    for arg in files:
        if any(mark.startswith("at:") for mark in arg.marks):
            machine.emit(Act.READ, bare, row, text=shown(arg), marks=arg.marks, values=[arg])
    for arg in files:
        if made.marks and "." in shown(arg).rpartition("/")[2] and not arg.marks:
            machine.written[shown(arg)] = dict(made.marks)  # the archive that is made
    return made


def _find(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """`find` runs a command for each file that it finds; what it looks for tells what those are."""
    words = [shown(arg) for arg in args]
    start = next((number for number, word in enumerate(words) if word in ("-exec", "-execdir", "-ok")), None)
    if start is None:
        return _packs(machine, bare, args, stdin, row)
    marks = marks_of(args[:start])
    inner = [_put_in(arg, marks) for arg in args[start + 1 :] if shown(arg) not in (";", "+")]
    if inner:
        _program(machine, shown(inner[0]), inner[1:], None, Invocation(row, inner[0], []), False)
    return Value(marks=marks)


def _put_in(word: Value, marks: Marks) -> Value:
    """Return a word of the command, made of what was found where it has the place for that."""
    return Value(word.known, marks={**marks, **word.marks}, hint=word.hint) if "{}" in shown(word) else word


def _alias(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    for arg in args:
        if "=" in arg.text:
            machine.around.embedded(machine, Value(arg.text.partition("=")[2], layers=arg.layers), "shell", row)
    return Value()


Handler = Callable[[Machine, str, list[Value], Value | None, int], Value | None]
_COMMANDS: dict[str, Handler] = {
    **dict.fromkeys(_PIPES, passes),
    **dict.fromkeys(_FETCHERS, fetch),
    **dict.fromkeys(UNPACKERS, taken_off),
    **dict.fromkeys((one for one in INTERPRETERS if not one.startswith("{")), _interpret),
    **dict.fromkeys(("base64", "gbase64", "base32", "xxd", "openssl", "rev"), taken_off),
    **dict.fromkeys(("nc", "ncat", "netcat", "telnet", "socat", "nslookup", "dig", "host", "drill", "ping", "scp", "rsync", "ftp", "sftp", "mail", "sendmail", "s_client", "tftp", "lftp", "ncftpput", "smbclient", "rclone", "mailx", "mutt", "msmtp", "swaks", "websocat", "mosquitto_pub", "nping", "hping3", "logger", "kdig", "delv", "aws", "gsutil", "az", "azcopy", "s3cmd", "mc"), send),
    **dict.fromkeys(("cp", "mv", "install", "ln"), _copy),
    **dict.fromkeys(("env", "printenv", "set", "export"), _environment),
    "cat": cat, "head": passes, "echo": _echo, "printf": _echo, "tr": tr, "eval": _eval, ".": _source, "source": _source, "rm": _remove, "chmod": _mode, "tee": _tee,
    **dict.fromkeys(("tar", "zip", "7z", "7za", "rar", "gpg", "bsdtar"), _packs), "dpkg-divert": _divert, "update-alternatives": _divert, "find": _find, "alias": _alias, **dict.fromkeys(("sha256sum", "sha512sum", "shasum", "b2sum", "sha384sum"), checked),
}  # fmt: skip
