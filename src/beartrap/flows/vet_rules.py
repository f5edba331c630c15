"""A folder of YARA rules made ready for `vet`: read, compiled once, kept in the user's cache."""

import hashlib
import json
import os
from pathlib import Path

from beartrap.effects.files import write_whole
from beartrap.engine.errand import ErrandFailed
from beartrap.flows.vet import BadUpdate
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.vet.rules.pack import Compiled, NotCompiled, compile_pack, digest_of, rule_gaps

SUFFIXES = (".yar", ".yara", ".rule", ".rules")
MOST_BYTES = 64 * 1024 * 1024
"""Of all rule files together; the largest public set has some 20 MB."""


@frozen
class Pack:
    """A pack that is ready: the file of compiled rules, how many they are, and what of the folder is not in it."""

    path: str
    rules: int
    gaps: tuple[Gap, ...]


def cache_folder() -> Path:
    """Return the folder in which compiled rules are kept (XDG base directories)."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (no error without a home)
    return Path(base) / "beartrap" / "rules"


def prepare(folder: Path, cache: Path | None = None) -> Pack:
    """Return the pack of all rules below `folder` (or of one file). Raises BadUpdate where there is none."""
    sources, gaps = _sources(folder)
    if not sources:
        raise BadUpdate(f"{folder}: no YARA rules here ({', '.join(SUFFIXES)})")
    where = cache or cache_folder()
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadUpdate(f"{where}: compiled rules cannot be kept here: {error.strerror}") from error
    name = digest_of(sources)
    compiled = _kept(where, name) or _made(where, name, sources)
    if compiled.rules == 0:
        raise BadUpdate(f"{folder}: not one of its YARA rules compiles: {rule_gaps(compiled)[0].why}")
    return Pack(str(where / f"{name}.yarc"), compiled.rules, (*gaps, *rule_gaps(compiled)))


def _sources(folder: Path) -> tuple[dict[str, str], tuple[Gap, ...]]:
    """Return the rule files by their name below the folder, and gaps for those that cannot be read."""
    if not folder.exists():
        raise BadUpdate(f"{folder}: there is no such folder")
    paths = (
        [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    )
    sources: dict[str, str] = {}
    gaps: list[Gap] = []
    size = 0
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            gaps.append(Gap(GapReason.UNREADABLE, (), f"{path}: YARA rules not read: {error.strerror}"))
            continue
        size += len(content)
        if size > MOST_BYTES:
            raise BadUpdate(f"{folder}: more than {MOST_BYTES >> 20} MiB of YARA rules")
        name = path.name if folder.is_file() else str(path.relative_to(folder))
        sources[name] = content.decode("utf-8", "replace")
    return sources, tuple(gaps)


def _kept(where: Path, name: str) -> Compiled | None:
    """Return what the cache has; None where it has nothing, or not what was written."""
    try:
        content = (where / f"{name}.yarc").read_bytes()
        told = json.loads((where / f"{name}.json").read_text(encoding="utf-8"))
        if told["sha256"] != hashlib.sha256(content).hexdigest():
            return None
        problems = tuple((str(one[0]), one[1], one[2], str(one[3])) for one in told["problems"])
        return Compiled(content, int(told["rules"]), problems)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _made(where: Path, name: str, sources: dict[str, str]) -> Compiled:
    try:
        compiled = compile_pack(sources)
        partial = where / f"{name}.yarc.partial"
        partial.write_bytes(compiled.content)
        partial.replace(where / f"{name}.yarc")
        told = {
            "sha256": hashlib.sha256(compiled.content).hexdigest(),
            "rules": compiled.rules,
            "problems": compiled.problems,
        }
        write_whole(where / f"{name}.json", json.dumps(told))
    except (ErrandFailed, NotCompiled, OSError) as error:
        raise BadUpdate(f"the YARA rules could not be compiled: {error}") from error
    return compiled
