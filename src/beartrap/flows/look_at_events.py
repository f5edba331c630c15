"""Looking at endpoint and proxy logs of the estate: the packs' Sigma rules and all indicators, in one pass."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path

from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import Input, expand
from beartrap.flows.event_hunt import HitTable, hunt_files
from beartrap.flows.event_pool import run_jobs
from beartrap.flows.hunt_case import looks_of
from beartrap.flows.looking import Desk
from beartrap.flows.matchers import Baggage, warm
from beartrap.flows.sigma_rules import cache_path, refusals
from beartrap.hunt.event_coverage import coverage_gaps, covered
from beartrap.hunt.event_findings import Findings, rungs_of, seen_of
from beartrap.hunt.match.indicators import Wanted
from beartrap.hunt.sigma.compiling import compile_rules
from beartrap.hunt.sigma.ruleset import RuleSet
from beartrap.model.action import Began
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source
from beartrap.model.question import Question

EVENT_HITS = "events"
"""The folder below a case's hits in which those of events lie."""
WORKERS = 2


def look_at_events(desk: Desk, source: Source) -> None:
    """Look at all files of a source, as one look: a rule set takes a second to load, which many small files would pay for each."""
    inputs = list(expand(source))
    digest = _digest(inputs)
    if desk.case.has_looked(source.label, digest, desk.rules):
        desk.progress.note(f"{source.label}: already looked at, unchanged")
        return
    desk.progress.stage(f"Hunting in {source.label}")
    desk.recorder.add(Began(source.label, digest, desk.rules))
    desk.recorder.flush()
    rules, baggage = _rules(desk)
    folder = desk.case.hits_folder / EVENT_HITS
    folder.mkdir(exist_ok=True)
    hits = HitTable(folder / f"{digest[:32]}-{desk.rules[:16]}.parquet")
    looked = hunt_files(source, inputs, hits, WORKERS, partial(run_jobs, first=baggage.message()), desk.progress)
    hits.close()
    only = only_host(source)
    shown = covered(looked.cover, desk.hosts, only)
    findings = Findings(
        source.label,
        {head.id: head for head in rules.heads},
        rungs_of(desk.knowledge.sigma),
        desk.knowledge,
        desk.hosts,
        only,
        seen_of(desk.knowledge.sigma),
    )
    desk.recorder.add_all(findings.of(hits.tally))
    for gap in (
        *looked.gaps,
        *refusals(rules),
        *coverage_gaps(shown, desk.knowledge.estate, source.label, source.kind, source.quiet),
    ):
        _keep(desk, source, gap)
    looks = list(looks_of(shown, source.label, source.kind, digest, desk.rules))
    desk.recorder.add(*looks)  # in one transaction: half of them would make the look seem whole
    desk.recorder.flush()


def _keep(desk: Desk, source: Source, gap: Gap) -> None:
    """Keep a gap as one of the look at the whole source, so that a later look voids it."""
    desk.recorder.add(
        replace(gap, source=source.label, kind=source.kind, questions=gap.questions or (Question.ACTIVE,))
    )


def _digest(inputs: list[Input | Gap]) -> str:
    parts = [f"{one.label}\0{one.digest}" if isinstance(one, Input) else f"gap\0{one.why}" for one in inputs]
    return hashlib.sha256("\n".join(sorted(parts)).encode("utf-8", "surrogateescape")).hexdigest()


def _rules(desk: Desk) -> tuple[RuleSet, Baggage]:
    files = [RuleFile(name, text.encode()) for name, text in sorted(desk.knowledge.sigma.items())]
    summed = hashlib.sha256(b"\0".join(file.path.encode() + b"\0" + file.content for file in files)).hexdigest()
    path: Path = cache_path()
    cache = RuleCache(path)
    rules = compile_rules(summed, lambda: files, cache)
    return rules, warm(rules, Wanted.of(desk.knowledge), cache, path)
