"""Measure `vet`: false alarms on real updates, recall on the inert corpus.

    python benchmarks/vet_pairs.py FOLDER                       first, once: fetches real updates
    python benchmarks/vet_measure.py updates FOLDER [MOST]      verdicts over harmless updates, by kind of step; goes on where it stopped
    python benchmarks/vet_measure.py building FOLDER [MOST]     recall on the part of the corpus that was built with
    python benchmarks/vet_measure.py spent FOLDER [MOST]        recall on the part that was kept aside until it had been measured

Each result goes to FOLDER/results-WHAT.jsonl as it comes; figures are printed at the end with their Wilson 95 % interval.
What is kept aside now is measured by `vet_heldout.py`.
"""

import hashlib
import json
import math
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from vet_pairs import pairs

from beartrap.flows.vet import Settings, Subject, vet
from corpus import building, spent
from corpus.making import Base, Trojan, trojans

LARGEST = int(os.environ.get("BEARTRAP_LARGEST", "100000000"))
"""Bytes of the largest update that is measured."""
SMALL = 200_000
"""Bytes of a package into which the corpus grafts: large ones only cost time."""
Row = dict[str, Any]


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def told(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    share = 100 * hits / total if total else 0.0
    return f"{hits} of {total} ({share:.1f} %, 95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def judged(old: Path, new: Path) -> Row:
    """Return what a vet says, and what processor time it took in this process and its workers."""
    before = _cpu()
    started = time.monotonic()
    result = vet(Subject(old, old.name), Subject(new, new.name), Settings())
    weighty = [
        [
            one.detector,
            one.severity.name.lower(),
            one.facts.get("when"),
            one.evidence[0].place.show(),
            one.evidence[0].quote[:160],
        ]
        for one in result.findings
        if one.severity > 1
    ]
    gaps = [gap.why[:200] for gap in result.gaps if gap.questions]
    return {
        "verdict": result.verdict.value, "findings": weighty, "gaps": gaps,
        "cpu": round(_cpu() - before, 3), "seconds": round(time.monotonic() - started, 3), "size": new.stat().st_size,
    }  # fmt: skip


def _cpu() -> float:
    return sum(
        part.ru_utime + part.ru_stime
        for part in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def updates(folder: Path, _most: int) -> Iterator[Row]:
    """Yield the verdict over each real update."""
    done = _done(folder)
    for ecosystem, name, step, old, new in sorted(
        pairs(folder), key=lambda one: hashlib.sha256("".join(one[:3]).encode()).digest()
    ):
        if (ecosystem, name, step) not in done and new.stat().st_size <= LARGEST:
            yield {"ecosystem": ecosystem, "name": name, "step": step, **judged(old, new)}


def _done(folder: Path) -> set[tuple[str, ...]]:
    """Return what an earlier run has measured, so that a run can be stopped and go on."""
    path = folder / "results-updates.jsonl"
    rows = map(json.loads, path.read_text().splitlines()) if path.exists() else ()
    return {(row["ecosystem"], row["name"], row["step"]) for row in rows}


def bases(folder: Path) -> list[Base]:
    """Return real updates to graft into; patch and minor ones, where a trojan hides best."""
    found = []
    for ecosystem, name, step, old, new in pairs(folder):
        if step != "major" and new.stat().st_size < SMALL:
            kind = "pypi-wheel" if ecosystem == "pypi" else ecosystem
            found.append(Base(f"{name}-{step}", kind, old.read_bytes(), new.read_bytes()))
    return found


def recall(generators: Any) -> Any:
    def run(folder: Path, most: int) -> Iterator[Row]:
        for one in trojans(bases(folder), generators, most):
            yield {**described(one), **grafted(one)}

    return run


def described(one: Trojan) -> Row:
    return {
        "name": one.name, "ecosystem": one.base.ecosystem, "family": one.payload.family, "language": one.payload.language,
        "encoding": one.encoding.name, "placement": one.placement.name, "when": one.placement.when,
    }  # fmt: skip


def grafted(one: Trojan) -> Row:
    suffix = ".whl" if one.new[:2] == b"PK" else ".tgz"
    with tempfile.TemporaryDirectory() as place:
        old, new = Path(place) / f"old{suffix}", Path(place) / f"new{suffix}"
        old.write_bytes(one.base.old)
        new.write_bytes(one.new)
        return judged(old, new)


KINDS = {"updates": updates, "building": recall(building.GENERATORS), "spent": recall(spent.GENERATORS)}


def main(what: str, folder: Path, most: int) -> None:
    path = folder / f"results-{what}.jsonl"
    with path.open("a" if what == "updates" else "w") as out:
        for number, row in enumerate(KINDS[what](folder, most)):
            out.write(json.dumps(row) + "\n")
            out.flush()
            if number + 1 >= most:
                break
    report(what, [json.loads(line) for line in path.read_text().splitlines()])


def report(what: str, rows: list[Row]) -> None:
    wanted = ("hold", "block")
    print(f"{what}: held or blocked {told(sum(row['verdict'] in wanted for row in rows), len(rows))}")
    print(f"  blocked {told(sum(row['verdict'] == 'block' for row in rows), len(rows))}")
    cpu = sorted(row["cpu"] for row in rows) or [0.0]
    print(
        f"  CPU s a package: median {cpu[len(cpu) // 2]:.2f}, 90th percentile {cpu[len(cpu) * 9 // 10]:.2f}, most {cpu[-1]:.2f}"
    )
    for key in ("ecosystem", "step", "when", "family", "encoding", "placement"):
        for value, hits, total in _by(rows, key):
            print(f"  {key} {value}: {told(hits, total)}")
    culprits = Counter(
        finding[0]
        for row in rows
        if row["verdict"] in wanted
        for finding in row["findings"]
        if finding[1] in ("high", "critical")
    )
    print("  findings of high or critical weight in what was held:", dict(culprits.most_common(20)))


def _by(rows: Iterable[Row], key: str) -> Iterator[tuple[str, int, int]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if key in row:
            groups[row[key]].append(row["verdict"] in ("hold", "block"))
    for value, hits in sorted(groups.items()):
        yield value, sum(hits), len(hits)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10_000)
