"""A rule set made ready by `yara_compile`: a content meets only the rules that can match it. Runs in workers only.

1. A pass over a content tells which units it calls for: by how it begins, and by the literals in it.
2. Of each of these, its need is asked.
3. Units that were never called for are compiled, those of a batch of contents together: each set costs some 10 ms, however small.
4. yara-x says which of their rules match.
"""

import io
import mmap
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

import orjson
import yara_x

from beartrap.engine.yara import Names, scanned
from beartrap.engine.yara_index import COARSE, DIGEST, index_in
from beartrap.engine.yara_need import Grounds, Need, Sight, grounds_of, may_hold, need_from, numbered
from beartrap.engine.yara_sources import checked
from beartrap.engine.yara_triage import Triage
from beartrap.model.frozen import frozen


@frozen
class _Stage:
    heads: frozenset[bytes] | None
    named: bool
    always: Mapping[bytes, Sequence[int]]
    triage: Triage
    asked: dict[int, tuple[Grounds, Need]] = field(default_factory=dict)
    """By unit, of those that were called for once: what rules it out at once, and all that it needs."""


class GatedRules:
    """A rule set, opened from its file. Raises ValueError where the file is none of ours."""

    def __init__(self, path: str, seconds: int) -> None:
        self._seconds = seconds
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with mmap.mmap(self._file, 0, access=mmap.ACCESS_READ) as content:
            tail = int.from_bytes(content[-DIGEST - 8 : -DIGEST], "big") + 8
            index = index_in(content[-DIGEST - tail : -DIGEST])
        self._units: list[tuple[int, int, int]] = index["units"]
        stages = [self._stage(stage) for stage in index["stages"]]
        self._stages = {named: [stage for stage in stages if stage.named is named] for named in (False, True)}
        self._scanners: dict[int, yara_x.Scanner] = {}
        self.looks_at_names = bool(self._stages[True])

    def scan(self, data: bytes) -> dict[str, Any]:
        """Return what the rules that look at contents alone say of one, as `RuleSet` does."""
        return self.scan_all([data])[0]

    def scan_all(self, contents: Sequence[bytes]) -> list[dict[str, Any]]:
        """Return what they say of each."""
        called = [self._called(data, None) for data in contents]
        self._compile(called)
        return [scanned(self._sets(units), data, self._seconds) for data, units in zip(contents, called, strict=True)]

    def scan_named(self, data: bytes, names: Names) -> dict[str, Any]:
        """Return what the rules that look at the name too say of a content under that name."""
        units = self._called(data, names)
        self._compile([units])
        return scanned(self._sets(units), data, self._seconds, names)

    def _called(self, data: bytes, names: Names | None) -> list[int]:
        """Return the units of which the needs are met (steps 1 and 2)."""
        name = [] if names is None else ["\n".join(names).encode("utf-8", "replace")]
        begins = data[:COARSE]
        called: set[int] = set()
        for stage in self._stages[names is not None]:
            if stage.heads is not None and begins not in stage.heads:
                continue
            units, seen = stage.triage.look(data, *name)
            always = stage.always.get(begins if stage.heads is not None else b"", ())
            sight = Sight(data, seen, *name)
            for unit in (*always, *units):
                grounds, need = stage.asked.get(unit) or self._asked(stage, unit)
                if may_hold(grounds, seen) and need.holds(sight):
                    called.add(unit)
        return sorted(called)

    def _asked(self, stage: _Stage, unit: int) -> tuple[Grounds, Need]:
        need = need_from(self._read(unit)["need"])
        sought = stage.triage.sought
        asked = stage.asked[unit] = (grounds_of(need, sought), numbered(need, sought))
        return asked

    def _compile(self, called: Iterable[Iterable[int]]) -> None:
        """Compile what is called for the first time (step 3); groups were compiled before, and are loaded.

        What asks modules is apart: each reads the whole content.
        """
        new = {unit for units in called for unit in units if unit not in self._scanners}
        if not new:
            return
        together: dict[bool, dict[str, str]] = defaultdict(dict)
        sets: dict[bool, list[int]] = defaultdict(list)
        for unit in sorted(new):
            at, length, built = self._units[unit]
            if built:
                rules = yara_x.Rules.deserialize_from(io.BytesIO(self._bytes((at + length, built))))
                self._scanners[unit] = yara_x.Scanner(rules)
                continue
            document = self._read(unit)
            modules = document["modules"]
            sets[modules].append(unit)
            for source, text in document["pieces"]:
                before = together[modules].get(source)
                together[modules][source] = text if before is None else f"{before}\n{text}"
        for modules, units in sets.items():
            compiler, _ = checked(
                together[modules].items()
            )  # what does not compile was told when the set was made ready
            self._scanners.update(dict.fromkeys(units, yara_x.Scanner(compiler.build())))

    def _sets(self, units: Iterable[int]) -> Iterable[yara_x.Scanner]:
        return {id(scanner): scanner for scanner in (self._scanners[unit] for unit in units)}.values()

    def _read(self, unit: int) -> dict[str, Any]:
        document: dict[str, Any] = orjson.loads(self._bytes(self._units[unit][:2]))
        return document

    def _bytes(self, extent: Sequence[int]) -> bytes:
        at, length = extent
        return os.pread(self._file, length, at)

    def _stage(self, document: Mapping[str, Any]) -> _Stage:
        heads = document["heads"]
        return _Stage(
            None if heads is None else frozenset(map(bytes.fromhex, heads)),
            document["named"],
            {bytes.fromhex(begins): units for begins, units in document["always"].items()},
            Triage(
                [(bytes.fromhex(content), caseless) for content, caseless in document["literals"]],
                document["calls"],
                self._bytes(document["database"]),
            ),
        )
