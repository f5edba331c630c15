"""An eighth part of the corpus that is kept aside: written without a look at the rules or at what earlier sets missed.

Its bases, artefacts and helpers are its own. About a third of the payloads are of PyPI, a third of npm, the rest of eleven other
ecosystems; more than a third waits until the user calls it. The shapes are those of public reports from 2018 to 2026 and what would
come next; the code is our own and says in `like` what it is like. What no static look could tell from honest code is `hard`. The
harmless ones touch the same things for good reasons. Inert as the earlier parts are: hosts are reserved by RFC 2606 or RFC 5737, and
nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout8 --blind` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout8 import (  # noqa: F401  (importing registers the generators)
    near_npm,
    near_npm_more,
    near_others,
    near_pypi,
    near_pypi_clients,
    near_pypi_more,
    near_systems,
    trojans_editors_actions,
    trojans_go_rust_ruby,
    trojans_jvm_dotnet_php,
    trojans_more_install,
    trojans_npm_call,
    trojans_npm_call_hidden,
    trojans_npm_import,
    trojans_npm_install,
    trojans_pypi_call,
    trojans_pypi_call_hidden,
    trojans_pypi_import,
    trojans_pypi_install,
    trojans_systems,
)
from corpus.heldout8.shape import REGISTER, made

SEED = 20280214
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
