"""A seventh part of the corpus that is kept aside: written after the sixth was measured, again without a look at the rules.

Its bases, helpers and artefacts are its own. About two fifths of the payloads are of PyPI, a third of npm, and the rest of twelve other
ecosystems; a third waits until the user calls it. The shapes are those of public reports from 2018 to 2026 and what would come next; the
code is our own and says in `like` what it is like. An update carries, besides the payload, an honest step of its base and some honest
changes more (`churn`). What no static look could tell from honest code is `hard`. The harmless ones touch the same things for good
reasons. Inert as the earlier parts are: hosts are reserved by RFC 2606 or RFC 5737, and nothing is ever run or loaded.

`python benchmarks/vet_heldout.py --set heldout7` measures it. Whoever mends a rule after looking at a result has spent it.
"""

from corpus.heldout.nouns import Spec
from corpus.heldout7 import (  # noqa: F401  (importing registers the generators)
    near_dotnet_jvm_php,
    near_npm,
    near_npm_clients,
    near_npm_more,
    near_npm_tools,
    near_others,
    near_pypi,
    near_pypi_models,
    near_pypi_more,
    near_pypi_systems,
    near_systems,
    trojans_editors_actions,
    trojans_go,
    trojans_jvm_dotnet_php,
    trojans_npm_call,
    trojans_npm_call_hidden,
    trojans_npm_import,
    trojans_npm_import_hidden,
    trojans_npm_install,
    trojans_npm_install_hidden,
    trojans_pypi_build,
    trojans_pypi_call,
    trojans_pypi_call_hidden,
    trojans_pypi_clients,
    trojans_pypi_hidden,
    trojans_pypi_import,
    trojans_pypi_install,
    trojans_pypi_start,
    trojans_ruby_rust_go,
    trojans_systems,
)
from corpus.heldout7.shape import REGISTER, made

SEED = 20311127
"""The seed that is measured. Others make other names, keys and orders."""

__all__ = ["SEED", "made", "specs"]


def specs() -> list[Spec]:
    """Return all generators, in a fixed order."""
    return sorted(REGISTER, key=lambda one: (not one.trojan, one.name))
