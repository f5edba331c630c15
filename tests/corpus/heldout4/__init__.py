"""A fourth part of the corpus that is kept aside: written after the third was spent, again without a look at the rules.

What is new: a third of the payloads wait for a call (an address is swapped, a login let through, a mail copied, a check weakened),
and the code is in the manner of many authors: terse and wordy, old and modern, with the less usual functions of each library.
The shapes are those of public reports from 2018 to 2025; the code is our own and says in `like` what it is like. An update carries,
besides the payload, an honest step of its base and some honest changes more (`churn`). What no static look could tell from honest
code is `hard`. Inert as the earlier parts are: hosts are reserved by RFC 2606 or RFC 5737, and nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout4` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout4 import (  # noqa: F401  (importing registers the generators)
    near_ecosystems,
    near_jvm_dotnet,
    near_npm,
    near_npm_more,
    near_pypi,
    near_pypi_more,
    near_systems,
    trojans_editors_actions,
    trojans_gem_php,
    trojans_go_rust,
    trojans_jvm_dotnet,
    trojans_npm_call,
    trojans_npm_import,
    trojans_npm_install,
    trojans_pypi_call,
    trojans_pypi_hidden,
    trojans_pypi_import,
    trojans_pypi_install,
    trojans_pypi_start,
    trojans_sources_systems,
)
from corpus.heldout4.shape import REGISTER, made

SEED = 20280229
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
