"""One call as the machine sees it: what is called, on what, with what."""

from dataclasses import field

from beartrap.model.frozen import slotted
from beartrap.vet.source.values import HOLE, UNKNOWN, Marks, Value, marks_of


@slotted
class Invocation:
    """`func` is what is called; `base` the object it is a `method` of, where it is one."""

    row: int
    func: Value
    args: list[Value]
    words: dict[str, Value] = field(default_factory=dict)
    base: Value | None = None
    method: str = ""
    spelt: str = ""
    """What is called as it is written, where that is a dotted name."""

    name: str = field(init=False)
    """The dotted name of what is called, empty where there is none."""

    def __post_init__(self) -> None:
        self.name = self.func.name or ""

    def call(self, func: Value) -> None:
        """Let it be a call of another function."""
        self.func, self.name = func, func.name or ""

    def argument(self, position: int, *words: str) -> Value:
        """Return an argument by its place or by one of its names; -1 is the object; unknown where it was not given."""
        if position == -1:
            return self.base if self.base is not None else Value()
        for word in words:
            if word in self.words:
                return self.words[word]
        return self.args[position] if position < len(self.args) else Value()

    def everything(self) -> list[Value]:
        """Return all that goes into the call."""
        return [*self.args, *self.words.values(), *([self.base] if self.base is not None else [])]

    def marks(self) -> Marks:
        """Return all that what goes into the call was made of."""
        return marks_of([*self.everything(), self.func])


_WHOLE = 1e21
"""Numbers below which JavaScript writes one without a fraction as a whole one."""


def shown(value: Value, depth: int = 3) -> str:
    """Return a value as it stands in an operand: its text, its name in braces, or a hole."""
    if value.items is not None and depth:
        return " ".join(shown(item, depth - 1) for item in value.items[:64])
    if value.known is not UNKNOWN and not isinstance(value.known, str | bytes | list):
        whole = isinstance(value.known, float) and value.known.is_integer() and abs(value.known) < _WHOLE
        return "" if value.known is None else str(int(value.known) if whole else value.known)
    if value.text:
        return value.text
    return f"{{{value.name}}}" if value.name and len(value.name) < 60 else HOLE
