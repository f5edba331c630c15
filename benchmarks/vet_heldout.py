"""Measure `vet` on the held-out corpora (`tests/corpus/heldout`, `heldout3`, `heldout4`, `heldout5`, `heldout6`, `heldout7`, `heldout8`, `heldout9`, `heldout10`, `heldout11`, `heldout12`, `heldout13`, `heldout14`): verdicts, and whether findings name the place and the decoded text.

    python benchmarks/vet_heldout.py                                 all pairs, with the `beartrap` of this interpreter
    python benchmarks/vet_heldout.py --set heldout6 --blind          the sixth set; prints figures alone, so that nobody sees pairs
    python benchmarks/vet_heldout.py --limit 20 --jobs 2             the first ones of an even spread
    python benchmarks/vet_heldout.py --only ctx-environment npm      pairs whose name, ecosystem, container or axis value is that
    python benchmarks/vet_heldout.py --beartrap OTHER/.venv/bin/beartrap --out results.json
    python benchmarks/vet_heldout.py --write FOLDER                  write the pairs, judge nothing

The command line is asked (`vet OLD NEW --json`), so that any version of it can be measured. Results go to `--out` as they come
(JSON lines beside it, one document at the end); a run that was stopped goes on where it was. Intervals are Wilson's, 95 %.
"""

import argparse
import hashlib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from corpus import (
    heldout,
    heldout3,
    heldout4,
    heldout5,
    heldout6,
    heldout7,
    heldout8,
    heldout9,
    heldout10,
    heldout11,
    heldout12,
    heldout13,
    heldout14,
)
from corpus.heldout import nouns
from corpus.heldout.containers import write
from corpus.heldout.nouns import Pair, Spec, base

Row = dict[str, Any]
Maker = Callable[[Spec, int], Pair]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set that was kept aside: its generators, the seed that is measured, and how a pair is made."""

    specs: list[Spec]
    seed: int
    made: Maker


SETS = {
    "heldout": Corpus(heldout.specs(), heldout.SEED, nouns.made),
    "heldout3": Corpus(heldout3.specs(), heldout3.SEED, heldout3.made),
    "heldout4": Corpus(heldout4.specs(), heldout4.SEED, heldout4.made),
    "heldout5": Corpus(heldout5.specs(), heldout5.SEED, heldout5.made),
    "heldout6": Corpus(heldout6.specs(), heldout6.SEED, heldout6.made),
    "heldout7": Corpus(heldout7.specs(), heldout7.SEED, heldout7.made),
    "heldout8": Corpus(heldout8.specs(), heldout8.SEED, heldout8.made),
    "heldout9": Corpus(heldout9.specs(), heldout9.SEED, heldout9.made),
    "heldout10": Corpus(heldout10.specs(), heldout10.SEED, heldout10.made),
    "heldout11": Corpus(heldout11.specs(), heldout11.SEED, heldout11.made),
    "heldout12": Corpus(heldout12.specs(), heldout12.SEED, heldout12.made),
    "heldout13": Corpus(heldout13.specs(), heldout13.SEED, heldout13.made),
    "heldout14": Corpus(heldout14.specs(), heldout14.SEED, heldout14.made),
}
TOO_LONG = 300
"""Seconds for one pair; what takes longer is an answer of its own."""
FEW = 3
"""Values of an axis that fewer pairs have are in the JSON document and not printed."""
WEIGHTY = ("medium", "high", "critical")
STOPS = ("hold", "block")
GROUPS = {
    "plain": ("plain", "plain C", "plain in vendored code", "in an existing script"),
    "worded as telemetry": ("telemetry wording",),
    "compiled": ("in a binary", "in bytecode", "in a .NET assembly", "xor in bytecode", "bytecode"),
    "in data, image, fixture, map": ("in a data file", "in an image", "low bits of pixels", "in a test fixture", "in a source map", "xor over several files"),
    "over several files": ("over several files", "conditional exports", "bundled dependency", "downloaded runtime"),
    "unseen or look-alike characters": ("invisible characters", "unicode homoglyphs", "bidirectional text", "one character"),
    "out of sight in the line or bundle": ("far to the right", "minified into a bundle", "minified one-liner", "in a bundle"),
    "names put together": ("string splitting", "dynamic names", "constructor tricks", "variable functions", "format operator", "obfuscated names", "string table"),
    "keyed, timed or fetched": ("keyed by environment", "time bomb", "on a block chain", "steganographic page"),
    "encoded in layers or by an own cipher": ("layers", "own cipher"),
    "new dependency": ("look-alike name", "phantom", "phantom at build", "from a repository", "from an address", "by another name"),
}  # fmt: skip
"""Ways of hiding, in groups large enough to count; what is in none is encoded text."""


def group_of(hiding: str) -> str:
    return next((group for group, some in GROUPS.items() if hiding in some), "encoded")


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
    return f"{hits} of {total} ({100 * hits / total if total else 0:.1f} %, 95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def chosen(specs: list[Spec], only: list[str], limit: int | None) -> list[Spec]:
    """Return the generators asked for; a limit takes an even spread, the same each time."""
    some = [one for one in specs if not only or set(only) & labels(one)]
    if limit is None or limit >= len(some):
        return some
    return sorted(some, key=lambda one: hashlib.sha256(one.name.encode()).digest())[:limit]


def labels(spec: Spec) -> set[str]:
    return {
        spec.name, spec.base, spec.container, base(spec.base).ecosystem, "trojan" if spec.trojan else "harmless",
        *((spec.trigger, spec.payload, spec.hiding, group_of(spec.hiding), spec.like) if spec.trojan else (spec.nature,)),
        *(["hard"] if spec.hard else []),
    } - {""}  # fmt: skip


def described(spec: Spec, pair: Pair) -> Row:
    row: Row = {
        "name": spec.name, "trojan": spec.trojan, "ecosystem": pair.ecosystem, "container": spec.container, "step": pair.kind,
        "base": spec.base, "size": sum(map(len, pair.new.values())),
    }  # fmt: skip
    if not spec.trojan:
        return row | {"nature": spec.nature}
    return row | {
        "trigger": spec.trigger, "payload": spec.payload, "hiding": spec.hiding, "hiding_group": group_of(spec.hiding), "like": spec.like,
        "hard": spec.hard, "files": list(pair.files), "shown": list(pair.shown),
    }  # fmt: skip


def judged(command: list[str], old: Path, new: Path) -> Row:
    """Return the document that `vet` prints, with exit code and time; an `error` where it printed none."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            [*command, "vet", str(old), str(new), "--json"], capture_output=True, timeout=TOO_LONG, check=False
        )
    except subprocess.TimeoutExpired:
        return {"verdict": "timeout", "error": f"longer than {TOO_LONG} s", "findings": [], "gaps": []}
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return {
            "verdict": "error",
            "error": done.stderr.decode(errors="replace")[-600:],
            "findings": [],
            "gaps": [],
            "code": done.returncode,
        }
    return {**document, "code": done.returncode, "seconds": round(time.monotonic() - started, 2)}


def places(finding: Row) -> Iterator[tuple[str, int | None]]:
    """Yield path (names within archives appended) and row of each piece of evidence."""
    for piece in finding["evidence"]:
        place = piece.get("place") or {}
        parts = [place.get("path") or "", *(place.get("member") or [])]
        yield "/".join(str(one) for one in parts), place.get("row")


def standing(pair: Pair, path: str) -> str:
    """Return how a file of the pair's tree is called within its container."""
    name, version = pair.spec.base, pair.new_version
    if pair.spec.container == "wheel":
        root = f"{name.replace('-', '_')}-{version}"
        return path.replace("DIST-INFO/", f"{root}.dist-info/").replace("DATA/", f"{root}.data/")
    if pair.spec.container == "deb":
        return path.replace("DEBIAN/", "control.tar.gz/") if path.startswith("DEBIAN/") else f"data.tar.gz/{path}"
    if path == "METADATA.yaml":
        return "metadata.gz"
    if path.startswith("RPM/"):
        return {"RPM/pre": "prein", "RPM/post": "postin"}.get(path, path.removeprefix("RPM/"))
    path = path.replace("DIST-INFO/METADATA", "PKG-INFO")
    prefix = {"npm": "package/", "gem": "data.tar.gz/", "vsix": "extension/", "sdist": f"{name.replace('-', '_')}-{version}/", "crate": f"{name}-{version}/", "tar.gz": f"{name}-{version}/", "nested": "package/" if "package.json" in pair.new else ""}  # fmt: skip
    return prefix.get(pair.spec.container, "") + path


def is_in(where: str, *names: str) -> bool:
    """Whether a place is in a file: by its whole name, within a container or not, by its name without the root, or within it."""
    where = where.replace("/./", "/").removeprefix("./")
    return where in names or where.endswith("/" + names[0]) or where.startswith(tuple(name + "/" for name in names))


def marked(pair: Pair, document: Row) -> Row:
    """Return what the findings say of the payload: its file, its row, its decoded text."""
    weighty = [one for one in document["findings"] if one["severity"] in WEIGHTY]
    spots = [spot for one in weighty for spot in places(one)]
    files = {path: standing(pair, path) for path in pair.files}
    in_file = [(path, row) for where, row in spots for path, whole in files.items() if is_in(where, whole, path)]
    text = json.dumps(weighty, ensure_ascii=False)
    return {
        "file_named": bool(in_file),
        "row_named": any(row in pair.rows.get(path, ()) for path, row in in_file) if pair.rows else None,
        "decoded_shown": all(one in text for one in pair.shown) if pair.shown else None,
    }  # fmt: skip


def measured(spec: Spec, pair: Pair, command: list[str]) -> Row:
    with tempfile.TemporaryDirectory() as place:
        old, new = write(pair, Path(place))
        document = judged(command, old, new)
    findings = [
        {"detector": one["detector"], "severity": one["severity"], "when": one["facts"].get("when"), "where": list(places(one))[:1], "title": one["title"]}
        for one in document["findings"]
        if one["severity"] in WEIGHTY
    ]  # fmt: skip
    row = described(spec, pair) | {key: document.get(key) for key in ("verdict", "code", "seconds", "error")}
    row |= {"findings": findings, "reasons": document.get("reasons", [])[:3], "gaps": [gap.get("why", "")[:200] for gap in document["gaps"] if "next" in (gap.get("questions") or [])]}  # fmt: skip
    return row | (marked(pair, document) if spec.trojan else {})


def report(rows: list[Row], blind: bool = False) -> Row:
    """Print the figures, and return them; `blind` leaves out what tells of single pairs."""
    trojans, harmless = [one for one in rows if one["trojan"]], [one for one in rows if not one["trojan"]]
    figures: Row = {}

    def say(title: str, hits: int, total: int) -> None:
        low, high = wilson(hits, total)
        figures[title.strip()] = {"hits": hits, "of": total, "low": round(low, 4), "high": round(high, 4)}
        if total >= FEW or not title.startswith("  axis"):
            print(f"{title}: {told(hits, total)}")

    if trojans:
        stopped = [one for one in trojans if one["verdict"] in STOPS]
        say("trojanised, held or blocked", len(stopped), len(trojans))
        say("  blocked", sum(one["verdict"] == "block" for one in trojans), len(trojans))
        say(
            "  held or blocked, the hard ones left out",
            sum(not one["hard"] for one in stopped),
            sum(not one["hard"] for one in trojans),
        )
        say(
            "  held or blocked by a finding (not by gaps alone)",
            sum(bool(one["findings"]) for one in stopped),
            len(trojans),
        )
        say("  payload's file named", sum(one["file_named"] for one in trojans), len(trojans))
        rowed = [one for one in trojans if one["row_named"] is not None]
        say("  a grafted row named", sum(one["row_named"] for one in rowed), len(rowed))
        coded = [one for one in trojans if one["decoded_shown"] is not None]
        say("  decoded text shown", sum(one["decoded_shown"] for one in coded), len(coded))
        axes = ("ecosystem", "container", "trigger", "payload", "hiding_group", "step", "hard")
        for axis in axes if blind else (*axes, "hiding", "like"):
            for value, some in by(trojans, axis):
                if value != "":
                    say(f"  axis {axis}: {value}", sum(one["verdict"] in STOPS for one in some), len(some))
        missed = [one["name"] for one in trojans if one["verdict"] not in STOPS]
        print("  missed:", len(missed) if blind else ", ".join(missed) or "none")
    if harmless:
        say("harmless, held or blocked", sum(one["verdict"] in STOPS for one in harmless), len(harmless))
        say("  harmless, blocked", sum(one["verdict"] == "block" for one in harmless), len(harmless))
        plain = [one for one in harmless if one["nature"] == "nothing suspicious"]
        say(
            "  harmless, nothing suspicious: held or blocked", sum(one["verdict"] in STOPS for one in plain), len(plain)
        )
        for axis in ("ecosystem", "step"):
            for value, some in by(harmless, axis):
                say(f"  axis harmless {axis}: {value}", sum(one["verdict"] in STOPS for one in some), len(some))
        for one in harmless:
            if one["verdict"] in STOPS and not blind:
                why = sorted(
                    {found["detector"] for found in one["findings"] if found["severity"] != "medium"}
                    or {found["detector"] for found in one["findings"]}
                )
                print(f"    {one['verdict']}: {one['name']} ({one['nature']}): {', '.join(why) or 'gaps'}")
    broken = [one["name"] for one in rows if one["verdict"] in ("error", "timeout")]
    if broken:
        print("no answer:", len(broken) if blind else ", ".join(broken))
    return figures


def by(rows: Iterable[Row], axis: str) -> list[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[str(row[axis])].append(row)
    return sorted(groups.items())


def main() -> None:
    parser = argparse.ArgumentParser(description="measure vet on the held-out corpus")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="WORD",
        help="names, ecosystems, containers or values of an axis; also trojan, harmless, hard",
    )
    parser.add_argument("--limit", type=int, help="at most so many pairs, evenly spread")
    parser.add_argument("--set", choices=SETS, default="heldout", help="which set (default: heldout)")
    parser.add_argument("--seed", type=int, help="another seed than the one that is measured")
    parser.add_argument("--jobs", type=int, default=1, help="pairs at once")
    parser.add_argument("--beartrap", help="the command to measure (default: that of this interpreter)")
    parser.add_argument("--out", type=Path, help="where the results go (default: SET.json)")
    parser.add_argument(
        "--blind", action="store_true", help="print figures alone, so that the set is not spent by a look"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run has measured")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the pairs there and judge nothing")
    parser.add_argument("--list", action="store_true", help="list the pairs and what is known of them; judge nothing")
    args = parser.parse_args()
    corpus = SETS[args.set]
    seed = corpus.seed if args.seed is None else args.seed
    made = partial(corpus.made, seed=seed)
    wanted = chosen(corpus.specs, args.only, args.limit)
    if args.list:
        for spec in wanted:
            print(json.dumps(described(spec, made(spec))))
        return
    if args.write:
        for spec in wanted:
            write(made(spec), args.write / spec.name)
        return
    args.out = args.out or Path(f"{args.set}.json")
    lines = args.out.with_suffix(".jsonl")
    if args.fresh:
        lines.unlink(missing_ok=True)
    rows_before = map(json.loads, lines.read_text().splitlines()) if lines.exists() else ()
    done = {row["name"]: row for row in rows_before if row["verdict"] not in ("error", "timeout")}
    command = [args.beartrap] if args.beartrap else [sys.executable, "-m", "beartrap"]
    left = [spec for spec in wanted if spec.name not in done]
    with lines.open("a") as out, ThreadPoolExecutor(args.jobs) as pool:
        for row in pool.map(lambda spec: measured(spec, made(spec), command), left):
            done[row["name"]] = row
            out.write(json.dumps(row) + "\n")
            out.flush()
            print(len(done) if args.blind else f"{len(done)}: {row['verdict']:8} {row['name']}", file=sys.stderr)
    rows = [done[spec.name] for spec in wanted]
    figures = report(rows, args.blind)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures["cpu_seconds_of_this_run"] = round(spent.ru_utime + spent.ru_stime, 1)
    document = {"set": args.set, "seed": seed, "figures": figures} | ({} if args.blind else {"pairs": rows})
    args.out.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
