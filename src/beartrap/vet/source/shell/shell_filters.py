"""Filters of a shell: what they let through, and the encodings that some of them take off."""

import re

from beartrap.model.regex import regex
from beartrap.vet.decode.codecs import decode
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.acts.acts import reading, written
from beartrap.vet.source.acts.pinned import PINNED
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.fold_methods import translated
from beartrap.vet.source.invocation import shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import Value, joined, marks_of

UNPACKERS = {
    "gunzip": "zlib",
    "zcat": "zlib",
    "gzip": "zlib",
    "xz": "lzma",
    "unxz": "lzma",
    "xzcat": "lzma",
    "bzip2": "bzip2",
    "bunzip2": "bzip2",
    "bzcat": "bzip2",
    "lzma": "lzma",
    "zstd": "zstd",
    "unlzma": "lzma",
    "pigz": "zlib",
    "lz4": "lz4",
}


def checked(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """`sha256sum -c`: what a file must be stands in the code, so that whoever serves it cannot change it any more."""
    words = [shown(arg) for arg in args]
    listed = stdin.text if stdin is not None and ("-c" in words or "--check" in words) else ""
    for line in listed.split("\n"):
        match = _DIGEST.match(line)
        held = machine.written.get(match[1]) if match is not None else None
        if held is not None and (trail := held.pop("file-from-network", None)) is not None:
            held[PINNED] = trail
    return Value()


_DIGEST = regex(r"[0-9a-fA-F]{64,128}\s+\*?(\S+)")


def file(machine: Machine, path: Value, row: int) -> Value:
    """Return what a file holds, noting that it is read."""
    text = shown(path)
    machine.emit(Act.READ, "read", row, text=text, marks=path.marks, values=[path])
    made = Value(marks={**reading({**path.marks, **machine.guard}), **machine.written.get(text, {})})
    content = machine.around.data(text) if text and not text.startswith(("{", "/")) else None
    if content is not None:
        made.known = content.decode("latin-1")
    if text and not text.startswith(("/", "~")):
        machine.mark(made, "package-file", row)
    return machine.mark(made, "file", row)


def cat(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    """Return what `cat` prints."""
    files = [arg for arg in args if not shown(arg).startswith("-")]
    if not files:
        return stdin.copy() if stdin is not None else machine.mark(Value(), "given", row)
    values = [file(machine, one, row) for one in files[-1:] if bare != "cat"] or [
        file(machine, one, row) for one in files
    ]
    return values[0] if len(values) == 1 else joined(values)


def passes(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    """Return what a filter lets through: made of what went in, or of the file that it names last, which `sed -i` writes anew."""
    if stdin is not None:
        return Value(marks={**stdin.marks}, layers=stdin.layers)
    files = [arg for arg in args if not shown(arg).startswith("-")]
    if bare == "sed" and len(files) > 1 and any(_IN_PLACE.fullmatch(shown(arg)) for arg in args):
        return written(machine, files[-1], files[:-1], "sed -i", row)
    return Value(marks=file(machine, files[-1], row).marks) if len(files) > (bare not in ("head", "tail")) else None


_IN_PLACE = regex(r"-[a-zA-Z]*i(?:\.\w+)?|--in-place(?:=\S+)?")


def taken_off(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value | None:
    """Return what a decoder or unpacker prints."""
    words = [shown(arg) for arg in args]
    encoding = _decoding(bare, words)
    if encoding is None and bare == "openssl":
        files = [args[number + 1] for number, word in enumerate(words[:-1]) if word == "-in"]
        return file(machine, files[0], row) if files else stdin.copy() if stdin is not None else None
    if encoding is None and stdin is None:  # packed or encoded is still what the file holds
        named = [arg for arg in args if not shown(arg).startswith("-")]
        return Value(marks=file(machine, named[-1], row).marks) if named else None
    if encoding is None:
        return passes(machine, bare, args, stdin, row)
    files = [arg for arg in args if not shown(arg).startswith("-") and shown(arg) not in ("enc", "base64", "dec")]
    source = stdin if stdin is not None else file(machine, files[-1], row) if files else Value()
    made = Value(marks=machine.extend(marks_of([source]), row), layers=source.layers)
    machine.mark(made, "decoded", row)
    if isinstance(source.known, str):
        found = decode(
            encoding,
            source.known.strip().encode("latin-1", "replace")
            if encoding.startswith("base")
            else source.known.encode("latin-1", "replace"),
        )
        if found is not None:
            made.known = found.decode("utf-8") if found.isascii() else found.decode("latin-1")
            made.layers = (*source.layers, layer(encoding, found))
            label(machine, made, row)
    return made


def _decoding(bare: str, words: list[str]) -> str | None:
    decodes = any(
        word
        in ("-d", "--decode", "-D", "-di", "-id", "-dc", "-cd", "-dk", "-dcf", "--decompress", "-r", "-rp", "-p", "-a")
        or (re.match(r"-(?=[a-zA-Z]*d)[a-zA-Z]*+$", word) is not None)
        for word in words
    )
    if bare in ("base64", "gbase64"):
        return "base64" if decodes else None
    if bare in ("base32",):
        return "base32" if decodes else None
    if bare == "xxd":
        return "base16" if decodes else None
    if bare == "openssl":
        return ("base64" if "base64" in words or "-base64" in words else "decrypt") if "-d" in words else None
    if bare == "rev":
        return "reversed"
    if bare in UNPACKERS:
        return UNPACKERS[bare] if decodes or bare.startswith(("un", "gun", "bun")) or bare.endswith("cat") else None
    return None


def tr(machine: Machine, bare: str, args: list[Value], stdin: Value | None, row: int) -> Value:
    """Return what `tr` prints: a cipher where its sets are no mere classes."""
    made = Value(marks=dict(stdin.marks) if stdin else {}, layers=stdin.layers if stdin else ())
    words = [shown(arg) for arg in args]
    plain = (
        any("[:" in word or word in ("\\n", "-d", "-s", "-cd", " ", "\n", "n", "r", "\r") for word in words)
        or len("".join(words)) < 6
        or (len(words) == 2 and _letters(words[0]) == _letters(words[1]))  # written large or small, it can be read
    )
    if not plain:
        machine.mark(made, "decoded", row)
    if stdin is not None and isinstance(stdin.known, str) and len(words) == 2:
        made.known = translated(stdin.known, words[0], words[1])
        if not plain:
            made.layers = (*made.layers, layer("tr", made.known.encode()))
        label(machine, made, row)
    return made


def _letters(word: str) -> str:
    """Return a set of `tr` by its letters alone, however large: `a-z.` and `A-Z_` have the same."""
    return _NO_LETTER.sub("", word).lower()


_NO_LETTER = regex(r"(?<![a-zA-Z])-|-(?![a-zA-Z])|[^a-zA-Z-]")
_NAMED_SO = regex(r"\.(?:sh|bash|zsh|ksh|py|js|pl|rb|php)$|[{}]")
"""Files that are looked at as scripts by themselves, or of which it is not known which they are."""


def sourced(machine: Machine, args: list[Value], row: int) -> None:
    """Look at a file of the package that a shell reads as a script although nothing in its name or content says that it is one."""
    path = shown(args[0]) if args else ""
    content = machine.around.data(path) if path and not _NAMED_SO.search(path) else None
    if content is not None and not content.startswith(b"#!"):
        machine.around.embedded(machine, Value(content.decode("utf-8", "replace")), "shell", row)
