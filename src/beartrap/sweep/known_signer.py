"""`sweep.known-signer`: a content that was signed with a certificate that a source names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact, Signer
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.sweep.hashes import distinct
from beartrap.sweep.known_hash import severity_of
from beartrap.sweep.subjects import file_facts, named, of_file, proof, sentence

_ISSUED = re.compile(r"issuer:(.+) serial:([0-9a-f]+)", re.IGNORECASE)
_PARTS = re.compile(r",\s*(?=[A-Za-z.0-9]+=)")
Match = tuple[Signer, str, str]
"""The certificate, the indicator's id, and by what it is known."""


class KnownSigner:
    """Compares the certificates in a content's signatures with fingerprints, serial numbers and names."""

    meta = Meta(
        id="sweep.known-signer",
        title="Known signer",
        why="It was signed with a certificate that a source names: whoever had that key signed other files too.",
        needs=(SourceKind.FILES,),
        questions=(Question.PRESENT,),
        techniques=("T1553.002", "T1588.003"),
        references=("https://attack.mitre.org/techniques/T1553/002/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._indicators = knowledge.indicators
        self._prints: dict[str, list[str]] = defaultdict(list)
        self._issued: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._names: list[tuple[frozenset[str], str]] = []
        for identifier, one in knowledge.indicators.items():
            if one.kind is IndicatorKind.CERTIFICATE and one.role != "legitimate":
                self._learn(identifier, one.value)

    def _learn(self, identifier: str, value: str) -> None:
        if (issued := _ISSUED.fullmatch(value)) is not None:
            self._issued[_serial(issued[2])].append((issued[1], identifier))
        elif value.lower().startswith("subject:"):
            self._names.append((_parts(value[len("subject:") :]), identifier))
        else:
            self._prints[_serial(value)].append(identifier)

    def look(self, subject: Artifact) -> Sequence[Finding]:
        """Return one finding for a content with such a certificate, however many of its certificates are named."""
        if not subject.signers:
            return ()
        found = [match for signer in subject.signers for match in self._matches(signer)]
        return (_finding(subject, found, self._indicators),) if found else ()

    def _matches(self, signer: Signer) -> Iterator[Match]:
        for by, value in (
            ("SHA-256", signer.sha256),
            ("SHA-1", signer.sha1),
            ("MD5", signer.md5),
            ("serial number", signer.serial),
        ):
            for identifier in self._prints.get(_serial(value), ()):
                yield signer, identifier, by
        for issuer, identifier in self._issued.get(_serial(signer.serial), ()):
            if _is_named(_parts(issuer), signer.issuer):
                yield signer, identifier, "issuer and serial number"
        for parts, identifier in self._names:
            if _is_named(parts, signer.subject):
                yield signer, identifier, "name"


def _serial(value: str) -> str:
    """Return hex digits without leading zeros: a serial number is written with and without them."""
    return value.lower().lstrip("0") or "0"


def _parts(name: str) -> frozenset[str]:
    """Return the parts of a distinguished name, or the one name that it is, without case."""
    return frozenset(" ".join(part.replace("\\", "").split()).lower() for part in _PARTS.split(name))


def _is_named(wanted: frozenset[str], told: str) -> bool:
    """Whether a distinguished name has all that is wanted; a bare name must be its common name or its organisation."""
    parts = _parts(told)
    return all(one in parts if "=" in one else bool({f"cn={one}", f"o={one}"} & parts) for one in wanted)


def _weight(match: Match, indicators: Mapping[str, Indicator]) -> tuple[Severity, bool]:
    signer, identifier, by = match
    severity = severity_of(indicators[identifier])
    if signer.use != "signer":
        severity = min(severity, Severity.LOW)
    return (min(severity, Severity.MEDIUM) if by == "name" else severity), signer.use == "signer"


def _finding(artifact: Artifact, found: list[Match], known: Mapping[str, Indicator]) -> Finding:
    signer, identifier, by = max(found, key=lambda match: _weight(match, known))
    worst = known[identifier]
    malware = ", ".join(distinct(known[one].malware for _, one, _ in found))
    subject = shorten(printable(signer.subject), 160)
    return Finding(
        detector=KnownSigner.meta.id,
        subject=of_file(artifact, "signer"),
        questions=KnownSigner.meta.questions,
        title=f"{malware or 'A signer that a source names'}: {named(artifact)} is signed by {subject or signer.serial}",
        severity=_weight((signer, identifier, by), known)[0],
        why=_why(worst, signer, by),
        rung=Rung.ON_DISK,
        host=artifact.place.host,
        since=artifact.modified,
        evidence=(proof(artifact, f"certificate SHA-1 {signer.sha1}, serial {signer.serial}, {subject}"),),
        indicators=tuple(dict.fromkeys(one for _, one, _ in found)),
        techniques=KnownSigner.meta.techniques,
        facts=file_facts(
            artifact,
            role=worst.role or None,
            malware=malware or None,
            signer=subject,
            issuer=shorten(printable(signer.issuer), 160),
            serial=signer.serial,
            use=signer.use,
            signature_fits=signer.fits,
            matched=by,
        ),
    )


def _why(indicator: Indicator, signer: Signer, by: str) -> str:
    why = f"{indicator.source} names the certificate, by its {by}."
    if signer.use != "signer":
        why += f" It is no signer's here but part of the signature ({signer.use})."
    if signer.fits is False:
        why += " The signature names another content than this one: it was copied here, or the file was changed afterwards."
    if by == "name":
        why += " A name proves little: anybody may have it put into a certificate."
    if indicator.note:
        why += f" {sentence(indicator.note)}"
    if indicator.demoted is not None:
        why += f" Trusted less: {indicator.demoted}."
    return why + " The same key may have signed what is harmless: no removal rests on this alone."
