"""From rule files to a linked set, by way of a cache: only what changed is parsed, and an unchanged set is read back whole."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import orjson

from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.hunt.sigma.codec import Parsed, parsed_from, parsed_to
from beartrap.hunt.sigma.rule import Refused
from beartrap.hunt.sigma.ruleset import FORMAT, RuleSet

PARSING = 1
"""Raised with every change of what parsing means."""
_LIBRARIES = ("pysigma", "pysigma-pipeline-sysmon", "pysigma-pipeline-windows", "pyyaml", "google-re2")

Placeholders = Mapping[str, tuple[str, ...]]


def compile_rules(
    digest: str,
    files: Callable[[], Iterable[RuleFile | Refused]],
    cache: RuleCache,
    placeholders: Placeholders | None = None,
    wirings: Iterable[Any] = (),
    mappings: Sequence[str] = (),
) -> RuleSet:
    """Return the set of all rules in `files`, which are asked for only where the cache does not have it.

    `digest` stands for the files' content. `placeholders` are the values of `expand`; `wirings` are feeds that the user
    adds (`feeds.Wiring`), `mappings` pipelines in YAML for the fields of rules; BadMapping is raised for one that is none.
    """
    values = dict(placeholders or {})
    wired = tuple(wirings)
    basis = _basis(values, mappings)
    key = hashlib.sha256(f"{digest} {basis} {FORMAT} {wired!r}".encode()).hexdigest()
    kept = cache.get("set", key)
    if kept is not None:
        try:
            return RuleSet.from_bytes(kept)
        except ValueError:
            pass  # made by another version
    rules = _made(files(), cache, basis, values, wired, mappings)
    cache.put("set", {key: rules.to_bytes()})
    return rules


def _basis(values: dict[str, tuple[str, ...]], mappings: Sequence[str]) -> str:
    """Return what the parsing of a file depends on besides the file."""
    libraries = [f"{name}={version(name)}" for name in _LIBRARIES]
    return hashlib.sha256(f"{PARSING} {libraries} {sorted(values.items())}{list(mappings) or ''}".encode()).hexdigest()


def _made(
    files: Iterable[RuleFile | Refused],
    cache: RuleCache,
    basis: str,
    values: dict[str, tuple[str, ...]],
    wired: tuple[Any, ...],
    mappings: Sequence[str],
) -> RuleSet:
    # late: pySigma takes half a second to import, which a warm start does without
    from beartrap.hunt.sigma.linking import link_parsed
    from beartrap.hunt.sigma.mapping import FieldMapping
    from beartrap.hunt.sigma.parsing import parse_file

    mapping = FieldMapping(mappings) if mappings else None
    parsed: list[Parsed] = []
    fresh: dict[str, bytes] = {}
    for file in files:
        if isinstance(file, Refused):
            parsed.append(file)
            continue
        key = f"{file.digest}-{basis}"
        kept = cache.get("file", key)
        if kept is None:
            found = parse_file(file, values, mapping)
            fresh[key] = orjson.dumps(parsed_to(found))
        else:
            found = parsed_from(orjson.loads(kept))
        parsed += found
    cache.put("file", fresh)
    return link_parsed(parsed, wired)
