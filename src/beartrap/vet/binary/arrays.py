"""Text that is compiled in number by number: arrays that a method fills, strings that native code puts on its stack.

No search for text finds those, because instructions stand between the characters. The numbers are gathered, and opened
where one number XORed with or added to each of them, or their order turned round, makes text of consequence.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from beartrap.vet.behaviour import Layer
from beartrap.vet.binary.hidden import Hidden
from beartrap.vet.binary.texts import telling
from beartrap.vet.kinds import Kind

SHORTEST, LONGEST = 8, 4096
"""Numbers of one array that are looked at."""
MOST = 400
"""Arrays of one content."""
_JAVA = re.compile(
    rb"(?:\x59(?:[\x02-\x08]|\x10.|\x11..)(?:[\x02-\x08]|\x10.|\x11..)[\x4f\x54\x55]){8,4096}", re.DOTALL
)
"""`dup`, an index, a value, a store into an array (JVM specification, chapter 6)."""
_JAVA_ONE = re.compile(rb"\x59(?:[\x02-\x08]|\x10.|\x11..)(?:([\x02-\x08])|\x10(.)|\x11(..))[\x4f\x54\x55]", re.DOTALL)
_CIL = re.compile(
    rb"(?:\x25(?:[\x16-\x1e]|\x1f.|\x20....)(?:[\x16-\x1e]|\x1f.|\x20....)[\x9c-\x9e]){8,4096}", re.DOTALL
)
"""The same in IL (ECMA-335, partition III)."""
_CIL_ONE = re.compile(rb"\x25(?:[\x16-\x1e]|\x1f.|\x20....)(?:([\x16-\x1e])|\x1f(.)|\x20(....))[\x9c-\x9e]", re.DOTALL)
_STACK = re.compile(rb"(?:\xc6\x45..){8,4096}|(?:\xc6\x44\x24..){8,4096}", re.DOTALL)
"""`mov byte [rbp+n], c` and `mov byte [rsp+n], c` of x86, one after the other."""
_WIDE_STACK = re.compile(rb"(?:\x48[\xb8-\xbf]........\x48\x89.{2,6}?){2,64}", re.DOTALL)
"""`movabs` of eight characters and where they are put."""
_WORDS = (
    b"http://", b"https://", b"wss://", b"/bin/sh", b"/bin/bash", b"cmd.exe", b"powershell", b"curl -", b"curl http", b"wget ", b"/dev/tcp/", b"/.ssh/", b"/.aws/", b"Login Data", b"wallet.dat",
    b"CurrentVersion\\Run", b"java.lang.Runtime", b"ProcessBuilder", b"getRuntime",
)  # fmt: skip
"""What is looked for; long enough that its steps do not come about by chance."""


def _steps_xored(values: bytes) -> bytes:
    return bytes(first ^ second for first, second in pairwise(values))


def _steps_added(values: bytes) -> bytes:
    return bytes((second - first) & 0xFF for first, second in pairwise(values))


_WAYS: tuple[tuple[str, Callable[[bytes], bytes], Callable[[int, int], int]], ...] = (
    ("xor", _steps_xored, lambda there, wanted: there ^ wanted),
    ("shift", _steps_added, lambda there, wanted: (there - wanted) & 0xFF),
)
"""How each character may be changed by one number: from neighbour to neighbour the step stays what it was."""


def in_arrays(content: bytes, kind: Kind) -> Iterator[Hidden]:
    """Yield the texts of consequence that stand number by number in a binary of that kind."""
    for number, (values, offset) in enumerate(_runs(content, kind)):
        if number >= MOST:
            return
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
    if not SHORTEST <= len(values) <= LONGEST:
        return None
    for turned, name in ((values, ""), (values[::-1], "reversed ")):
        for how, steps_of, key_of in _WAYS:
            steps = steps_of(turned)
            for word, pattern in _patterns(how):
                at = steps.find(pattern)
                key = key_of(turned[at], word[0]) if at >= 0 else 0
                if at >= 0 and (made := _under(turned, how, key, at)):
                    return Hidden(
                        made,
                        (Layer(f"{name}{how} 0x{key:02x}" if key else f"{name}number by number", made[:300]),),
                        offset,
                    )
    return None


@cache
def _patterns(how: str) -> tuple[tuple[bytes, bytes], ...]:
    steps_of = next(steps for name, steps, _ in _WAYS if name == how)
    return tuple((word, steps_of(word)) for word in _WORDS)


def _under(values: bytes, how: str, key: int, at: int) -> str:
    """Return the text around a place under a key; of static data it is not told where they end."""
    made = bytes(value ^ key if how == "xor" else (value - key) & 0xFF for value in values)
    return (_NO_TEXT.split(made[:at])[-1] + _NO_TEXT.split(made[at:])[0]).decode("ascii")


_NO_TEXT = re.compile(rb"[^\t\r\n\x20-\x7e]")


_REVERSED = re.compile(rb"[\x21-\x7e]{4,200}//:s?ptth|[\x20-\x7e]{4,200}(?:hsab|hs)/nib/")


def in_reversed(content: bytes) -> Iterator[Hidden]:
    """Yield addresses and commands that stand the wrong way round."""
    for number, match in enumerate(_REVERSED.finditer(content)):
        if number >= MOST:
            return
        text = match[0][::-1].decode("ascii")
        if any(True for _ in telling(text.encode())):
            yield Hidden(text, (Layer("reversed", text),), match.start())
