"""The decoders of names that packs can name by id; never code from a pack."""

from collections.abc import Callable, Mapping

from beartrap.hunt.sunburst import names
from beartrap.model.frozen import frozen


@frozen
class Decoder:
    """A decoder of one implant's names: `domain` is what they lie under, `reads` whether a name is truly the implant's."""

    id: str
    domain: str
    reads: Callable[[str], bool]


def _is_sunburst(name: str) -> bool:
    return names.decode(name).error is None


DECODERS: Mapping[str, Decoder] = {"sunburst": Decoder("sunburst", names.DOMAIN, _is_sunburst)}
"""By registry id."""
