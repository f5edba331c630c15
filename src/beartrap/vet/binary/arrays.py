"""Text that is compiled in number by number: arrays that a method fills, strings that native code puts on its stack.

No search for text finds those, because instructions stand between the characters. The numbers are gathered, and opened
where one number XORed with or added to each of them, or their order turned round, makes text of consequence.
"""

import re
from collections.abc import Callable, Iterator

from beartrap.model.regex import regex
from beartrap.vet.behaviour import Layer
from beartrap.vet.binary.hidden import Hidden
from beartrap.vet.binary.steps import added, patterns, readable, xored
from beartrap.vet.binary.texts import telling
from beartrap.vet.kinds import Kind

SHORTEST = 8
"""Numbers of one array from which it is looked at."""
SHOWN = 4096
"""Characters before and behind a word that are shown with it."""
MOST = 400
"""Texts of one content that are told to stand the wrong way round; more say no more."""
_JAVA_STEP = rb"\x59(?:[\x02-\x08]|\x10.|\x11..)(?:[\x02-\x08]|\x10.|\x11..)[\x4f\x54\x55]"
_JAVA = regex(rb"%b(?:%b){7,}" % (_JAVA_STEP, _JAVA_STEP), re.DOTALL)
"""`dup`, an index, a value, a store into an array (JVM specification, chapter 6)."""
_JAVA_ONE = regex(rb"\x59(?:[\x02-\x08]|\x10.|\x11..)(?:([\x02-\x08])|\x10(.)|\x11(..))[\x4f\x54\x55]", re.DOTALL)
_CIL_STEP = rb"\x25(?:[\x16-\x1e]|\x1f.|\x20....)(?:[\x16-\x1e]|\x1f.|\x20....)[\x9c-\x9e]"
_CIL = regex(rb"%b(?:%b){7,}" % (_CIL_STEP, _CIL_STEP), re.DOTALL)
"""The same in IL (ECMA-335, partition III)."""
_CIL_ONE = regex(rb"\x25(?:[\x16-\x1e]|\x1f.|\x20....)(?:([\x16-\x1e])|\x1f(.)|\x20(....))[\x9c-\x9e]", re.DOTALL)
_STACK = regex(rb"\xc6(?:\x45..(?:\xc6\x45..){7,}|\x44\x24..(?:\xc6\x44\x24..){7,})", re.DOTALL)
"""`mov byte [rbp+n], c` and `mov byte [rsp+n], c` of x86, one after the other."""
_WIDE_STEP = rb"\x48[\xb8-\xbf]........\x48\x89.{2,6}?"
_WIDE_STACK = regex(rb"%b(?:%b)+" % (_WIDE_STEP, _WIDE_STEP), re.DOTALL)
"""`movabs` of eight characters and where they are put. All of these begin with a byte that is looked for by itself, hundreds of times as fast."""
_WORDS = (
    b"http://", b"https://", b"wss://", b"/bin/sh", b"/bin/bash", b"cmd.exe", b"powershell", b"curl -", b"curl http", b"wget ", b"/dev/tcp/", b"/.ssh/", b"/.aws/", b"Login Data", b"wallet.dat",
    b"CurrentVersion\\Run", b"java.lang.Runtime", b"ProcessBuilder", b"getRuntime",
)  # fmt: skip
"""What is looked for; long enough that its steps do not come about by chance."""


_WAYS = ("xor", "shift")
"""How each character may be changed by one number: from neighbour to neighbour the step stays what it was."""


def in_arrays(content: bytes, kind: Kind) -> Iterator[Hidden]:
    """Yield the texts of consequence that stand number by number in a binary of that kind."""
    for values, offset in _runs(content, kind):
        found = opened(values, offset)
        if found is not None:
            yield found


def _runs(content: bytes, kind: Kind) -> Iterator[tuple[bytes, int]]:
    if kind is Kind.BYTECODE:
        yield from _filled(content, _JAVA, _JAVA_ONE, lambda byte: byte - 3, "big")
    elif kind is Kind.DOTNET:
        yield from _filled(content, _CIL, _CIL_ONE, lambda byte: byte - 0x16, "little")
    elif kind in (Kind.ELF, Kind.PE, Kind.MACHO):
        for match in _STACK.finditer(content):
            step = 4 if match[0][1] == 0x45 else 5
            yield match[0][step - 1 :: step].rstrip(b"\0"), match.start()
        for match in _WIDE_STACK.finditer(content):
            yield (
                b"".join(re.findall(rb"\x48[\xb8-\xbf](.{8})\x48\x89", match[0], re.DOTALL)).rstrip(b"\0"),
                match.start(),
            )


def _filled(
    content: bytes, whole: re.Pattern[bytes], one: re.Pattern[bytes], small: Callable[[int], int], order: str
) -> Iterator[tuple[bytes, int]]:
    for match in whole.finditer(content):
        values = []
        for short, byte, wide in one.findall(match[0]):
            value = small(short[0]) if short else byte[0] if byte else int.from_bytes(wide, order)  # type: ignore[arg-type]
            values.append(value & 0xFF)
        yield bytes(values), match.start()


def opened(values: bytes, offset: int) -> Hidden | None:
    """Return the text of consequence that numbers are, plain, turned round, or under one XOR or one addition."""
    if len(values) < SHORTEST:
        return None
    for turned, name in ((values, ""), (values[::-1], "reversed ")):
        for how in _WAYS:
            steps = xored(turned) if how == "xor" else added(turned)
            for word, pattern in patterns(_WORDS, sums=how == "shift"):
                at = steps.find(pattern)
                if at >= 0:
                    key = turned[at] ^ word[0] if how == "xor" else (turned[at] - word[0]) & 0xFF
                    made = _under(turned, how, key, at)
                    said = f"{name}{how} 0x{key:02x}" if key else f"{name}number by number"
                    return Hidden(made, (Layer(said, made[:300]),), offset)
    return None


def _under(values: bytes, how: str, key: int, at: int) -> str:
    """Return the text around a place under a key; of static data it is not told where they end."""
    low = max(at - SHOWN, 0)
    made = bytes(value ^ key if how == "xor" else (value - key) & 0xFF for value in values[low : at + SHOWN])
    first, last = readable(made, at - low, SHOWN, SHOWN)
    return made[first:last].decode("ascii")


_REVERSED = regex(rb"//:s?ptth|(?:hsab|hs)/nib/")
_BEFORE = 200
"""Characters before such a sign that belong to it."""


def in_reversed(content: bytes) -> Iterator[Hidden]:
    """Yield addresses and commands that stand the wrong way round."""
    told = 0
    for match in _REVERSED.finditer(content):
        low, _ = readable(content, match.start(), _BEFORE, 0)
        text = re.split(
            r"\s" if match[0].startswith(b"//") else r"[\t\r\n]", content[low : match.end()].decode("ascii")
        )[-1]
        if len(text) >= len(match[0]) + 4 and any(True for _ in telling(text[::-1].encode())):
            yield Hidden(text[::-1], (Layer("reversed", text[::-1]),), match.end() - len(text))
            told += 1
            if told >= MOST:
                return
