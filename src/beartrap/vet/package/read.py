"""What a version says of itself: which ecosystem it is of is told by its files, then that ecosystem's reader takes over."""

from beartrap.vet.facts import PackageFacts
from beartrap.vet.store import Store
from beartrap.vet.tree import Tree


def read_facts(tree: Tree, store: Store) -> PackageFacts:
    """Return the facts of an unfolded version."""
    return PackageFacts()
