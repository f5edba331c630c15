"""How a later held-out set registers and makes its pairs, changes them besides, and fills the code of its generators."""

import base64
from collections.abc import Callable

from corpus.heldout import nouns
from corpus.heldout.nouns import Pair, Spec, Update

Make = Callable[[Update], None]


class Register:
    """The generators of one set; `more` are the honest changes that come with each of its updates besides the base's step."""

    def __init__(self, more: Make) -> None:
        self.specs: list[Spec] = []
        self._more = more

    def trojan(self, base: str, container: str, trigger: str, payload: str, hiding: str, like: str, *, step: str | None = None, hard: bool = False):  # fmt: skip
        """Register a trojanised update; `trigger` is install, import, start, build, call or workflow."""

        def register(make: Make) -> Make:
            self.specs.append(
                Spec(named(make), base, container, True, make, trigger, payload, hiding, like, step=step, hard=hard)
            )
            return make

        return register

    def harmless(self, base: str, container: str, nature: str, *, step: str | None = None):
        """Register a harmless update that looks suspicious; `nature` says why."""

        def register(make: Make) -> Make:
            self.specs.append(Spec(named(make), base, container, False, make, nature=nature, step=step))
            return make

        return register

    def made(self, spec: Spec, seed: int) -> Pair:
        """Make a pair; the same for the same seed."""
        return nouns.made(spec, seed, self._more)


def grown(update: Update, path: str, more: str) -> None:
    """Append to a file where the package has it."""
    if path in update.new:
        update.append(path, more)


def package_of(update: Update) -> str | None:
    """Return the folder of a Python package's modules; None for other packages."""
    return next((path.split("/")[0] for path in update.new if path.endswith("/_text.py")), None)


def drawn(update: Update, changes: list[Callable[[], None]]) -> None:
    """Make two to four of the changes."""
    for change in update.random.sample(changes, min(len(changes), update.random.randrange(2, 5))):
        change()


def named(make: Make) -> str:
    return make.__name__.strip("_").replace("_", "-")


def fill(code: str, **words: object) -> str:
    """Return code with `@NAME@` put in, without the line breaks around."""
    for name, word in words.items():
        code = code.replace(f"@{name}@", str(word))
    return code.strip("\n") + "\n"


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def xor(text: str, key: bytes | int) -> bytes:
    keys = bytes([key]) if isinstance(key, int) else key
    return bytes(byte ^ keys[at % len(keys)] for at, byte in enumerate(text.encode()))


def rows(values: bytes | list[int], indent: int = 4, width: int = 20) -> str:
    """Return numbers in lines, as people and generators lay out tables."""
    some = list(values)
    return "\n".join(
        " " * indent + ", ".join(str(one) for one in some[at : at + width]) + "," for at in range(0, len(some), width)
    )


def wide(text: str) -> str:
    """Return base64 of UTF-16LE, which PowerShell takes as a command."""
    return b64(text.encode("utf-16-le"))
