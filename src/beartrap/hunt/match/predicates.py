"""Tests of single values that no pattern can express: networks, numbers, points in time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from beartrap.hunt.sigma.expression import Kind, Test

Predicate = Callable[[str], bool]
LONGEST_NUMBER = 64
"""Characters of a number, a time or an address; what is longer is none."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "": lambda a, b: a == b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "neq": lambda a, b: a != b,
}
_PARTS: dict[str, Callable[[datetime], int]] = {
    "minute": lambda moment: moment.minute,
    "hour": lambda moment: moment.hour,
    "day": lambda moment: moment.day,
    "week": lambda moment: moment.isocalendar().week,
    "month": lambda moment: moment.month,
    "year": lambda moment: moment.year,
}


def predicate(test: Test) -> Predicate:
    """Return the predicate for a test of one of those kinds."""
    if test.kind is Kind.CIDR:
        return _in_network(ip_network(test.text, strict=False))
    if test.kind is Kind.NUMBER:
        return _compared(test.op, test.number)
    return _timed(test.op, test.text, test.number)


def _in_network(network: IPv4Network | IPv6Network) -> Predicate:
    def holds(text: str) -> bool:
        try:
            address = ip_address(text) if len(text) <= LONGEST_NUMBER else None
        except ValueError:
            return False
        if address is None:
            return False
        if address.version == 6 and address.ipv4_mapped is not None and network.version == 4:
            address = address.ipv4_mapped
        return address in network

    return holds


def number_of(text: str) -> int | float | None:
    """Return the number that a text is, exactly for whole numbers; None where it is none."""
    if len(text) > LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return None
    return float(text) if any(mark in text for mark in ".eE") else int(text)


def _compared(op: str, than: float) -> Predicate:
    compare = _COMPARE[op]

    def holds(text: str) -> bool:
        number = number_of(text)
        return number is not None and compare(number, than)

    return holds


def moment_of(text: str) -> datetime | None:
    """Return the time that a text in ISO 8601 tells, in UTC (without an offset it is UTC); None where it tells none."""
    if len(text) > LONGEST_NUMBER:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _timed(part: str, op: str, number: float) -> Predicate:
    compare, read = _COMPARE[op], _PARTS[part]

    def holds(text: str) -> bool:
        moment = moment_of(text)
        return moment is not None and compare(read(moment), number)

    return holds
