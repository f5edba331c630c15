"""Who published it, by what the inputs carry: people named in the metadata, signatures, attestations, the build's identity."""

import re
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta, Seen, Side
from beartrap.vet.behaviour import Family
from beartrap.vet.promise.steps import Step, step_of
from beartrap.vet.promise.telling import told

_PEP = "https://peps.python.org/pep-0740/"
_NPM = "https://docs.npmjs.com/generating-provenance-statements"
PEOPLE = Meta(
    "publisher.people",
    "Published or maintained by somebody else",
    "A package that changes hands can change its purpose; look who they are.",
    Family.PUBLISHER,
    Severity.MEDIUM,
    ("T1195.002",),
    (_PEP,),
)
SIGNATURE = Meta(
    "publisher.signature-gone",
    "No longer signed or attested",
    "The trusted version proves where it comes from, the update does not: it may not come from there.",
    Family.PUBLISHER,
    Severity.HIGH,
    ("T1195.002", "T1553.002"),
    (_PEP, _NPM),
)
SIGNER = Meta(
    "publisher.signer-changed",
    "Signed or attested by another identity",
    "Another key, or another build service or repository, vouches for the update.",
    Family.PUBLISHER,
    Severity.MEDIUM,
    ("T1195.002", "T1553.002"),
    (_PEP, _NPM),
)
BEHAVIOURS = (PEOPLE, SIGNATURE, SIGNER)


class PublisherAnalyser:
    """Continuity of people and of signers. Signatures are compared, not verified: each signer's text says so."""

    id = "promise.publisher"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield where the update's publisher is not the old one's."""
        if old is None:
            return
        place = Place(new.label)
        before, after = old.facts, new.facts
        major = step_of(before.version, after.version) is Step.MAJOR  # which nobody gets who did not ask for it
        yield from _people(before.publishers, after.publishers, place, major=major)
        if before.signers and not after.signers:
            yield told(SIGNATURE, "gone", place, f"the old version has: {'; '.join(before.signers)}")
        elif before.signers and after.signers and set(before.signers) != set(after.signers):
            quote = f"{'; '.join(before.signers)} before, {'; '.join(after.signers)} now"
            yield told(SIGNER, quote, place, quote)


def _people(before: tuple[str, ...], after: tuple[str, ...], place: Place, *, major: bool) -> Iterator[Seen]:
    if not before or not after:
        return
    known = {name for one in before for name in _names(one)}
    fresh = [one for one in after if not _names(one) & known]
    if not fresh:
        return
    stays = major or any(_names(one) & known for one in after) or _of_one_house(before, after)
    quote = f"{'; '.join(before)} before; {'; '.join(after)} now"
    yield told(PEOPLE, "; ".join(sorted(fresh)), place, quote, Severity.LOW if stays else None)


_MAIL = regex(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]+")
_FORMS = frozenset(["inc", "incorporated", "ltd", "limited", "llc", "gmbh", "ag", "corp", "corporation", "co", "company", "the", "team", "contributors", "authors", "developers", "com", "org", "io", "dev"])  # fmt: skip
"""Words of an organisation's name that are written or left out: `Example Inc.`, `example.com`, `The Example Authors`."""
_ANYBODYS = regex(
    r"g(?:oogle)?mail\.com|(?:hotmail|outlook|live|yahoo|gmx)\.[a-z.]+|(?:msn|aol|me|icloud|qq|163|126|foxmail|yandex|proton(?:mail)?|fastmail|zoho|mail)\.(?:com|me|fm|ru)|pm\.me|web\.de|.*(?:noreply|groups|lists)\b.*",
    re.IGNORECASE,
)
"""Houses at which anybody is given an address."""


def _of_one_house(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether somebody of now has an address at the house of somebody who was named before."""
    was, now = (
        {mail.lower().rpartition("@")[2].rstrip(".") for one in some for mail in _MAIL.findall(one)}
        for some in (before, after)
    )
    return any(not _ANYBODYS.fullmatch(house) for house in was & now)


_ASIDE = regex(r"<[^<>]*>|\([^()]*\)")


def _names(person: str) -> frozenset[str]:
    """Return what a person goes by: name and addresses, however a manifest writes them together."""
    mails = [mail.lower() for mail in _MAIL.findall(person)]
    name = " ".join(_MAIL.sub(" ", _ASIDE.sub(" ", person)).lower().split())
    short = " ".join(word for word in re.split(r"[\s.,]+", name) if word and word not in _FORMS)
    return frozenset({*mails, name, short} - {""})
