"""Hunt: Windows events against SigmaHQ's rules, from the raw log and from a lake, beside other tools, in one run.

`BEARTRAP_BENCH_SIGMA` names the rules (a folder or an archive; by default those beside the project), `BEARTRAP_BENCH_EVENTS` the
sample (see `hunt_events`), `BEARTRAP_BENCH_COPIES` how often it is multiplied and ingested (10: about a million events of the lab),
`BEARTRAP_BENCH_SCALE` how often for the largest lake (100; see `hunt_lake` for how that is made).
Zircolite runs where `BEARTRAP_BENCH_ZIRCOLITE` is the command that starts it, Hayabusa and Chainsaw where they are on the path
(Chainsaw wants `BEARTRAP_BENCH_CHAINSAW_MAPPING`). Processor seconds are of a process and all that it started; memory is the highest sum
of the proportional set sizes of all of them, looked at ten times a second.
"""

import contextlib
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import hunt_events
import hunt_lake
import hunt_sql
import orjson
import psutil

from beartrap.effects.lake import Lake
from beartrap.engine.events import EventMatcher

SIGMA = Path(__file__).parents[2] / "shared" / "data" / "sigma" / "sigmahq-rules.tar.gz"
COPIES = int(os.environ.get("BEARTRAP_BENCH_COPIES", 10))
SCALE = int(os.environ.get("BEARTRAP_BENCH_SCALE", 100))


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: processor and wall seconds, peak bytes of the tree, its output."""

    processor: float
    wall: float
    peak: int
    output: bytes
    code: int


def run(command: list[str], folder: Path, cache: Path) -> Run:
    """Run a command, measured."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    with open(folder / "out", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment, cwd=folder)
        peaks: list[int] = [0]
        watch = threading.Thread(target=_watch, args=(process, peaks), daemon=True)
        watch.start()
        code = process.wait()
        watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Run(processor, time.monotonic() - begun, max(peaks), (folder / "out").read_bytes(), code)


def _watch(process: "subprocess.Popen[bytes]", peaks: list[int]) -> None:
    with contextlib.suppress(psutil.Error):
        whole = psutil.Process(process.pid)
        while process.poll() is None:
            size = 0
            for one in (whole, *whole.children(recursive=True)):
                with contextlib.suppress(psutil.Error, AttributeError):
                    size += one.memory_full_info().pss
            peaks.append(size)
            time.sleep(0.1)


def main() -> None:
    """Measure all there is."""
    rules = Path(os.environ.get("BEARTRAP_BENCH_SIGMA") or SIGMA).absolute()
    if not rules.exists():
        print("no Sigma rules: name a folder or an archive of them in BEARTRAP_BENCH_SIGMA")
        return
    events = hunt_events.sample()
    with tempfile.TemporaryDirectory(prefix="beartrap-bench-") as name:
        folder = Path(name)
        raw = folder / "events.jsonl"
        raw.write_bytes(b"".join(orjson.dumps(event) + b"\n" for event in events))
        rules = _windows(rules, folder)
        print(f"load of the machine when it began: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        ours = _raw(folder, raw, rules, len(events))
        _peers(folder, raw, rules, len(events), ours)
        _lakes(folder, raw, events, rules)


def _windows(rules: Path, folder: Path) -> Path:
    """Return the folder of SigmaHQ's Windows rules, where the rules are SigmaHQ's: every tool gets the same."""
    if rules.is_file():
        shutil.unpack_archive(rules, folder / "rules", filter="data")
        rules = folder / "rules"
    return rules / "rules" / "windows" if (rules / "rules" / "windows").is_dir() else rules


def _beartrap(*words: str) -> list[str]:
    return [sys.executable, "-m", "beartrap", *words]


def _raw(folder: Path, raw: Path, rules: Path, count: int) -> float:
    for name in ("cold rule cache", "warm rule cache"):
        one = run(_beartrap("hunt", str(raw), "--sigma", str(rules), "--json"), folder, folder / "cache")
        _say(f"beartrap, raw file, {name}", count, one)
        said = orjson.loads(one.output)
    hits = sum(hit["count"] for hit in said["hits"])
    print(f"  {said['rules']['loaded']} rules, {len(said['hits'])} of them hit {hits} times")
    return one.processor


def _peers(folder: Path, raw: Path, rules: Path, count: int, ours: float) -> None:
    commands: dict[str, list[str]] = {}
    if zircolite := os.environ.get("BEARTRAP_BENCH_ZIRCOLITE"):
        out = str(folder / "zircolite.json")
        commands["zircolite"] = [*shlex.split(zircolite), "-j", "-e", str(raw), "-r", str(rules), "-p", "sysmon", "-p", "windows-logsources", "-o", out, "--no-auto-mode"]  # fmt: skip
    if hayabusa := shutil.which("hayabusa"):
        commands["hayabusa"] = [hayabusa, "csv-timeline", "-J", "-w", "-q", "-f", str(raw), "-r", str(rules), "-o", str(folder / "hayabusa.csv")]  # fmt: skip
    mapping = os.environ.get("BEARTRAP_BENCH_CHAINSAW_MAPPING")
    if (chainsaw := shutil.which("chainsaw")) and mapping:
        commands["chainsaw"] = [chainsaw, "hunt", str(raw), "-s", str(rules), "--mapping", mapping, "--json"]
    for name in ("zircolite", "hayabusa", "chainsaw"):
        if name not in commands:
            print(f"{name}: not installed, not measured")
            continue
        one = run(commands[name], folder, folder / "cache")
        _say(f"{name}, raw file, {rules.name}", count, one)
        print(
            f"  {one.processor / ours:.1f} times the processor time of beartrap with a warm cache (exit code {one.code})"
        )


def _lakes(folder: Path, raw: Path, events: list[hunt_events.Record], rules: Path) -> None:
    small = folder / "small"
    for place, copies in ((small, range(1)), (folder / "lake", range(COPIES))):
        logs = folder / f"logs-{place.name}"
        count = hunt_events.write(events, copies, logs)
        _say(f"beartrap ingest, {count:,} events", count, run(_beartrap("ingest", str(logs), "--to", str(place), "--quiet"), folder, folder / "cache"))  # fmt: skip
        shutil.rmtree(logs)
        _hunts(folder, place, count, rules)
    large = folder / "large"
    _hunts(folder, large, hunt_lake.write(raw, SCALE, large), rules)
    shutil.rmtree(large)
    with Lake.read(small) as opened:
        pieces = opened.pieces()
    paths, sources = [str(piece.path) for piece in pieces], sorted({piece.source for piece in pieces})
    queries, hits, seconds = hunt_sql.evaluate(paths, sources, rules, folder / "sql.sqlite")
    print(
        f"DuckDB, {queries} queries over {len(events):,} events: {seconds:.1f} processor s, {hits} hits, evaluation alone"
    )
    seconds = _evaluation(small, rules, folder)
    print(f"beartrap, the same lake: {seconds:.2f} processor s, reading the pieces included, rules compiled before")


def _hunts(folder: Path, lake: Path, count: int, rules: Path) -> None:
    for name, workers in (("first hunt", 1), ("second hunt", 1), ("two workers", 2)):
        one = run(_beartrap("hunt", str(lake), "--sigma", str(rules), "--json", "--workers", str(workers)), folder, folder / "cache")  # fmt: skip
        _say(f"beartrap, lake of {count:,}, {name}", count, one)


def _evaluation(lake: Path, rules: Path, folder: Path) -> float:
    """Return the processor seconds of matching alone: by a matcher that has met no value yet, over rules that were compiled before."""
    from beartrap.flows.sigma_rules import prepare

    cache = folder / "sql.sqlite"
    _matched(lake, prepare([rules], cache=cache).matcher())  # compiles what the cache does not have
    matcher = prepare([rules], cache=cache).matcher()
    begun = time.process_time()
    _matched(lake, matcher)
    return time.process_time() - begun


def _matched(lake: Path, matcher: EventMatcher) -> None:
    from beartrap.flows.event_hunt import scans
    from beartrap.flows.event_worker import carry_out

    with Lake.read(lake) as opened:
        for job in scans(opened):
            for _ in carry_out({"do": "scan", "source": job.source, "paths": list(job.paths)}, matcher):
                pass


def _say(what: str, count: int, one: Run) -> None:
    rate = count / one.processor if one.processor else 0
    print(f"{what}: {one.processor:.1f} processor s ({rate:,.0f} events/s), {one.wall:.1f} s, {one.peak / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
