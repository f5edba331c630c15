"""Looking first at what a change could have touched, and at whole files only where that shows something new.

1. Of each changed file that was there before, the functions that are as they were and have nothing to do with what
   changed are left out (see `source.touched`); what the old version explains is taken away.
2. Files in which something is new all the same are walked as a whole, and the package with them, and it is asked again.
3. That is done until no other file shows anything new.

So nothing is new because something around it was left out, and what a harmless update costs hangs on what it changed.
"""

from collections.abc import Iterator, Sequence

from beartrap.model.finding import Severity
from beartrap.vet.analyser import PackageAnalyser
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.examination import Examination, runs_earlier
from beartrap.vet.pairing import Pairing
from beartrap.vet.side import TreeSide
from beartrap.vet.subtraction import subtract
from beartrap.vet.talk import Json


def narrowed(
    examination: Examination, packages: Sequence[PackageAnalyser], old: TreeSide, new: TreeSide, pairing: Pairing
) -> Iterator[Json]:
    """Examine both versions as far as needed; yields the worker's messages."""
    new.narrow(_narrow(old, new, pairing))
    new.sieving = True
    while True:
        yield from examination.whole(packages, new, "new")
        yield from examination.examine(new, new.changed, new=True)
        yield from subtract(examination, packages, old, new, pairing)
        showing = {path for one in examination.news(new) for path in _paths(one, new)} & new.narrowed
        if not showing:
            return
        new.sieving = False
        new.narrow(new.narrowed - showing)
        new.found = []  # what is known of the old version stays: it is not examined for that again
        new.taken.clear()
        examination.gaps.clear()


def _narrow(old: TreeSide, new: TreeSide, pairing: Pairing) -> list[str]:
    """Return the changed files that were there before, and do not run sooner than they did."""
    pairs = ((path, before) for path, before in pairing.changed.items() if before is not None)
    return [path for path, before in pairs if not runs_earlier(path, before, new, old)]


def _paths(one: Behaviour, side: TreeSide) -> Iterator[str]:
    """Yield the files in which a behaviour stands, the steps that lead to it among them."""
    if one.severity <= Severity.INFO:
        return
    for place in (one.place, *(step.place for step in one.steps)):
        yield from side.paths_at(place)
