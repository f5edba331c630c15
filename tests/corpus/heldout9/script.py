"""Reads the updates of this set from `updates/*.txt`, where code stands as it is, without quotes around it.

    ==> name | base | container | trigger | payload | hiding | like [| hard]      a trojanised update
    ==> name | base | container | nature                                           a harmless one
    @after PATH       anchor `===` code: put rows after rows that the file has
    @before PATH      code `===` anchor
    @swap PATH        text `===` text
    @tail PATH        code at the end
    @new PATH [+x]    a file; `@both` puts it into the old version as well, `@drop` takes one away
    @far PATH         anchor `===` code: the code stands far to the right of the anchor
    @json PATH        what is merged into a JSON file
    @script HOOK COMMAND, @requires LINE, @artefact PATH NAME, @payload PATH…, @shown TEXT
    @let NAME FILTER…  a text after its filters, which `@NAME@` puts in; @draw NAME hex|int LOW HIGH draws one first of all
    @bytes PATH NAME…  a file of what `@let` made, and of other words as they are (with escapes); @png PATH NAME bits|chunk|tail an image with it

`@HOST@`, `@HOST2@` and `@ADDR@` are drawn once for each update, and `@VERSION@` is the new version.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, artefact
from corpus.heldout9.filters import applied

_VERBS = "after|before|swap|tail|new|both|drop|far|json|script|requires|artefact|payload|shown|let|draw|bytes|png"
_VERB = re.compile(rf"^@({_VERBS})(?: (.*))?$", re.M)
_WORD = re.compile(r"@([A-Z][A-Z0-9_]*)@")
Words = dict[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """One update of a file: the fields of its title, and what is done, in order: verb, words and block."""

    title: tuple[str, ...]
    acts: tuple[tuple[str, str, str], ...]

    def __call__(self, update: Update, words: Words | None = None) -> None:
        """Do it to an update."""
        known: Words = {"VERSION": update.new_version} | (words or {})
        for verb, argument, block in self.acts:
            _ACTS[verb](update, _filled(update, argument, known), block, known)


def read(text: str) -> list[Part]:
    """Return the updates of a file."""
    out = []
    for part in re.split(r"^==> ", text, flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        found = list(_VERB.finditer(body))
        ends = [one.start() for one in found[1:]] + [len(body)]
        acts = tuple(
            (one[1], one[2] or "", body[one.end() + 1 : end].rstrip("\n")) for one, end in zip(found, ends, strict=True)
        )
        drawn = tuple(sorted(acts, key=lambda one: one[0] != "draw"))
        out.append(Part(tuple(one.strip() for one in title.split(" | ")), drawn))
    return out


def _filled(update: Update, text: str, words: Words) -> str:
    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in words and name.startswith("HOST"):
            words[name] = update.host()
        if name not in words and name.startswith("ADDR"):
            words[name] = update.address()
        value = words.get(name, found[0])
        return value if isinstance(value, str) else value.decode("latin-1")

    return _WORD.sub(put, text)


def _halves(update: Update, block: str, words: Words) -> tuple[str, str]:
    before, _, after = f"{block}\n".partition("\n===\n")
    return _filled(update, before, words), _filled(update, after.rstrip("\n"), words)


def _after(update: Update, path: str, block: str, words: Words) -> None:
    anchor, code = _halves(update, block, words)
    update.after(path, anchor + "\n", code + "\n")


def _before(update: Update, path: str, block: str, words: Words) -> None:
    code, anchor = _halves(update, block, words)
    update.before(path, anchor + "\n", code + "\n")


def _swap(update: Update, path: str, block: str, words: Words) -> None:
    update.replace(path, *_halves(update, block, words))


def _far(update: Update, path: str, block: str, words: Words) -> None:
    anchor, code = _halves(update, block, words)
    update.after(path, anchor, " " * 320 + code)


def _tail(update: Update, path: str, block: str, words: Words) -> None:
    blank = "\n\n" if path.endswith(".py") else "\n"
    update.append(path, blank + _filled(update, block, words))


def _new(update: Update, argument: str, block: str, words: Words) -> None:
    path, _, runs = argument.partition(" ")
    update.add(path, _filled(update, block, words) + "\n", executable=bool(runs))


def _both(update: Update, argument: str, block: str, words: Words) -> None:
    path, _, runs = argument.partition(" ")
    update.both(path, _filled(update, block, words) + "\n", executable=bool(runs))


def _json(update: Update, path: str, block: str, words: Words) -> None:
    more = json.loads(_filled(update, block, words))
    update.manifest(lambda it: _merge(it, more), path)


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] = [*into[key], *value]
        else:
            into[key] = value


def _let(update: Update, argument: str, block: str, words: Words) -> None:
    name, *filters = argument.split()
    words[name] = applied(_filled(update, block, words), filters)


def _draw(update: Update, argument: str, _block: str, words: Words) -> None:
    name, kind, *bounds = argument.split()
    low, high = int(bounds[0]), int(bounds[-1])
    words[name] = update.random.randbytes(low).hex() if kind == "hex" else str(update.random.randrange(low, high))


def _raw(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _literal(text: str) -> bytes:
    return text.encode().decode("unicode_escape").encode("latin-1")


def _bytes(update: Update, argument: str, _block: str, words: Words) -> None:
    path, *names = argument.split()
    update.add(path, b"".join(_raw(words[one]) if one in words else _literal(one) for one in names))


def _png(update: Update, argument: str, _block: str, words: Words) -> None:
    path, name, how = argument.split()
    value, chance = _raw(words[name]), update.random
    if how == "bits":
        side = 48
        while side * side * 3 < len(value) * 8 + 64:
            side += 16
        update.add(path, hiding.png(side, side, hiding.low_bits(value.decode(), side, side, chance), chance))
    elif how == "chunk":
        update.add(path, hiding.png(40, 40, b"", chance, ((b"tEXt", b"Comment\0" + value),)))
    else:
        update.add(path, hiding.png(40, 40, b"", chance) + value)


def _script(update: Update, argument: str, _block: str, _words: Words) -> None:
    update.script(*argument.split(" ", 1))


def _payload(update: Update, argument: str, _block: str, _words: Words) -> None:
    update.payload(*argument.split())


def _artefact(update: Update, argument: str, _block: str, _words: Words) -> None:
    path, name = argument.split()
    update.add(path, artefact(name))


_ACTS: dict[str, Callable[[Update, str, str, Words], None]] = {
    "after": _after, "before": _before, "swap": _swap, "far": _far, "tail": _tail, "new": _new, "both": _both, "json": _json, "let": _let,
    "draw": _draw, "bytes": _bytes, "png": _png, "script": _script, "payload": _payload, "artefact": _artefact,
    "drop": lambda update, path, _block, _words: update.new.__delitem__(path),
    "requires": lambda update, line, _block, _words: update.requires(line),
    "shown": lambda update, text, _block, _words: update.shown.append(text),
}  # fmt: skip
