"""Looking at the next update: vetted beside the version in use, its verdict kept in the look."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from beartrap.engine.detector import Found
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.flows.vet import Settings, Subject, vet
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.estate import Source
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.model.vetting import Vetted

MOST_FINDINGS = 200
"""Findings of one update that the case keeps, the weightiest; `vet` itself shows all."""
PIECE = 1024 * 1024


def look_at_update(desk: Desk, source: Source) -> None:
    """Vet an update that the estate names."""
    desk.progress.stage(f"Vetting {source.label}")
    paths = [Path(path) for path in (source.path, source.old) if path is not None]
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        keep_gap(desk, source, _missing(source, path))
    if missing:
        return
    try:
        digest = hashlib.sha256("\n".join(map(digest_of, paths)).encode()).hexdigest()
    except OSError as error:
        keep_gap(desk, source, _gap(source, GapReason.UNREADABLE, f"{source.label}: {error.strerror or error}"))
        return
    bracket(desk, source, source.label, digest, lambda: _vetted(desk, source, digest))


def _vetted(desk: Desk, source: Source, digest: str) -> Iterator[Found | Looked]:
    new = Subject(Path(source.path), source.label)
    old = None if source.old is None else Subject(Path(source.old), Path(source.old).name)
    vetted = vet(old, new, Settings(), desk.progress)
    for finding in vetted.findings[:MOST_FINDINGS]:
        if finding.severity > Severity.INFO:
            yield _of_update(finding, source)
    yield from vetted.gaps
    yield _looked(vetted, source, digest, desk.rules)


def _of_update(finding: Finding, source: Source) -> Finding:
    """Return a finding that names its update: the same behaviour in two updates is two findings."""
    title = f"{finding.title} ({source.label})"
    return replace(finding, subject=f"update:{printable(source.label)}:{finding.subject}", title=title)


def _looked(vetted: Vetted, source: Source, digest: str, rules: str) -> Looked:
    counts = {**dict(vetted.counts.pairs), "verdict": vetted.verdict.value, "because": vetted.reasons[0]}
    counts["compared_with"] = vetted.old
    amount = counts.get("files")
    return Looked(
        by="vet",
        questions=(Question.NEXT,),
        kind=source.kind,
        source=source.label,
        digest=digest,
        rules=rules,
        hosts=(),
        windows=(),
        amount=amount if isinstance(amount, int) and amount > 0 else 1,
        unit="files",
        counts=Facts(tuple(sorted(counts.items()))),
    )


def _missing(source: Source, path: Path) -> Gap:
    return _gap(source, GapReason.MISSING, f"{source.label}: {printable(str(path))} is not there")


def _gap(source: Source, reason: GapReason, why: str) -> Gap:
    remedy = "Correct the path in estate.toml; until then nothing is known of this update."
    return Gap(reason, (Question.NEXT,), why, remedy, source=source.label, kind=source.kind)


def digest_of(path: Path) -> str:
    """Return the digest of a file, or of all names and contents below a folder. Raises OSError."""
    digest = hashlib.sha256()
    files = (
        [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())
    )
    for one in files:
        digest.update(b"%r\0" % (b"" if one == path else str(one.relative_to(path)).encode("utf-8", "surrogateescape")))
        with one.open("rb") as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
    return digest.hexdigest()
