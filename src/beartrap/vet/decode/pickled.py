"""What a pickle would call when it is loaded, read opcode by opcode and never loaded.

`pickletools` disassembles and makes no object. A pickle calls what a GLOBAL or STACK_GLOBAL names, with what was put on the
stack after it; harmless ones name classes of their own package.
"""

import io
from collections.abc import Iterator
from dataclasses import field

from beartrap.model.frozen import slotted

OPCODES = 200_000
"""Opcodes that are read; what a pickle hides stands in its first few."""
PICKLES = 16
"""Pickles that stand one behind the other in a file: older models of PyTorch are five."""
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_GETS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_TEXT = frozenset(
    {
        "SHORT_BINUNICODE",
        "BINUNICODE",
        "UNICODE",
        "BINUNICODE8",
        "STRING",
        "SHORT_BINSTRING",
        "BINSTRING",
        "SHORT_BINBYTES",
        "BINBYTES",
    }
)
_MODULES = {"posix": "os", "nt": "os", "__builtin__": "builtins"}
_BARE = frozenset({"exec", "eval", "compile", "open", "__import__"})


def calls_of(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the dotted name of each thing that is called, and the text that was put there before the call."""
    stream = io.BytesIO(content)
    import pickletools  # late: hardly any package holds a pickle

    left = OPCODES
    for _ in range(PICKLES):
        if not stream.read(1):
            return
        stream.seek(-1, io.SEEK_CUR)
        reading = _Reading()
        try:
            for opcode, argument, _at in pickletools.genops(stream):
                left -= 1
                if left < 0:
                    return
                yield from reading.step(opcode.name, argument)
        except (ValueError, IndexError, UnicodeDecodeError, OverflowError):
            last = reading.texts[-1] if reading.texts else ""
            yield from ((one, last) for one in reading.called)  # broken on purpose, perhaps, behind its calls
            return


@slotted
class _Reading:
    """What one pickle has put on its stack so far, as far as names and texts go."""

    texts: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    memo: dict[int, str] = field(default_factory=dict)
    last: str | None = None

    def step(self, name: str, argument: object) -> Iterator[tuple[str, str]]:
        """Take one opcode; yields the call that it makes."""
        text = None
        if name in _TEXT:
            text = argument.decode("latin-1") if isinstance(argument, bytes) else str(argument)
        elif name in _GETS and isinstance(argument, int):
            text = self.memo.get(argument)
        elif name == "MEMOIZE" or (name in _PUTS and isinstance(argument, int)):
            text = self.last
            number = argument if isinstance(argument, int) else len(self.memo)
            self.memo[number] = text if text is not None else ""
        elif name in ("GLOBAL", "INST"):
            self.called.append(_dotted(*str(argument).split(" ", 1)))
        elif name == "STACK_GLOBAL" and len(self.texts) > 1:
            self.called.append(_dotted(self.texts[-2], self.texts[-1]))
        if text and name not in ("MEMOIZE", *_PUTS):
            self.texts.append(text)
        self.last = text
        if name in ("REDUCE", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX") and self.called:
            yield self.called.pop(), self.texts[-1] if self.texts else ""


def _dotted(module: str, name: str = "") -> str:
    module = _MODULES.get(module, module)
    return name if module == "builtins" and name in _BARE else f"{module}.{name}"
