"""Whether a file of Go is built by who uses its module: its build constraint, with no tag of the user's own.

`//go:build tools` and `//go:build ignore` keep files out of every build, so that what they import is not loaded.
Syntax and tags that the tool itself knows: https://pkg.go.dev/cmd/go#hdr-Build_constraints.
"""

import re

from beartrap.model.regex import regex

DEEPEST = 100
"""Signs that nest which are read in one constraint; a file with more counts as built."""
_HEAD = regex(rb"\A(?:[ \t]*(?://[^\n]*)?\n|[ \t\r]*/\*(?s:.*?)\*/[ \t\r]*\n)*+")
_LINE = regex(rb"^//go:build[ \t]+([^\r\n]+)", re.MULTILINE)
_SIGN = regex(r"\|\||&&|[!()]|[\w.]+")
_SYSTEMS = "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows"
_PROCESSORS = "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm"
_KNOWN = frozenset(f"{_SYSTEMS} {_PROCESSORS} unix cgo gc gccgo".split())
_BY_ITSELF = regex(
    r"go1(?:\.\d+)?|goexperiment\..+|(?:386|amd64|arm|arm64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|wasm)\..+"
)


def is_built(content: bytes) -> bool:
    """Tell whether some machine builds a file without being told a tag; what cannot be read counts as built."""
    head = _HEAD.match(content)
    found = _LINE.search(head[0]) if head is not None else None
    if found is None or found[1].count(b"(") + found[1].count(b"!") > DEEPEST:
        return True
    signs = _SIGN.findall(found[1].decode("utf-8", "replace"))[::-1]
    return True in _either(signs) or bool(signs)


def _either(signs: list[str]) -> set[bool]:
    """Return what `a || b` may be; takes its signs from the end of the list."""
    found = _both(signs)
    while signs and signs[-1] == "||":
        signs.pop()
        other = _both(signs)
        found = {one or two for one in found for two in other}
    return found


def _both(signs: list[str]) -> set[bool]:
    found = _one(signs)
    while signs and signs[-1] == "&&":
        signs.pop()
        other = _one(signs)
        found = {one and two for one in found for two in other}
    return found


def _one(signs: list[str]) -> set[bool]:
    sign = signs.pop() if signs else ""
    if sign == "!":
        return {not one for one in _one(signs)}
    if sign == "(":
        found = _either(signs)
        if signs and signs[-1] == ")":
            signs.pop()
            return found
        return {True, False}
    if sign in _KNOWN or _BY_ITSELF.fullmatch(sign):
        return {True, False}
    return {True, False} if sign in ("", ")", "&&", "||") else {False}
