"""What a pickle would call when it is loaded, read opcode by opcode and never loaded.

`pickletools` disassembles and makes no object. A pickle calls what a GLOBAL or STACK_GLOBAL names, with what was put on the
stack after it; harmless ones name classes of their own package.
"""

import pickletools
from collections.abc import Iterator

OPCODES = 200_000
"""Opcodes that are read; what a pickle hides stands in its first few."""
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
    texts: list[str] = []
    called: list[str] = []
    try:
        for number, (opcode, argument, _) in enumerate(pickletools.genops(content)):
            if number >= OPCODES:
                return
            if opcode.name in _TEXT:
                texts.append(argument.decode("latin-1") if isinstance(argument, bytes) else str(argument))
            elif opcode.name in ("GLOBAL", "INST"):
                called.append(_dotted(*str(argument).split(" ", 1)))
            elif opcode.name == "STACK_GLOBAL" and len(texts) > 1:
                called.append(_dotted(texts[-2], texts[-1]))
            if opcode.name in ("REDUCE", "INST", "OBJ", "NEWOBJ") and called:
                yield called.pop(), texts[-1] if texts else ""
    except (ValueError, IndexError, UnicodeDecodeError):
        yield from ((one, texts[-1] if texts else "") for one in called)  # broken on purpose, perhaps, behind its calls


def _dotted(module: str, name: str = "") -> str:
    module = _MODULES.get(module, module)
    return name if module == "builtins" and name in _BARE else f"{module}.{name}"
