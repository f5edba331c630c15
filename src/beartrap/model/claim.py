"""What a source says: who says it, how sure, in which words."""

from datetime import date
from enum import StrEnum

from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question


class ClaimKind(StrEnum):
    """What a claim is about."""

    VENDOR = "vendor"
    """`object` is the vendor through which it came."""
    PRODUCT = "product"
    """`object` is the product that carried it."""
    VERSION = "version"
    """`object` is a version of `subject`, affected (or, where denied, not affected)."""
    FIX = "fix"
    """`object` is a version of `subject` that is clean."""
    COMPROMISE = "compromise"
    """`subject` was hit."""
    METHOD = "method"
    """How it came in, `object` in a few words."""
    ATTRIBUTION = "attribution"
    """`object` is the actor."""
    SPONSOR = "sponsor"
    """`subject`, an actor, is tied to `object`, a state body."""
    IMPACT = "impact"
    """What could be seen or taken from `subject`."""
    REMOVAL = "removal"
    """`subject` isolated or removed it."""
    ONWARD = "onward"
    """`subject` was (where denied: was not) used to attack others."""
    SCALE = "scale"
    """How many or who else."""
    RESPONSE = "response"
    """What somebody did or will do about it."""


class Hedge(StrEnum):
    """How likely the words make it: the bands of ICD 203, equal to MISP's estimative-language; percentages in brackets."""

    ALMOST_NO_CHANCE = "almost-no-chance"  # 1-5
    VERY_UNLIKELY = "very-unlikely"  # 5-20
    UNLIKELY = "unlikely"  # 20-45
    ROUGHLY_EVEN = "roughly-even"  # 45-55
    LIKELY = "likely"  # 55-80
    VERY_LIKELY = "very-likely"  # 80-95
    ALMOST_CERTAIN = "almost-certain"  # 95-99


@frozen
class Document:
    """A report or advisory as it was read. `digest` is the SHA-256 of its bytes, `characters` the length of its text."""

    source: str
    digest: str
    media: str
    language: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: date | None = None
    published_text: str | None = None
    characters: int = 0


@frozen
class Claim:
    """One statement in one document.

    `publisher` is who published the document; `speaker` is the quoted source, None where the publisher speaks for
    itself. `hedge` is None where the statement is flat; `cues` are the words that hedge, report or deny it.
    `reported` marks hearsay ("zou", "reportedly"); `denied` marks a negative ("no evidence that"). `about_self` is
    true where the speaker speaks of itself. `place` has the offset and length of `quote` in the document's text.
    """

    kind: ClaimKind
    statement: str
    quote: str
    place: Place
    publisher: str | None = None
    speaker: str | None = None
    subject: str | None = None
    object: str | None = None
    aliases: tuple[str, ...] = ()
    hedge: Hedge | None = None
    cues: tuple[str, ...] = ()
    reported: bool = False
    denied: bool = False
    about_self: bool = False
    language: str | None = None
    question: Question | None = None
