"""Reading the text of YARA rules: where each rule begins and ends, its strings, and the tokens of its condition.

plyara does the same in 6 µs a character, 40 s for a public collection of 7 MB, where yara-x compiles it in 3 s: so this is one
regular expression and a small loop, and a test holds the two readers equal. Nothing here decides what matches: a text that is
not understood is compiled as a whole.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from beartrap.model.frozen import frozen

_SPACE = r"(?:\s+|//[^\n]*|/\*.*?\*/)*+"
_COMMON = r"""
 (?P<text>"(?:[^"\\\n]|\\.)*")
|(?P<number>0x[0-9a-fA-F]+|0o[0-7]+|\d+\.\d+|\d[\d_]*(?:KB|MB)?)
|(?P<word>[A-Za-z_]\w*)
|(?P<op>\.\.|==|!=|<=|>=|<<|>>|[-+*\\%&|^~<>=:,.()\[\]{}])
|(?P<pattern>\$\w*\*?|[\#@!]\w*)
"""
_REGEX_BODY = r"/(?:[^/\\\n*]|\\.)(?:[^/\\\n]|\\.)*/[a-z]*"
_REGEX = f"(?P<regex>{_REGEX_BODY})|"
_VALUE = r'(?:"(?:[^"\\\n]|\\.)*"|-?\w+)'
_FLAGS = re.VERBOSE | re.DOTALL | re.ASCII
_AFTER_VALUE = re.compile(_SPACE + "(?:" + _COMMON + r"|(?P<slash>/)|(?P<end>\Z))", _FLAGS)
_ELSEWHERE = re.compile(_SPACE + "(?:" + _REGEX + _COMMON + r"|(?P<end>\Z))", _FLAGS)
_HEX_BODY = r"\{(?:[^}/]|//[^\n]*|/\*.*?\*/)*\}"
_HEX = re.compile(f"{_SPACE}(?P<hex>{_HEX_BODY})", re.DOTALL)
_TEXT = r'"(?:[^"\\\n]|\\.)*"'
_MODIFIER = rf"\b(?:ascii|wide|nocase|fullword|private|xor|base64(?:wide)?)\b(?:{_SPACE}\((?:[^()\"/\n]|{_TEXT})*\))?"
_STRING = re.compile(
    rf"{_SPACE}(?P<name>\$\w*){_SPACE}={_SPACE}"
    rf"(?P<definition>(?:{_TEXT}|{_REGEX_BODY}|{_HEX_BODY})(?:{_SPACE}{_MODIFIER})*)",
    re.DOTALL | re.ASCII,
)
"""A string at once, with its modifiers: five tokens of seven are of strings."""
_META = re.compile(f"(?:{_SPACE}[A-Za-z_]\\w*{_SPACE}={_SPACE}{_VALUE})*", _FLAGS)
"""All of a meta section, which tells nothing here: half of all that is written in a rule."""
_REGEX_AFTER = frozenset({"=", "matches", "(", ",", "", ":", "and", "or", "not"})
"""Tokens before a regular expression; a slash after anything else divides."""
_RULE = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+(\w{1,200})", re.MULTILINE)
_HEAD = re.compile(rf"rule(?<!\wrule)(?!\w){_SPACE}\w+{_SPACE}(?::(?:{_SPACE}\w+)*+{_SPACE})?\{{", _FLAGS)
"""What any rule begins with, wherever it stands: also in a comment or a text."""
_SECTIONS = ("meta", "strings", "condition")


class NotUnderstood(ValueError):
    """The text is not read as YARA here; whether it is, the compiler says."""


class Token(NamedTuple):
    """`kind` is text, regex, hex, number, word, op, pattern or slash; `start` and `end` are offsets in the source.

    A `string` is one that was read at once: its name, and the extent of its definition.
    """

    kind: str
    value: str
    start: int
    end: int


@frozen
class RuleText:
    """One rule: its extent in the source, its strings as (name, definition), and its condition."""

    name: str
    start: int
    end: int
    is_global: bool
    strings: tuple[tuple[str, str], ...]
    condition: tuple[Token, ...]


@frozen
class SourceText:
    """One source: its rules in order, and its imports as (module, start, end)."""

    text: str
    rules: tuple[RuleText, ...]
    imports: tuple[tuple[str, int, int], ...]


def tokens_of(source: str, *, strings: bool = False) -> Iterator[Token]:
    """Yield the tokens, without space, comments and what meta sections hold; `strings` at once. Raises NotUnderstood."""
    at, before, earlier = 0, "", ""
    while True:
        found = _HEX.match(source, at) if before == "=" else None
        found = found or (_ELSEWHERE if before in _REGEX_AFTER else _AFTER_VALUE).match(source, at)
        if found is None:
            raise NotUnderstood(f"no token at {at}")
        kind = str(found.lastgroup)
        if kind == "end":
            return
        earlier, before, at = before, found[kind], found.end()
        yield Token(kind, before, found.start(kind), at)
        if before == ":" and earlier == "meta" and (meta := _META.match(source, at)) is not None:
            at = meta.end()
        elif before == ":" and earlier == "strings" and strings:
            while (one := _STRING.match(source, at)) is not None:
                at = one.end()
                yield Token("string", one["name"], one.start("definition"), at)


def read_source(source: str) -> SourceText:
    """Return the rules and imports of a source; raises NotUnderstood where any part of it is neither."""
    tokens = list(tokens_of(source, strings=True))
    rules: list[RuleText] = []
    imports: list[tuple[str, int, int]] = []
    at = 0
    while at < len(tokens):
        first = tokens[at]
        if first.value == "import" and at + 1 < len(tokens) and tokens[at + 1].kind == "text":
            imports.append((tokens[at + 1].value[1:-1], first.start, tokens[at + 1].end))
            at += 2
        else:
            rule, at = _rule(source, tokens, at)
            rules.append(rule)
    return SourceText(source, tuple(rules), tuple(imports))


def _rule(source: str, tokens: list[Token], at: int) -> tuple[RuleText, int]:
    start, marks = at, set()
    while at < len(tokens) and tokens[at].value in ("private", "global"):
        marks.add(tokens[at].value)
        at += 1
    if at + 2 >= len(tokens) or tokens[at].value != "rule" or tokens[at + 1].kind != "word":
        raise NotUnderstood(f"no rule at {tokens[start].start}")
    name, at = tokens[at + 1].value, at + 2
    while at < len(tokens) and (tokens[at].value == ":" or tokens[at].kind == "word"):
        at += 1
    if at >= len(tokens) or tokens[at].value != "{":
        raise NotUnderstood(f"rule {name} has no body")
    body = at + 1
    end = next((index for index in range(body, len(tokens)) if tokens[index].value == "}"), None)
    if end is None:
        raise NotUnderstood(f"rule {name} has no end")
    sections = _sections(tokens, body, end)
    if "condition" not in sections:
        raise NotUnderstood(f"rule {name} has no condition")
    strings = sections.get("strings", (end, end))
    condition = sections["condition"]
    rule = RuleText(
        name,
        tokens[start].start,
        tokens[end].end,
        "global" in marks,
        tuple(_strings(source, tokens[strings[0] : strings[1]])),
        tuple(tokens[condition[0] : condition[1]]),
    )
    return rule, end + 1


def _sections(tokens: list[Token], start: int, end: int) -> dict[str, tuple[int, int]]:
    """Return the extent of each section, as indices of tokens; each stands once, in YARA's order."""
    heads = [
        index
        for index in range(start, end - 1)
        if tokens[index].kind == "word" and tokens[index].value in _SECTIONS and tokens[index + 1].value == ":"
    ]
    names = [tokens[index].value for index in heads]
    if not heads or heads[0] != start or names != [name for name in _SECTIONS if name in names]:
        raise NotUnderstood(f"sections {names}")
    ends = [*heads[1:], end]
    return {name: (head + 2, stop) for name, head, stop in zip(names, heads, ends, strict=True)}


def _strings(source: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield name and definition (value and modifiers, as written) of each string."""
    at_once = next((index for index, token in enumerate(tokens) if token.kind != "string"), len(tokens))
    yield from ((token.value, source[token.start : token.end]) for token in tokens[:at_once])
    tokens = tokens[at_once:]
    heads = [index for index, token in enumerate(tokens) if token.kind == "pattern" and token.value.startswith("$")]
    if tokens and (not heads or heads[0] != 0):
        raise NotUnderstood("strings begin with no name")
    for head, following in zip(heads, [*heads, len(tokens)][1:], strict=True):
        if following - head < 3 or tokens[head + 1].value != "=":
            raise NotUnderstood(f"no string at {tokens[head].start}")
        yield tokens[head].value, source[tokens[head + 2].start : tokens[following - 1].end]


def heads_in(source: str) -> list[str]:
    """Return what looks like the head of a rule, also where it is none: there is no rule without one."""
    return _HEAD.findall(source)


def rule_around(source: str, line: int) -> str | None:
    """Return the name of the last rule that begins up to a line of any text, None where none does."""
    names = _RULE.findall("\n".join(source.splitlines()[:line]))
    return names[-1] if names else None
