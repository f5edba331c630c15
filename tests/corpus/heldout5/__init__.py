"""A fifth part of the corpus that is kept aside: written after the fourth was spent, again without a look at the rules.

Its bases are its own but for three, and so are its authors' hands: about forty of a hundred payloads are of PyPI, a third of npm, and
the rest of ten other ecosystems; install, import and call have about the same share. A third is plain; the others are encoded in one
layer or more, split over files, put into data and binaries, or come with a new dependency. The shapes are those of public reports
from 2018 to 2025; the code is our own and says in `like` what it is like. An update carries, besides the payload, an honest step of
its base and some honest changes more (`churn`). What no static look could tell from honest code is `hard`. Inert as the earlier parts
are: hosts are reserved by RFC 2606 or RFC 5737, and nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout5` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout5 import (  # noqa: F401  (importing registers the generators)
    near_npm,
    near_npm_more,
    near_others,
    near_pypi,
    near_pypi_builds,
    near_pypi_keys,
    near_pypi_more,
    near_systems,
    trojans_editors_actions,
    trojans_go_rust,
    trojans_heavy,
    trojans_jvm_dotnet,
    trojans_npm_call,
    trojans_npm_import,
    trojans_npm_install,
    trojans_pypi_call,
    trojans_pypi_hidden,
    trojans_pypi_import,
    trojans_pypi_install,
    trojans_ruby_php,
    trojans_systems,
)
from corpus.heldout5.shape import REGISTER, made

SEED = 20290917
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
