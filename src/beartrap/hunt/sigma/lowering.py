"""From pySigma's condition trees to expressions."""

from collections.abc import Iterator, Mapping
from itertools import product

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.types import (
    CompareOperators,
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
)

from beartrap.engine.folding import fold
from beartrap.hunt.sigma.expression import DASH, MANY, ONE, All, AnyOf, Expression, Kind, Not, Part, Test
from beartrap.hunt.sigma.modifiers import BYTES, WINDASH

MOST_TESTS = 20_000
"""Tests of one rule; the largest public rule has some 2,000 (a list of hashes)."""
MOST_VARIANTS = 10_000
"""Texts that the placeholders of one value may stand for."""

Placeholders = Mapping[str, tuple[str, ...]]
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}


class CannotLower(ValueError):
    """The rule asks for something that is not supported; the text says what."""


class Lowering:
    """Lowers one rule; `placeholders` are what `expand` may stand for."""

    def __init__(self, placeholders: Placeholders) -> None:
        self._placeholders = placeholders
        self._left = MOST_TESTS

    def lower(self, node: object) -> Expression:
        """Return the expression of a parsed condition; raises CannotLower."""
        if isinstance(node, ConditionNOT):
            return Not(self.lower(node.args[0]))
        if isinstance(node, ConditionAND | ConditionOR):
            children = tuple(self.lower(child) for child in node.args)
            return All(children) if isinstance(node, ConditionAND) else AnyOf(children)
        if isinstance(node, ConditionFieldEqualsValueExpression):
            return self._value(node.field, node.value)
        if isinstance(node, ConditionValueExpression):
            return self._value(None, node.value)
        raise CannotLower("the condition refers to nothing that the rule defines")

    def _value(self, field: str | None, value: SigmaType) -> Expression:
        self._left -= 1
        if self._left < 0:
            raise CannotLower(f"more than {MOST_TESTS:,} values")
        if isinstance(value, SigmaExpansion):
            return AnyOf(tuple(self._value(field, one) for one in value.values))
        if isinstance(value, SigmaString):
            return self._text(field, value)
        if isinstance(value, SigmaRegularExpression):
            return self._regex(field, value)
        if isinstance(value, SigmaTimestampPart):
            return Test(_named(field), Kind.TIME, op=value.timestamp_part.name.lower(), number=value.number)
        if isinstance(value, SigmaNumber | SigmaBool):
            return _pattern(field, (str(value).lower(),), cased=False)
        if isinstance(value, SigmaCompareExpression):
            return _comparison(_named(field), value)
        return _of_field(_named(field), value)

    def _text(self, field: str | None, value: SigmaString) -> Expression:
        cased = isinstance(value, SigmaCasedString)
        return _any([_pattern(field, parts, cased) for parts in self._expand(value)])

    def _regex(self, field: str | None, value: SigmaRegularExpression) -> Expression:
        flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
        texts = [_regex_text(one) for one in self._variants(value.regexp)]
        return _any([Test(field, Kind.REGEX, text=text, op=flags) for text in texts])

    def _expand(self, value: SigmaString) -> Iterator[tuple[Part, ...]]:
        for pieces in self._variants(value):
            yield _joined(pieces)

    def _variants(self, value: SigmaString) -> list[list[object]]:
        """Return the pieces of a value for each way in which its placeholders can be filled."""
        choices: list[list[list[object]]] = []
        size = 1
        for piece in value.s:
            filled: list[list[object]] = self._fill(piece.name) if isinstance(piece, Placeholder) else [[piece]]
            size *= len(filled)
            if size > MOST_VARIANTS:
                raise CannotLower(f"its placeholders stand for more than {MOST_VARIANTS:,} values")
            choices.append(filled)
        return [[piece for part in chosen for piece in part] for chosen in product(*choices)]

    def _fill(self, name: str) -> list[list[object]]:
        if name == WINDASH:
            return [[DASH]]
        if name == BYTES:
            raise CannotLower("its encoded value is no text, and not encoded as Base64")
        if name not in self._placeholders:
            raise CannotLower(f"no values are given for the placeholder %{name}%")
        return [list(SigmaString(one).s) for one in self._placeholders[name]]


def _regex_text(pieces: list[object]) -> str:
    marks = {SpecialChars.WILDCARD_MULTI: "*", SpecialChars.WILDCARD_SINGLE: "?"}
    return "".join(piece if isinstance(piece, str) else marks[piece] for piece in pieces)  # type: ignore[index]


def _joined(pieces: list[object]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for piece in pieces:
        if isinstance(piece, SpecialChars):
            piece = MANY if piece is SpecialChars.WILDCARD_MULTI else ONE
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif not (piece == MANY and parts and parts[-1] == MANY) and piece != "":
            parts.append(piece)  # type: ignore[arg-type]
    return tuple(parts)


def _pattern(field: str | None, parts: tuple[Part, ...], cased: bool) -> Test:
    """Return a test for text; a keyword may stand anywhere in a value."""
    if not cased:
        parts = tuple(fold(part) if isinstance(part, str) else part for part in parts)
    if field is None:
        parts = _joined([MANY, *parts, MANY])
    return Test(field, Kind.TEXT, parts, cased)


def _any(tests: list[Test]) -> Expression:
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def _comparison(field: str, value: SigmaCompareExpression) -> Expression:
    op = value.op.name.lower()
    if isinstance(value.number, SigmaTimestampPart):
        part = value.number.timestamp_part.name.lower()
        return Test(field, Kind.TIME, op=part, text=op, number=value.number.number)
    if value.op is CompareOperators.NEQ:
        return Not(_pattern(field, (str(value.number),), cased=False))
    return Test(field, Kind.NUMBER, op=op, number=value.number.number)


def _of_field(field: str, value: SigmaType) -> Expression:
    if isinstance(value, SigmaNull):
        return Test(field, Kind.NULL)
    if isinstance(value, SigmaExists):
        return Test(field, Kind.EXISTS if value.exists else Kind.NULL)
    if isinstance(value, SigmaCIDRExpression):
        return Test(field, Kind.CIDR, text=str(value.network))
    if isinstance(value, SigmaFieldReference):
        op = {(True, True): "contains", (True, False): "startswith", (False, True): "endswith"}
        return Test(field, Kind.FIELD, text=value.field, op=op.get((value.starts_with, value.ends_with), ""))
    raise CannotLower(f"values of the type {type(value).__name__} are not supported")


def _named(field: str | None) -> str:
    if field is None:
        raise CannotLower("this kind of value needs a field")
    return field
