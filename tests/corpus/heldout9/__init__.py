"""A ninth part of the corpus that is kept aside: written without a look at the rules or at what earlier sets missed.

Its bases, artefacts and helpers are its own, and so is its form: the updates are told in text files (`updates/`), which `script`
reads, so that code stands there as an attacker would write it. About a third of the payloads is of PyPI, a third of npm, the rest
of eleven other ecosystems; more than a third waits until the user calls it. The shapes are those of public reports and what would
come next; the code is our own and says what it is like. What no static look could tell from honest code is `hard`. The harmless
ones touch the same things for good reasons. Inert as the earlier parts are: hosts are reserved by RFC 2606 or RFC 5737, and nothing
is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout9 --blind` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from pathlib import Path

from corpus.heldout.nouns import Spec
from corpus.heldout9.told import Told

SEED = 20290531
"""The seed that is measured. Others make other names, keys and orders."""

_SET = Told(Path(__file__).parent / "updates", most=6)
made = _SET.made

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(_SET.specs, key=lambda one: (not one.trojan, one.name))
