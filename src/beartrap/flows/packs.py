"""The packs that come with Beartrap."""

from beartrap.intel.packs import Pack, load, names


def bundled() -> tuple[Pack, ...]:
    """Return every bundled pack, loaded."""
    return tuple(load(name) for name in names())
