"""A set that is told in files: its updates stand in `updates/`, the honest changes that come with each in `updates/churn.txt`."""

from pathlib import Path

from corpus.heldout.nouns import Pair, Spec, Update
from corpus.heldout9.script import Part, read
from corpus.register import Register

_TROJAN, _HARMLESS = 7, 4
"""How many fields a title has."""


class Told:
    """The generators of one such set; each update comes with two to `most` of its honest changes."""

    def __init__(self, place: Path, most: int) -> None:
        self._most = most
        self._churn = read((place / "churn.txt").read_text(encoding="utf-8"))
        texts = [path.read_text(encoding="utf-8") for path in sorted(place.glob("*.txt")) if path.name != "churn.txt"]
        self.specs = [_spec(part) for text in texts for part in read(text)]
        self._register = Register(self._churned)

    def made(self, spec: Spec, seed: int) -> Pair:
        """Make a pair; the same for the same seed."""
        return self._register.made(spec, seed)

    def _churned(self, update: Update) -> None:
        """Make more honest changes, of those that fit the package."""
        fitting = [one for one in self._churn if set(one.title[1:]) <= update.new.keys()]
        package = next((path.split("/")[0] for path in update.new if path.endswith("/_text.py")), update.base.name)
        count = update.random.randrange(2, self._most + 1)
        for one in update.random.sample(fitting, min(len(fitting), count)):
            one(update, {"PACKAGE": package, "NAME": update.base.name})


def _spec(part: Part) -> Spec:
    """Return the generator of an update that is told in a file."""
    name, base, container, *more = part.title
    if len(part.title) == _HARMLESS:
        return Spec(name, base, container, False, part, nature=more[0])
    trigger, payload, hiding, like = more[: _TROJAN - 3]
    return Spec(name, base, container, True, part, trigger, payload, hiding, like, hard=part.title[_TROJAN:] == ("hard",))  # fmt: skip
