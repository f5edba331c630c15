"""The tests of each field, sorted by how they are tried: worked out when rules are linked, so that a warm start need not."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

import orjson

from beartrap.hunt.sigma.codec import test_to
from beartrap.hunt.sigma.expression import Kind, Test
from beartrap.model.frozen import frozen

KEYWORDS = ""
"""The field name that stands for keywords in an index."""


@frozen
class FieldIndex:
    """The tests of one field, by number. `equal` and `cased` are plain texts, folded and not; `folded` and `exact` patterns
    that want folded text or the text as it is; `others` are networks, numbers and times. `digest` stands for the patterns."""

    equal: Mapping[str, Sequence[int]] = field(default_factory=dict)
    cased: Mapping[str, Sequence[int]] = field(default_factory=dict)
    folded: Sequence[int] = ()
    exact: Sequence[int] = ()
    others: Sequence[int] = ()
    digest: str = ""

    def to_json(self) -> list[Any]:
        """Return its JSON form."""
        return [self.equal, self.cased, self.folded, self.exact, self.others, self.digest]


Index = Mapping[str, FieldIndex]


def index_fields(tests: Sequence[Test]) -> dict[str, FieldIndex]:
    """Return the index of all fields; keywords stand under KEYWORDS."""
    by_field: dict[str, list[int]] = defaultdict(list)
    for number, test in enumerate(tests):
        by_field[test.field if test.field is not None else KEYWORDS].append(number)
    return {name: _index(tests, numbers) for name, numbers in sorted(by_field.items())}


def _index(tests: Sequence[Test], numbers: Iterable[int]) -> FieldIndex:
    equal: dict[str, list[int]] = defaultdict(list)
    cased: dict[str, list[int]] = defaultdict(list)
    folded, exact, others = [], [], []
    for number in numbers:
        test = tests[number]
        plain = test.plain
        if plain is not None:
            (cased if test.cased else equal)[plain].append(number)
        elif test.kind is Kind.REGEX or (test.kind is Kind.TEXT and test.cased):
            exact.append(number)
        elif test.kind is Kind.TEXT:
            folded.append(number)
        elif test.kind in (Kind.CIDR, Kind.NUMBER, Kind.TIME):
            others.append(number)
    patterns = orjson.dumps([[test_to(tests[number])[1:] for number in part] for part in (folded, exact)])
    return FieldIndex(dict(equal), dict(cased), folded, exact, others, hashlib.sha256(patterns).hexdigest())
