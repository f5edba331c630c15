"""The part of the corpus that is kept aside: written by somebody who did not read the rules, measured once.

Its harmless bases (`bases/`) are our own, in a plain text form; so are the binaries (`artefacts/`, with their sources). Each
generator grafts one payload into an honest next version (`trojans_*`), or makes a harmless next version that looks suspicious
(`harmless_*`; `harmless_plain` is the bases' own next versions). The shapes are those that advisories describe; the code is our own. It is inert: every host is reserved by RFC
2606 or RFC 5737 (or the link-local address of cloud metadata), what destroys or spreads is gated by an answer of a host that
cannot exist, and nothing here is ever run, imported, installed or loaded. What a pair is called, how it is triggered, what it
does and how it hides are chosen independently of each other, see `nouns.Spec`.

`python benchmarks/vet_heldout.py` measures it. Whoever mends a rule after looking at a result has spent this part.
"""

from collections.abc import Iterator

from corpus.heldout import (  # noqa: F401  (importing registers the generators)
    harmless_other,
    harmless_plain,
    harmless_python,
    trojans_browser,
    trojans_dependencies,
    trojans_hidden_javascript,
    trojans_npm_install,
    trojans_npm_run,
    trojans_other,
    trojans_python_hidden,
    trojans_python_odd,
    trojans_python_plain,
    trojans_start_and_build,
    trojans_systems,
)
from corpus.heldout.nouns import REGISTER, Pair, Spec, made

SEED = 20261127
"""The seed that is measured. Others make other names, keys and orders."""


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))


def pairs(seed: int = SEED) -> Iterator[Pair]:
    """Yield all pairs."""
    for spec in specs():
        yield made(spec, seed)
