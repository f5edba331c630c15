"""A sixth part of the corpus that is kept aside: written after the fifth was measured, again without a look at the rules.

Its bases are its own, and longer than those before. About two fifths of the payloads are of PyPI, a third of npm, and the rest of
twelve other ecosystems; install, import and call have about the same share. A third is plain; the others are encoded in one layer or
more, split over files, put into data and binaries, or come with a new dependency. The shapes are those of public reports from 2018 to
2026 and what would come next; the code is our own and says in `like` what it is like. An update carries, besides the payload, an honest
step of its base and some honest changes more (`churn`). What no static look could tell from honest code is `hard`. Inert as the earlier
parts are: hosts are reserved by RFC 2606 or RFC 5737, and nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout6` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout6 import (  # noqa: F401  (importing registers the generators)
    near_next,
    near_npm,
    near_npm_more,
    near_others,
    near_pypi,
    near_pypi_more,
    near_systems,
    trojans_editors_actions,
    trojans_jvm_dotnet_php,
    trojans_next,
    trojans_npm_call,
    trojans_npm_import,
    trojans_npm_install,
    trojans_pypi_call,
    trojans_pypi_hidden,
    trojans_pypi_import,
    trojans_pypi_install,
    trojans_pypi_start,
    trojans_ruby_rust_go,
    trojans_systems,
)
from corpus.heldout6.shape import REGISTER, made

SEED = 20291127
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
