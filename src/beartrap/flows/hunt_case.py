"""Keeping a hunt in a case: findings by rule and machine, gaps, what was looked at; the raw hits lie beside the ledger."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from beartrap import __version__
from beartrap.case.ledger import Case
from beartrap.engine.hosts import HostNames
from beartrap.flows.hunted import Hunted
from beartrap.flows.recorder import Recorder
from beartrap.hunt.event_coverage import BY, Covered
from beartrap.hunt.event_findings import Findings, rungs_of, seen_of
from beartrap.model.action import Began, Run
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Estate
from beartrap.model.question import Question

LABEL = "hunt"
ACTIVE = (Question.ACTIVE,)


def place_of_hits(case: Path) -> Path:
    """Return where the raw hits of a hunt go in a case, which is made where there is none; raises CaseError."""
    with Case.open(case, create=True) as opened:
        folder = opened.hits_folder / "events"
        folder.mkdir(exist_ok=True)
        return folder / f"hunt-{secrets.token_hex(6)}.parquet"


def keep(hunted: Hunted, folder: Path, estate: Estate) -> None:
    """Append what a hunt found, could not look at and looked at; raises CaseError."""
    rules = hunted.knowledge.digest() + " ".join(sorted(hunted.rules))
    rules = hashlib.sha256(rules.encode()).hexdigest()
    started = datetime.now(UTC)
    with Case.open(folder, create=True) as case:
        recorder = Recorder(case)
        run = Run(secrets.token_hex(6), LABEL, __version__, started)
        recorder.add(run, *hunted.knowledge.incidents, *hunted.knowledge.indicators.values())
        for looked, shown in hunted.looks:
            label, kind = looked.source.label, looked.source.kind
            digest = hashlib.sha256(f"{label} {shown.rows} {started}".encode()).hexdigest()
            recorder.add(Began(label, digest, rules))
            recorder.add_all(
                _belonging([*looked.gaps, *(gap for gap in hunted.gaps if gap.source == label)], label, kind)
            )
            recorder.add_all(looks_of(shown, label, kind, digest, rules))
        names = HostNames(estate)
        findings = Findings(
            LABEL,
            hunted.rules,
            rungs_of(hunted.knowledge.sigma),
            hunted.knowledge,
            names,
            seen=seen_of(hunted.knowledge.sigma),
        )
        recorder.add_all(findings.of(hunted.tally))
        recorder.add_all(hunted.unused)
        recorder.add(Run(run.id, run.command, run.version, run.started, datetime.now(UTC), "finished"))
        recorder.flush()


def _belonging(gaps: list[Gap], label: str, kind: SourceKind) -> Iterator[Gap]:
    for gap in dict.fromkeys(gaps):
        yield replace(gap, source=label, kind=kind, questions=gap.questions or ACTIVE)


def looks_of(shown: Covered, label: str, kind: SourceKind, digest: str, rules: str) -> Iterator[Looked]:
    """Yield the looks at one source: the machines that cover the same days together; one of nothing, where none shows."""
    windows = shown.windows() or {(): []}
    for covered, hosts in windows.items():
        yield Looked(BY, ACTIVE, kind, label, digest, rules, tuple(hosts), covered, shown.rows, "events")
