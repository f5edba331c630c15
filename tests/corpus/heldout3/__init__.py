"""A third part of the corpus that is kept aside: other bases, other hands, other incidents; written without a look at the rules.

The shapes are those of public reports from 2021 to 2026 (npm and PyPI most, then the other registries, system packages, source
trees, editor extensions and actions); the code is our own and says of what it is like in `like`. An update carries, besides the
payload, an honest step of its base and some honest changes more (`churn`), so that "something changed" tells nothing. Inert as
the first part is: hosts are reserved by RFC 2606 or RFC 5737, what destroys or spreads is behind the answer of a host that cannot
exist, and nothing is ever run, imported, installed or loaded.

`python benchmarks/vet_heldout.py --set heldout3` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout3 import (  # noqa: F401  (importing registers the generators)
    near_ecosystems,
    near_npm,
    near_npm_more,
    near_pypi,
    near_pypi_more,
    near_systems,
    trojans_compiled,
    trojans_gem_composer,
    trojans_modules,
    trojans_npm_call,
    trojans_npm_hidden,
    trojans_npm_import,
    trojans_npm_install,
    trojans_npm_worms,
    trojans_pypi_call,
    trojans_pypi_hidden,
    trojans_pypi_import,
    trojans_pypi_import_more,
    trojans_pypi_install,
    trojans_sources,
    trojans_systems,
)
from corpus.heldout3.shape import REGISTER, made

SEED = 20270315
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
