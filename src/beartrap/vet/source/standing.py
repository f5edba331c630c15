"""Whether a text that code acts on stands in its files, or was worked out so that it stands nowhere."""

import re
from collections.abc import Collection, Mapping, Sequence

from beartrap.model.regex import regex
from beartrap.vet.behaviour import Layer
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.events import Act
from beartrap.vet.source.values import HOLE

SHORTEST = 12
"""Characters of a text below which nobody hides anything."""
LONGEST = 4000
_WORD = regex(r"[A-Za-z_]{3,}")
_FLAG = regex(r"(?<!\S)-[A-Za-z](?=[A-Za-z]{3})")
"""A flag of one letter before its value: `-Tsvg`."""
_DOMAIN = regex(r"(?:[a-z]+://)?(?:[^/@\s]*@)?(?:[\w-]+\.)*([\w-]+\.[A-Za-z]{2,})(?=[:/?#]|$)", re.IGNORECASE)
"""The last two parts of the host's name: addresses are put together of words, and words hardly ever of pieces."""
_HOST = regex(r"(?:[a-z]+://)?([\w.-]{4,})(?::\d+)?(?:/|$)", re.IGNORECASE)
_ONLY_FLAGS = regex(r"[\w./-]{4,}(?:\s+(?:-[\w-]{1,2}|None|\d+))*")
"""A program, and what says nothing of its own: flags of a letter or two, numbers, what was left out."""
_OF_LANGUAGES = frozenset(
    ["import", "from", "return", "def", "class", "lambda", "for", "not", "and", "print", "self", "None", "True", "False", "function", "const", "let", "var", "require", "this", "new", "exec", "eval", "true", "false", "null"]
)  # fmt: skip
"""Words that stand in any file: they say nothing of where a text comes from."""
_LANGUAGES = frozenset({"python", "javascript", "ruby", "php"})
"""Languages in which it is asked of each act; those that are compiled are asked where their commands are built."""
_ACTS = frozenset({Act.RUN, Act.FETCH, Act.SEND, Act.CONNECT, Act.RESOLVE})


def stands_in(text: str, content: str) -> bool:
    """Whether most words of a text stand in a content; a text of few words counts as such where it is short or stands there whole."""
    words = [word for word in _WORD.findall(_FLAG.sub("-", text[:LONGEST]))[:60] if word not in _OF_LANGUAGES]
    if len(words) < 2:
        return (
            len(text) < SHORTEST
            or text.strip() in content
            or _in_pieces(text[:LONGEST], content)
            or _in_words(text[:LONGEST], content)
            or _in_parts(text[:LONGEST], content)
        )
    return sum(word in content for word in words) * 2 >= len(words)


def _is_word(label: str, content: str) -> bool:
    """Whether a part of a host's name stands in a content as a word of its own, or at an end of one that is longer."""
    return (
        label in content
        and re.search(rf"(?<![A-Za-z]){re.escape(label)}(?![A-Za-z])", content, re.IGNORECASE) is not None
    )


_PIECE = 6
"""Characters in a row that a text which was decoded shares with its file by chance only."""


def _in_pieces(text: str, content: str) -> bool:
    """Whether most pieces of a text stand in a content, as those of a template do that was filled in."""
    pieces = [text[start : start + _PIECE] for start in range(0, len(text) - _PIECE + 1, _PIECE // 2)]
    return sum(piece in content for piece in pieces) * 2 > len(pieces)


def _in_words(text: str, content: str) -> bool:
    """Whether each word between the blanks of a text stands in a content in quotes, as the parts of a command do that is handed over as a list."""
    return all(f'"{word}"' in content or f"'{word}'" in content for word in text.split())


def _in_parts(text: str, content: str) -> bool:
    """Whether each word between the blanks of a text stands in a content as a word, once quotes and names of variables are taken away: parts of a shell's command."""
    parts = [word.strip("\"'") for word in _VARIABLE.sub("", text).split()]
    told = [one for one in parts if any(map(str.isalnum, one))]
    return bool(told) and all(re.search(rf"(?<![\w-]){re.escape(one)}(?!\w)", content) for one in told)


_VARIABLE = regex(r"\$(?:\{\w+\}|\w+)|\{\w*\}")
"""A variable of a shell, or what is left open."""


def _in_numbers(text: str, contents: Sequence[str]) -> bool:
    """Whether the name of a program stands in none of the files as a word, and letter by letter as a number in one: `[115, 104]`."""
    first = _PROGRAM.match(text)
    if first is None:
        return False
    spelt = re.compile(r"\s*,\s*".join(rf"(?:(?<!\w)(?:{ord(sign)}|0[xX]{ord(sign):02x})(?:u8)?(?!\w))" for sign in first[1]), re.IGNORECASE)  # fmt: skip
    told = any(_is_word(first[1], one) or _OF_MACHINE.search(one) for one in contents)
    return not told and any(map(spelt.search, contents))


def of_labels(parts: Sequence[object], text: str) -> bool:
    """Whether a text is a host's name and was put together of labels none of which has a dot: `["api", "vendor", "example"]`."""
    labels = [one for one in parts if isinstance(one, str)]
    plain = len(labels) == len(parts) > 1 and all(labels) and not any("." in one or "/" in one for one in labels)
    return plain and len(text) >= SHORTEST and _DOMAIN.fullmatch(text) is not None


def joined_by_dots(act: Act, text: str, pieced: Collection[str]) -> tuple[Layer, ...]:
    """Return a layer that shows a host to which something goes whose name was put together of its labels: whoever has one writes it whole."""
    host = _HOST.match(text) if pieced and act in _SPEAK else None
    if host is None or host[1] not in pieced:
        return ()
    return (layer("computed", text[:LONGEST].encode("utf-8", "replace")),)


_SPEAK = _ACTS - {Act.RUN}
_OF_MACHINE = regex(r"\bSHELL\b|\bCOMSPEC\b|\bComSpec\b|\bexecPath\b|sys\.executable")
"""Where a machine says which program it has for it; what stands in its place here is the usual one."""
_PROGRAM = regex(r"(?:[/\\\w.:-]*[/\\])?([A-Za-z][\w-]{1,11})(?:\.exe)?(?=\s|$)")
"""The program of a command, without its folder."""


def worked_out(
    act: Act, language: str, text: str, content: str, files: Mapping[str, Sequence[str]]
) -> tuple[Layer, ...]:
    """Return a layer that shows a text which is known whole and stands in none of the files, or a program that is spelt in numbers; nothing for any other."""
    if act is Act.RUN and _in_numbers(text, [content, *("\n".join(lines) for lines in files.values())]):
        return (layer("computed", text[:LONGEST].encode("utf-8", "replace")),)
    if act not in _ACTS or language not in _LANGUAGES or len(text) < SHORTEST:
        return ()
    domain = _DOMAIN.match(text) if act is not Act.RUN else None
    whole = "{" not in text and HOLE not in text
    if domain is None and not whole:
        return ()
    host = _HOST.match(text) if act is not Act.RUN else None
    if host is not None and domain is None and host[1] in content:
        return ()  # an address of numbers that stands there, with a port that does not
    labels = domain[1].split(".") if domain is not None else []

    def stands(one: str) -> bool:
        named = act is Act.RUN and _ONLY_FLAGS.fullmatch(text) is not None and text.split()[0] in one
        return (not whole or named or stands_in(text, one)) and all(_is_word(label, one) for label in labels)

    if stands(content) or any(stands("\n".join(lines)) for lines in files.values()):
        return ()
    return (layer("computed", text[:LONGEST].encode("utf-8", "replace")),)
