"""Sigma rules made ready for a hunt: read, parsed and linked by way of the user's cache."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.match.scanners import CachedScanners
from beartrap.hunt.sigma.compiling import Placeholders, compile_rules
from beartrap.hunt.sigma.rule import Refused
from beartrap.hunt.sigma.ruleset import RuleSet
from beartrap.intel.sigma_files import RuleInput, read_rules
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.model.question import Question


def cache_path() -> Path:
    """Return the file in which compiled rules are kept (XDG base directories)."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (no error without a home)
    return Path(base) / "beartrap" / "rules" / "sigma.sqlite"


@frozen
class Prepared:
    """Rules that are ready: the set, gaps for what is not in it, and the cache that has their compiled form."""

    rules: RuleSet
    gaps: tuple[Gap, ...]
    cache: RuleCache

    def matcher(self) -> SigmaMatcher:
        """Return a matcher of the rules; each process has its own."""
        return SigmaMatcher(self.rules, CachedScanners(self.cache))


def prepare(paths: Sequence[Path], placeholders: Placeholders | None = None, cache: Path | None = None) -> Prepared:
    """Return the rules below `paths` made ready. Raises IntelError where a path has none."""
    kept = RuleCache(cache or cache_path())
    inputs = [read_rules(path, kept) for path in paths]
    digest = " ".join(one.digest for one in inputs)
    rules = compile_rules(digest, lambda: rule_files(inputs), kept, placeholders)
    gaps = [gap for one in inputs for gap in one.gaps]
    return Prepared(rules, (*gaps, *refusals(rules)), kept)


def rule_files(inputs: Sequence[RuleInput]) -> Iterator[RuleFile | Refused]:
    """Yield the files, and what an archive does not give: that is kept with the set, for later runs read only the cache."""
    for one in inputs:
        for file in one.files():
            yield Refused("", "", one.path, file.why) if isinstance(file, Gap) else file


def refusals(rules: RuleSet) -> Iterator[Gap]:
    """Yield a gap for each rule that is not used."""
    for one in rules.refused:
        named = f"{one.id}{f' ({one.title})' if one.title else ''} in {one.path}" if one.id else one.path
        why = f"Sigma rules: {named} is not used: {one.why}"
        remedy = "Correct the rule, give what it asks for, or look for the same in another way."
        yield Gap(GapReason.UNSUPPORTED, (Question.ACTIVE,), why, remedy, source=one.path, by="hunt.sigma")
