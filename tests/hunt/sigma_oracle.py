"""The plain oracle: pySigma's own parse of a rule, evaluated over one event as a dictionary. Slow and obvious.

It shares nothing with the matcher but pySigma: no lowering, no patterns, no bitmaps, and folding of its own.
"""

import re
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Any

import yaml
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.rule import SigmaRule
from sigma.types import (
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
    SpecialChars,
)

from beartrap.hunt.sigma import modifiers

Event = dict[str, str | list[str] | None]
"""A field is missing, null, text, or a list of texts."""

FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
    SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
    SigmaRegularExpressionFlag.DOTALL: re.DOTALL,
}


def parse(text: str) -> SigmaRule:
    """The rule as pySigma has it, with our modifiers."""
    modifiers.install()
    return SigmaRule.from_dict(yaml.safe_load(text))


def hits(rule: SigmaRule, event: Event) -> bool:
    """Whether a rule hits an event, its log source aside."""
    return any(true(condition.parsed, event) for condition in rule.detection.parsed_condition)


def true(node: Any, event: Event) -> bool:
    if isinstance(node, ConditionAND):
        return all(true(child, event) for child in node.args)
    if isinstance(node, ConditionOR):
        return any(true(child, event) for child in node.args)
    if isinstance(node, ConditionNOT):
        return not true(node.args[0], event)
    if isinstance(node, ConditionFieldEqualsValueExpression):
        return field_is(event, node.field, node.value)
    if isinstance(node, ConditionValueExpression):
        return any(keyword_in(value, node.value) for name in event for value in values_of(event, name))
    raise NotImplementedError(node)


def values_of(event: Event, field: str) -> list[str]:
    value = event.get(field)
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def field_is(event: Event, field: str, value: Any) -> bool:
    if isinstance(value, SigmaNull):
        return not values_of(event, field)
    if isinstance(value, SigmaExists):
        return bool(values_of(event, field)) == value.exists
    if isinstance(value, SigmaFieldReference):
        others = values_of(event, value.field)
        return any(refers(one, other, value) for one in values_of(event, field) for other in others)
    return any(value_is(one, value) for one in values_of(event, field))


def refers(one: str, other: str, value: SigmaFieldReference) -> bool:
    one, other = low(one), low(other)
    if value.starts_with and value.ends_with:
        return other in one
    if value.starts_with:
        return one.startswith(other)
    return one.endswith(other) if value.ends_with else one == other


def value_is(text: str, value: Any) -> bool:
    if isinstance(value, SigmaExpansion):
        return any(value_is(text, one) for one in value.values)
    if isinstance(value, SigmaCasedString):
        return wildcard(list(text), atoms(value, cased=True))
    if isinstance(value, SigmaString):
        return wildcard(list(low(text)), atoms(value, cased=False))
    if isinstance(value, SigmaTimestampPart):
        return part_of(text, value) == value.number
    if isinstance(value, SigmaNumber):
        return text == str(value.number)
    if isinstance(value, SigmaBool):
        return low(text) == str(value.boolean).lower()
    if isinstance(value, SigmaRegularExpression):
        return regex(text, value)
    if isinstance(value, SigmaCIDRExpression):
        return in_network(text, value)
    if isinstance(value, SigmaCompareExpression):
        return compared(text, value)
    raise NotImplementedError(value)


def keyword_in(text: str, value: Any) -> bool:
    if isinstance(value, SigmaExpansion):
        return any(keyword_in(text, one) for one in value.values)
    if isinstance(value, SigmaRegularExpression):
        return regex(text, value)
    if isinstance(value, SigmaNumber):
        return str(value.number) in text
    cased = isinstance(value, SigmaCasedString)
    pattern = [SpecialChars.WILDCARD_MULTI, *atoms(value, cased), SpecialChars.WILDCARD_MULTI]
    return wildcard(list(text if cased else low(text)), pattern)


def low(text: str) -> str:
    """Each character's lower case, where that is one character."""
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


def atoms(value: SigmaString, cased: bool) -> list[Any]:
    """The pattern, one entry a character."""
    pattern: list[Any] = []
    for part in value.s:
        if isinstance(part, str):
            pattern += list(part if cased else low(part))
        elif isinstance(part, Placeholder):
            assert part.name == modifiers.WINDASH
            pattern.append(frozenset("-/\u2013\u2014\u2015"))
        else:
            pattern.append(part)
    return pattern


def wildcard(text: list[str], pattern: list[Any]) -> bool:
    """Whether a text matches a pattern: one row of the classic table after the other."""
    reach = [True] + [False] * len(text)
    for atom in pattern:
        new = [reach[0] and atom is SpecialChars.WILDCARD_MULTI]
        for place, character in enumerate(text):
            if atom is SpecialChars.WILDCARD_MULTI:
                new.append(new[-1] or reach[place + 1])
            elif atom is SpecialChars.WILDCARD_SINGLE:
                new.append(reach[place])
            else:
                new.append(reach[place] and (character in atom if isinstance(atom, frozenset) else character == atom))
        reach = new
    return reach[-1]


def regex(text: str, value: SigmaRegularExpression) -> bool:
    """Python's engine; its classes are those of ASCII, and letters of any script fold under `i`."""
    source = str(value.regexp)
    flags = 0
    for flag in value.flags:
        flags |= FLAGS[flag]
    if re.search(r"\\[wWdDsSbB]", source):
        flags |= re.ASCII
    return re.search(source, text, flags) is not None


def in_network(text: str, value: SigmaCIDRExpression) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped and value.network.version == 4:
        address = address.ipv4_mapped
    return address.version == value.network.version and address in value.network


def compared(text: str, value: SigmaCompareExpression) -> bool:
    number = part_of(text, value.number) if isinstance(value.number, SigmaTimestampPart) else number_of(text)
    if number is None:
        return False
    return {
        "LT": number < value.number.number,
        "LTE": number <= value.number.number,
        "GT": number > value.number.number,
        "GTE": number >= value.number.number,
    }[value.op.name]


def number_of(text: str) -> float | None:
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", text, re.ASCII) or len(text) > 64:
        return None
    return float(text) if set(text) & set(".eE") else int(text)


def part_of(text: str, value: SigmaTimestampPart) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    name = value.timestamp_part.name
    return moment.isocalendar().week if name == "WEEK" else int(getattr(moment, name.lower()))
