"""What a rule's condition needs of a file before it can be true: its first bytes, its size, one of its own strings.

A small reader of the condition's `and`, `or`, `of` and brackets. Each part that it knows for sure narrows the need; every other
part is taken for possibly true. So a file may be let through for nothing, and is never kept back from a rule that matches.
"""

from collections.abc import Mapping, Sequence

from beartrap.engine.yara_index import NAMES
from beartrap.engine.yara_literals import clauses_of
from beartrap.engine.yara_need import LARGEST, OPEN, Begins, Need, Sized, at_least, both, either, has
from beartrap.engine.yara_text import RuleText, Token

DEEPEST = 60
"""Brackets inside brackets that are read."""
_FURTHEST = 512
"""Offset up to which a head is looked at."""
_MZ, _ELF = Begins(0, b"MZ"), Begins(0, b"\x7fELF")
_UNDEFINED_ELSEWHERE: Mapping[str, tuple[Begins, frozenset[str]]] = {
    "pe": (
        _MZ,
        frozenset(
            [
                "number_of_sections",
                "machine",
                "characteristics",
                "timestamp",
                "entry_point",
                "entry_point_raw",
                "image_base",
                "checksum",
                "subsystem",
                "number_of_signatures",
                "number_of_resources",
                "number_of_exports",
                "number_of_imports",
                "number_of_imported_functions",
                "is_signed",
                "pdb_path",
                "dll_name",
                "imphash",
                "is_dll",
                "is_32bit",
                "is_64bit",
                "sections",
                "version_info",
                "export_timestamp",
                "opthdr_magic",
                "dll_characteristics",
                "is_pe",
            ]
        ),
    ),
    "dotnet": (_MZ, frozenset({"version", "number_of_streams", "typelib", "module_name", "number_of_guids", "guids"})),
    "elf": (
        _ELF,
        frozenset({"type", "machine", "entry_point", "number_of_sections", "number_of_segments", "sections"}),
    ),
}
"""By module: how its files begin, and the fields that are undefined for other files, so that no comparison with one is true
(each tried with yara-x; a test holds it)."""
_TRUE_ALONE = {
    "pe": frozenset({"is_pe", "is_dll", "is_32bit", "is_64bit", "is_signed", "exports", "imports"}),
    "dotnet": frozenset({"is_dotnet"}),
    "elf": frozenset[str](),
}
"""Fields and functions that, standing alone, are not true for other files."""
_COUNTS = frozenset({"number_of_sections", "number_of_signatures", "number_of_resources"})
"""Bounds of loops that are undefined for other files."""
_COMPARISONS = frozenset(
    [
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "contains",
        "icontains",
        "startswith",
        "istartswith",
        "endswith",
        "iendswith",
        "iequals",
        "matches",
    ]
)
_JOINING = frozenset({"and", "or", "not", "defined"})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_WIDTHS = {"uint8": 1, "uint16": 2, "uint32": 4}


class Strings:
    """The needs of the strings of one rule by name, and those of the rules that it may name."""

    def __init__(self, rule: RuleText, known: Mapping[str, Need]) -> None:
        definitions = dict(rule.strings)
        if "$" in definitions or len(definitions) < len(rule.strings):  # nameless ones cannot be told apart
            definitions = {f"$\0{index}": definition for index, (_, definition) in enumerate(rule.strings)}
        self.definitions = definitions
        self.known = known

    def need(self, name: str) -> Need:
        """Return what a string of that name needs to occur."""
        return has(clauses_of(self.definitions[name]))


def need_of(rule: RuleText, known: Mapping[str, Need]) -> Need:
    """Return what a rule needs. `known` are the needs of the rules before it, which its condition may name."""
    return _any(_bare(list(rule.condition)), Strings(rule, known), 0)


def _bare(tokens: list[Token]) -> list[Token]:
    while len(tokens) > 2 and _closes(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _any(tokens: list[Token], strings: Strings, depth: int) -> Need:
    if depth > DEEPEST:
        return OPEN
    return either([_all(part, strings, depth) for part in _split(tokens, "or")])


def _all(tokens: list[Token], strings: Strings, depth: int) -> Need:
    return both([_part(part, strings, depth) for part in _split(tokens, "and")])


def _split(tokens: list[Token], word: str) -> list[list[Token]]:
    """Split at a word outside of brackets. A loop or a `with` ends in a bracket of its own, so its words are inside one."""
    if not any(token.value == word for token in tokens):
        return [tokens]
    parts: list[list[Token]] = [[]]
    level = 0
    for token in tokens:
        if token.value in "([" and token.kind == "op":
            level += 1
        elif token.value in ")]" and token.kind == "op":
            level -= 1
        if level == 0 and token.kind == "word" and token.value == word:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _part(tokens: list[Token], strings: Strings, depth: int) -> Need:
    if len(tokens) > 2 and _closes(tokens, 0) == len(tokens) - 1:
        return _any(tokens[1:-1], strings, depth + 1)
    words = [token.value for token in tokens]
    if len(words) == 1 and tokens[0].kind == "word":
        return strings.known.get(words[0], OPEN)
    if words[:1] == ["not"]:
        return _negated(_bare(tokens[1:]), strings)
    return (
        _string(tokens, words, strings)
        or _loop(tokens, words, strings)
        or _offsets(tokens, words, strings)
        or _comparison(words)
        or _name(words)
        or _module(tokens, words, alone=True)
        or OPEN
    )


def _negated(tokens: list[Token], strings: Strings) -> Need:
    """Read what stands after a `not`: a comparison with something undefined is undefined, and so is its opposite."""
    words = [token.value for token in tokens]
    return _offsets(tokens, words, strings) or _module(tokens, words, alone=False) or OPEN


def _closes(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the bracket that opens at `at` is closed, None where none opens there."""
    if tokens[at].kind != "op" or tokens[at].value != "(":
        return None
    level = 0
    for index in range(at, len(tokens)):
        if tokens[index].kind == "op":
            level += (tokens[index].value == "(") - (tokens[index].value == ")")
        if level == 0:
            return index
    return None


def _string(tokens: list[Token], words: list[str], strings: Strings) -> Need | None:
    """Read `$a`, `$a at 0`, `#a > 1`, `any of them`, `2 of ($a*)`."""
    first = tokens[0].value if tokens else ""
    if first.startswith("$") and first in strings.definitions and (len(words) == 1 or words[1] in ("at", "in")):
        need = strings.need(first)
        if words[1:] == ["at", "0"] and (head := _plain_head(strings.definitions[first])) is not None:
            return both([head, need])
        return both([_MZ, need]) if words[1:] == ["at", "pe", ".", "entry_point"] else need
    counted = _count(tokens, words, strings)
    if counted is not None:
        return counted
    chosen = _some_of(tokens, words, strings)
    return None if chosen is None or words[chosen[0] : chosen[0] + 1] not in ([], ["at"], ["in"]) else chosen[1]


def _count(tokens: list[Token], words: list[str], strings: Strings) -> Need | None:
    """Read `#a > 2` and `(#a + #b) > #c`: one of those on the left occurs."""
    at = next((index for index, word in enumerate(words) if word in ("==", ">", ">=")), None)
    if not at or not all(_is_natural(token) for token in (*tokens[:at], *tokens[at + 1 :])):
        return None
    left = [word for word in words[:at] if word not in ("(", ")", "+")]
    right = [word for word in words[at + 1 :] if word not in ("(", ")")]
    least = _number(right[0]) if len(right) == 1 else None
    if not right or not (words[at] == ">" or (least is not None and least >= 1)):
        return None
    names = ["$" + word[1:] for word in left]
    known = all(word[0] == "#" for word in left) and all(name in strings.definitions for name in names)
    return either([strings.need(name) for name in names]) if names and known else None


def _is_natural(token: Token) -> bool:
    """Whether a token of a sum says that it is no less than nothing: counts, numbers and plus."""
    return token.value[0] == "#" or token.kind == "number" or token.value in ("+", "(", ")")


def _some_of(tokens: list[Token], words: list[str], strings: Strings, at: int = 0) -> tuple[int, Need] | None:
    """Read `any of them` or `2 of ($a*)` at a word; return where it ends and what it needs."""
    if len(words) < at + 3 or words[at + 1] != "of":
        return None
    if words[at + 2] == "them":
        chosen, end = set(strings.definitions), at + 2
    else:
        close = _closes(tokens, at + 2)
        if close is None:
            return None
        chosen, end = set(), close
        for word in words[at + 3 : close]:
            if not word.startswith("$") and word != ",":
                return None  # rules, not strings
            if word in ("$", "$*"):
                chosen |= set(strings.definitions)
            chosen |= {
                name for name in strings.definitions if name == word or (word[-1] == "*" and name.startswith(word[:-1]))
            }
    least = {"any": 1, "all": len(chosen)}.get(words[at], _number(words[at]))
    if least is None or least < 1 or not chosen:
        return None
    return end + 1, at_least(least, [strings.need(name) for name in sorted(chosen)])


def _loop(tokens: list[Token], words: list[str], strings: Strings) -> Need | None:
    """Read `for any of them : ($ at 0)`, and loops over what only Windows programs have."""
    if words[:1] != ["for"] or len(words) < 6:
        return None
    chosen = _some_of(tokens, words, strings, 1)
    if chosen is not None:
        end, need = chosen
        if words[end : end + 1] != [":"] or _closes(tokens, end + 1) != len(words) - 1:
            return None
        body = words[end + 2 : -1]
        if body[:1] != ["$"] or (len(body) > 1 and body[1] not in ("at", "in")) or {"or", "and"} & set(body):
            return None
        return both([_MZ, need]) if body[1:] == ["at", "pe", ".", "entry_point"] else need
    over = words[4:]
    if words[1] != "any" or words[3] != "in":
        return None
    if over[:4] == ["pe", ".", "sections", ":"] or (
        over[:3] == ["(", "0", ".."] and over[3:5] == ["pe", "."] and over[5] in _COUNTS and over[6:7] in ([")"], ["-"])
    ):
        return _MZ
    return None


def _offsets(tokens: list[Token], words: list[str], strings: Strings) -> Need | None:
    """Read `uint32(@a + 4) == 5`: the offset of a string that does not occur is undefined, and so is what comes of it."""
    signs = sum(word in _MIRRORED or word == "!=" for word in words)
    if signs != 1 or any(token.kind == "word" and token.value.removesuffix("be") not in _WIDTHS for token in tokens):
        return None
    needed = ["$" + word[1:] for word in words if word[0] == "@"]
    needs = [strings.need(name) for name in needed if name in strings.definitions]
    return both(needs) if needs else None


def _comparison(words: list[str]) -> Need | None:
    """Read `filesize < 1MB` and `uint16(0) == 0x5A4D`, either way round."""
    for left, sign, right in ((words[:-2], words[-2:-1], words[-1:]), (words[2:], words[1:2], words[:1])):
        turned = left is not words and len(words) > 2 and right == words[:1] and left == words[2:]
        number = _number(right[0]) if right else None
        if number is None or not sign or sign[0] not in _MIRRORED:
            continue
        operator = _MIRRORED[sign[0]] if turned else sign[0]
        if left == ["filesize"]:
            return _size(operator, number)
        if operator == "==" and len(left) == 4 and left[1] == "(" and left[3] == ")":
            return _head(left[0], _number(left[2]), number)
    return None


def _size(operator: str, number: int) -> Need:
    least = {">": number + 1, ">=": number, "==": number}.get(operator, 0)
    most = {"<": number - 1, "<=": number, "==": number}.get(operator, LARGEST)
    return Sized(least, most)


def _head(function: str, offset: int | None, number: int) -> Begins | None:
    width = _WIDTHS.get(function.removesuffix("be"))
    if width is None or offset is None or offset > _FURTHEST or number >= 1 << (8 * width):
        return None
    return Begins(offset, number.to_bytes(width, "big" if function.endswith("be") else "little"))


def _plain_head(definition: str) -> Begins | None:
    """Return what a string at 0 makes the file begin with; only for plain text and hex without any choice."""
    if definition.startswith('"') and definition.endswith('"') and "\\" not in definition and definition.isascii():
        return Begins(0, definition[1:-1].encode()) if len(definition) > 2 else None
    inner = definition[1:-1].replace(" ", "") if definition.startswith("{") and definition.endswith("}") else ""
    if inner and len(inner) % 2 == 0 and all(digit in "0123456789abcdefABCDEF" for digit in inner):
        return Begins(0, bytes.fromhex(inner))
    return None


def _name(words: list[str]) -> Need | None:
    """Read `filename == "a.exe"` and its like: the words are then in the file's name, in which they are looked for too."""
    if len(words) == 3 and words[0] in NAMES and words[1] in _COMPARISONS and words[2][:1] in ('"', "/"):
        return has(clauses_of(f"{words[2]} nocase"))
    return None


def _module(tokens: list[Token], words: list[str], *, alone: bool) -> Need | None:
    """Read what only a file of a module's type can make true: `pe.is_pe`, `pe.imphash() == "…"`, `elf.type == elf.ET_EXEC`."""
    if len(words) < 3 or words[1] != "." or words[0] not in _UNDEFINED_ELSEWHERE:
        return None
    head, fields = _UNDEFINED_ELSEWHERE[words[0]]
    end = _end_of_field(tokens, 3)
    if end == len(words):
        return head if alone and words[2] in _TRUE_ALONE[words[0]] else None
    rest = tokens[end + 1 :]
    if words[2] in fields and words[end] in _COMPARISONS and not _JOINING.intersection(token.value for token in rest):
        return head
    return None


def _end_of_field(tokens: list[Token], at: int) -> int:
    """Return where a chain of fields, indices and arguments ends."""
    while at < len(tokens):
        if tokens[at].value == "." and at + 1 < len(tokens) and tokens[at + 1].kind == "word":
            at += 2
        elif tokens[at].kind == "op" and tokens[at].value in ("(", "["):
            level, closing = 0, at
            for closing in range(at, len(tokens)):
                if tokens[closing].kind == "op":
                    level += (tokens[closing].value in ("(", "[")) - (tokens[closing].value in (")", "]"))
                if level == 0:
                    break
            at = closing + 1
        else:
            break
    return at


def _number(word: str) -> int | None:
    factor = {"KB": 1024, "MB": 1024 * 1024}.get(word[-2:], 1)
    digits = (word[:-2] if factor > 1 else word).replace("_", "")
    try:
        return int(digits, 0) * factor if digits.startswith(("0x", "0o")) else int(digits) * factor
    except ValueError:
        return None
