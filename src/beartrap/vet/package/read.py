"""What a version says of itself: each ecosystem's reader is asked in turn whether the version is one of its packages."""

from collections.abc import Callable
from dataclasses import replace

from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.naming import version_in
from beartrap.vet.package import actions, composer, conventions, jvm, npm, others, python, sources, system
from beartrap.vet.package.beside import Beside
from beartrap.vet.package.developers import of_developers
from beartrap.vet.package.files import Files
from beartrap.vet.store import Store
from beartrap.vet.tree import Tree

READERS: tuple[Callable[[Files], PackageFacts | None], ...] = (
    system.read_deb,
    system.read_rpm,
    others.read_gem,
    others.read_nuget,
    python.read_packed,
    npm.read,
    python.read,
    others.read_crate,
    jvm.read_jar,
    others.read_go,
    composer.read,
    jvm.read_project,
)
"""In the order in which they are asked: a deb may hold all of the others."""


def read_facts(tree: Tree, store: Store, beside: Beside = Beside()) -> PackageFacts:  # noqa: B008 (frozen)
    """Return the facts of an unfolded version; what none of the readers knows is `generic`."""
    files = Files(tree, store)
    facts = next((found for reader in READERS if (found := reader(files)) is not None), PackageFacts())
    started = [*conventions.hooks_of(files), *composer.hooks_of(files)]
    runs = {
        **conventions.imported(files),
        **actions.called(files),
        **{hook.path: hook.when for hook in started if not hook.command},
        **facts.runs,
    }
    for path in [path for path, when in runs.items() if when is When.INSTALL and path != "setup.py"] + files.matching(
        r"(?:[^/]+/)?binding\.gyp"
    ):
        runs |= dict.fromkeys((one for one in files.scripts(path) if one not in runs), When.INSTALL)
    return replace(
        facts,
        version=facts.version or version_in(tree.label),
        hooks=(*facts.hooks, *started),
        dependencies=(*facts.dependencies, *actions.used(files), *sources.of_build(files)),
        publishers=beside.publishers or facts.publishers,
        signers=(*facts.signers, *beside.signers),
        runs=runs,
        developers=of_developers(files, facts) - runs.keys(),
    )
