"""`hunt`: rules and indicators over logs and lakes, with what was looked at and what was not."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from beartrap.effects.lake import Lake
from beartrap.engine.hosts import HostNames
from beartrap.engine.knowledge import Knowledge
from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.estate.inputs import expand
from beartrap.flows.errors import FlowError
from beartrap.flows.event_hunt import HitTable, Looked, hunt_files, hunt_lake
from beartrap.flows.event_messages import Job
from beartrap.flows.event_pool import Executor, Outcome, run_jobs
from beartrap.flows.hunted import Hunted, Request
from beartrap.flows.matchers import Baggage, load_kept, warm
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.sigma_rules import cache_path, refusals, rule_files
from beartrap.flows.spark_hunt import BadEngine, hunt_lake_by_spark, master_of
from beartrap.hunt.event_coverage import coverage_gaps, covered
from beartrap.hunt.match.indicators import Wanted
from beartrap.hunt.sigma.compiling import compile_rules
from beartrap.hunt.sigma.correlating import correlate
from beartrap.hunt.sigma.rule import BadMapping
from beartrap.hunt.sigma.ruleset import RuleSet
from beartrap.intel.sigma_files import read_rules
from beartrap.model.coverage import Gap
from beartrap.model.estate import Estate, Source


class Execute(Protocol):
    """Carries out jobs with so many workers, each told `first` at first; `event_pool.run_jobs` does."""

    def __call__(self, jobs: Iterable[Job], workers: int, first: dict[str, Any]) -> Iterator[Outcome]:
        """Yield the outcomes."""


def hunt(
    request: Request, progress: Progress | None = None, estate: Estate | None = None, execute: Execute = run_jobs
) -> Hunted:
    """Hunt through all sources. Raises IntelError for rules that are none, LakeError for a lake that cannot be read."""
    progress, estate = progress or Silent(), estate or Estate()
    progress.stage("Getting the rules ready")
    cache = request.cache or cache_path()
    knowledge = _knowledge(request, estate)
    rules, unused, kept = _rules(request, knowledge.sigma, cache)
    if not rules.heads and not knowledge.indicators:
        raise NothingToHunt
    wanted = Wanted.of(knowledge)
    baggage = warm(rules, wanted, kept, cache)
    carry_out = partial(execute, first=baggage.message())
    if request.engine != "local":
        master_of(request.engine)  # before the work: what is no engine is said at once
    place = _place_of_hits(request.case)
    with _hit_table(place, rules.correlated()) as hits:
        result = Hunted(
            hits.tally,
            {head.id: head for head in (*rules.heads, *(one.head for one in rules.correlations))},
            unused,
            knowledge,
        )
        result.gaps += request.unread
        for source in request.sources:
            progress.stage(f"Hunting in {source.label}")
            if request.engine != "local":
                looked = _by_spark(source, hits, request.engine, baggage, progress)
            else:
                looked = _hunt_one(source, hits, request.workers, carry_out, progress)
            shown = covered(looked.cover, HostNames(estate))
            result.looks.append((looked, shown))
            result.gaps += looked.gaps
            result.gaps += coverage_gaps(shown, estate, source.label, source.kind, source.quiet)
        if rules.correlations:
            progress.stage("Correlating")
            hits.add(correlate(rules, hits.correlated()))
    if request.case is not None:
        from beartrap.flows.hunt_case import keep  # late, as what follows: most of a quick hunt is its imports

        keep(result, request.case, estate)
    return result


def _knowledge(request: Request, estate: Estate) -> Knowledge:
    """Return what packs and lists of indicators say."""
    if not request.indicators and not request.packs:
        return Knowledge.of(estate=estate)
    from beartrap.flows.reading import gather

    return gather((), request.indicators, request.packs, match_packs=False).knowledge(estate)


def _place_of_hits(case: Path | None) -> Path | None:
    if case is None:
        return None
    from beartrap.flows.hunt_case import place_of_hits

    return place_of_hits(case)


class NothingToHunt(FlowError):
    """Neither rules nor indicators were given."""

    def __init__(self) -> None:
        super().__init__("nothing to hunt for: give --sigma, --pack or --indicators (`beartrap packs` lists the packs)")


def _rules(request: Request, sigma: Mapping[str, str], path: Path) -> tuple[RuleSet, tuple[Gap, ...], RuleCache]:
    """Return the rules of files and packs together, gaps for those that are not used, and the cache."""
    cache = RuleCache(path)
    inputs = [read_rules(one, cache) for one in request.sigma]
    own = [RuleFile(name, text.encode()) for name, text in sorted(sigma.items())]
    digest = " ".join([*(one.digest for one in inputs), *(f"{file.path} {file.digest}" for file in own)])
    mappings = [_text_of(one) for one in request.mappings]
    try:
        rules = compile_rules(digest, lambda: chain(own, rule_files(inputs)), cache, mappings=mappings)
    except BadMapping as error:
        raise FlowError(
            f"{', '.join(map(str, request.mappings))}: no pipeline of pySigma that can be used: {error}"
        ) from error
    return rules, (*(gap for one in inputs for gap in one.gaps), *refusals(rules)), cache


def _text_of(mapping: Path) -> str:
    try:
        return mapping.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FlowError(f"{mapping}: the mapping of fields cannot be read ({error})") from error


def _by_spark(source: Source, hits: HitTable, engine: str, baggage: Baggage, progress: Progress) -> Looked:
    if not Lake.is_lake(Path(source.path)):
        raise BadEngine(
            f"{source.label}: Spark hunts in a lake; make one with `beartrap ingest {source.label} --to LAKE`"
        )
    with Lake.read(Path(source.path)) as lake:
        return hunt_lake_by_spark(source, lake, load_kept(baggage), hits, engine, baggage, progress)


def _hunt_one(source: Source, hits: HitTable, workers: int, execute: Executor, progress: Progress) -> Looked:
    if Lake.is_lake(Path(source.path)):
        with Lake.read(Path(source.path)) as lake:
            return hunt_lake(source, lake, hits, workers, execute, progress)
    return hunt_files(source, expand(source), hits, workers, execute, progress)


@contextmanager
def _hit_table(place: Path | None, correlated: frozenset[str]) -> Iterator[HitTable]:
    with tempfile.TemporaryDirectory(prefix="beartrap-hunt-") as folder:
        hits = HitTable(place or Path(folder, "hits.parquet"), correlated)
        yield hits
        hits.close()
