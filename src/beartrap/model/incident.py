"""One incident as a pack describes it: the frame in which the questions are asked."""

from beartrap.model.frozen import frozen
from beartrap.model.window import Window


@frozen
class Affected:
    """A product that carried it. `versions` are exact strings, or one vers range where they begin with `vers:`.

    `names` are the names under which inventories list it (matched without case); `purl` is its package URL without
    version, where it has one. `fixed` are versions that are clean again.
    """

    vendor: str
    product: str
    names: tuple[str, ...] = ()
    purl: str | None = None
    versions: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


@frozen
class Incident:
    """What a pack says about one incident.

    `window` is the time that must be looked at; `public_since` bounds it for what researchers did afterwards.
    `dormant_hours` (at least, at most) is how long the implant sleeps after it was written to disk. `decoder` is the
    registry id of a name decoder. `cues` are words (vendor, product, malware) that tell a report to be about it.
    """

    id: str
    title: str
    window: Window
    affected: tuple[Affected, ...] = ()
    dormant_hours: tuple[int, int] | None = None
    decoder: str | None = None
    public_since: Window = Window()
    cues: tuple[str, ...] = ()
    digest: str = ""
