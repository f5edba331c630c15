"""A fourteenth part of the corpus that is kept aside: written without a look at the rules or at what earlier sets missed.

Its 29 bases, artefacts and updates are its own; their form is that of the ninth (`updates/` in the words of `heldout9.script`), with
the filters of the tenth and eleventh. 275 are trojanised: 99 of PyPI, 87 of npm, 89 of ten other ecosystems. 86 run at install or build,
82 at import or start, 7 in a workflow, 100 wait for a call; 90 are plain, 45 lie over several files, 35 in a binary or a data file, 23 are
a new dependency, the rest is encoded: 43 ways in all. Five are hard. 127 are harmless: 49 of PyPI, 41 of npm, 37 of the others.
Most shapes are those of published incidents of 2018 to 2026, as reports tell them, a few are what may come next; payloads are whole, as
an attacker ships them; the code is our own. Half of the harmless ones are what maintainers do each week, half look worse than that.
Inert as the earlier parts are: hosts are reserved by RFC 2606 or RFC 5737, and nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout14 --blind` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from pathlib import Path

from corpus.heldout.nouns import Spec
from corpus.heldout9.filters import FILTERS
from corpus.heldout9.told import Told
from corpus.heldout10.filters import MORE as TENTH
from corpus.heldout11.filters import MORE as ELEVENTH

SEED = 20340917
"""The seed that is measured. Others make other hosts, keys and honest changes."""

FILTERS.update(TENTH)
FILTERS.update(ELEVENTH)
_SET = Told(Path(__file__).parent / "updates", most=4)
made = _SET.made

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(_SET.specs, key=lambda one: (not one.trojan, one.name))
