"""What code can do, and when it would: the noun that every analysis of an update yields and the verdict weighs."""

from enum import IntEnum, StrEnum

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.place import Place


class When(IntEnum):
    """When the code at a place would run; a higher value needs less of the user."""

    UNKNOWN = 0
    CALL = 1
    """Only when the user's own code calls it."""
    START = 2
    """With the system, the session or the interpreter: services, autostart, `.pth`."""
    IMPORT = 3
    """When the package is imported or the library is loaded."""
    INSTALL = 4
    """While the package is built, installed, upgraded or removed."""


class Family(StrEnum):
    """Independent kinds of evidence: two families say more than two findings of one."""

    SOURCE_CODE = "source"
    """What source code does: single behaviours."""
    CHAIN = "chain"
    """A path from a source over transformations to a sink."""
    OBFUSCATION = "obfuscation"
    """Code that hides what it does: encoded layers that hold code, homoglyphs, code far right of the screen."""
    BINARY = "binary"
    """What a binary or managed assembly has and does."""
    ARCHIVE = "archive"
    """Odd members: absolute paths, links out, duplicates, polyglots, trailing data."""
    PROMISE = "promise"
    """What the version number promises against what changed: hooks, dependencies, endpoints, binaries, permissions."""
    PUBLISHER = "publisher"
    """Who published it: signatures, attestations, maintainers, age."""
    PROVENANCE = "provenance"
    """The artefact against its source tree."""
    RULES = "rules"
    """Rules of others: YARA packs."""
    KNOWN_BAD = "known-bad"
    """Indicators and advisories that name it."""


@frozen
class Layer:
    """One layer that was peeled off: how it was encoded (`base64`, `zlib`, `xor`, …) and a printable piece of what it held."""

    encoding: str
    text: str


@frozen
class Step:
    """One step of a path from source to sink: where, its role (`source`, `transformation`, `sink`), and the words there."""

    place: Place
    role: str
    quote: str


@frozen
class Behaviour:
    """One thing that a package does or has, at one place.

    `id` names a kind in the registry (`process.spawn`, `chain.credentials-to-network`): it has a docs page. `key` is
    what makes it the same behaviour in the old and the new version, wherever it stands: the id with its essential
    operands (endpoint, command, path read), never a path or a line. A behaviour is new where its key is in no file of the old version.
    `place` has the package's own path in `path` and archives within it in `member`; text has `row` (from 1), binaries
    `offset` (and the symbol in `facts`). `layers` are outermost first; `steps` is empty for what is no chain.
    `severity` is what it would weigh if it were new; the verdict weighs it by `when` and family.
    """

    id: str
    key: str
    family: Family
    when: When
    place: Place
    quote: str
    severity: Severity
    layers: tuple[Layer, ...] = ()
    steps: tuple[Step, ...] = ()
    techniques: tuple[str, ...] = ()
    facts: Facts = Facts()
