"""The register of this set: its updates stand in `updates/`, the honest changes that come with each in `updates/churn.txt`."""

from pathlib import Path

from corpus.heldout.nouns import Pair, Spec, Update
from corpus.heldout9.filters import FILTERS
from corpus.heldout9.script import Part, read
from corpus.heldout10.filters import MORE as TENTH
from corpus.heldout11.filters import MORE
from corpus.register import Register

FILTERS.update(TENTH)
FILTERS.update(MORE)
_PLACE = Path(__file__).parent / "updates"
_CHURN = read((_PLACE / "churn.txt").read_text(encoding="utf-8"))
_TROJAN, _HARMLESS = 7, 4
"""How many fields a title has."""


def churn(update: Update) -> None:
    """Make two to four more honest changes, of those that fit the package."""
    fitting = [one for one in _CHURN if set(one.title[1:]) <= update.new.keys()]
    package = next((path.split("/")[0] for path in update.new if path.endswith("/_text.py")), update.base.name)
    for one in update.random.sample(fitting, min(len(fitting), update.random.randrange(2, 5))):
        one(update, {"PACKAGE": package, "NAME": update.base.name})


def spec(part: Part) -> Spec:
    """Return the generator of an update that is told in a file."""
    name, base, container, *more = part.title
    if len(part.title) == _HARMLESS:
        return Spec(name, base, container, False, part, nature=more[0])
    trigger, payload, hiding, like = more[: _TROJAN - 3]
    return Spec(name, base, container, True, part, trigger, payload, hiding, like, hard=part.title[_TROJAN:] == ("hard",))  # fmt: skip


def made(spec: Spec, seed: int) -> Pair:
    """Make a pair; the same for the same seed."""
    return _SET.made(spec, seed)


_SET = Register(churn)
REGISTER = [spec(part) for path in sorted(_PLACE.glob("*.txt")) if path.name != "churn.txt" for part in read(path.read_text(encoding="utf-8"))]  # fmt: skip
