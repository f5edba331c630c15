"""How a pair of this set is made: its own register, and more honest changes than the base's step."""

from collections.abc import Callable

from corpus.heldout import nouns
from corpus.heldout.nouns import Pair, Spec, Update
from corpus.heldout3.churn import churn

REGISTER: list[Spec] = []


def fill(code: str, **words: object) -> str:
    """Return code with `@NAME@` put in, without the line breaks around."""
    for name, word in words.items():
        code = code.replace(f"@{name}@", str(word))
    return code.strip("\n") + "\n"


def trojan(base: str, container: str, trigger: str, payload: str, hiding: str, like: str, *, step: str | None = None, hard: bool = False):  # fmt: skip
    """Register a generator of a trojanised update; `trigger` is install, import, start, build, call or workflow."""

    def register(make: Callable[[Update], None]) -> Callable[[Update], None]:
        REGISTER.append(
            Spec(named(make), base, container, True, make, trigger, payload, hiding, like, step=step, hard=hard)
        )
        return make

    return register


def harmless(base: str, container: str, nature: str, *, step: str | None = None):
    """Register a generator of a harmless update that looks suspicious; `nature` says why."""

    def register(make: Callable[[Update], None]) -> Callable[[Update], None]:
        REGISTER.append(Spec(named(make), base, container, False, make, nature=nature, step=step))
        return make

    return register


def named(make: Callable[[Update], None]) -> str:
    return make.__name__.strip("_").replace("_", "-")


def made(spec: Spec, seed: int) -> Pair:
    """Make a pair; the same for the same seed."""
    return nouns.made(spec, seed, churn)
