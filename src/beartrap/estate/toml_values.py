"""The values of `estate.toml`, checked and brought to one form each. Every check raises ValueError with the reason."""

import ipaddress
import re
import zoneinfo
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from beartrap.estate.toml_section import Section, nearest, plain_text, type_name
from beartrap.model.estate import Dormancy
from beartrap.model.window import Window

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
_DORMANCY = ("from", "until", "why")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ACCOUNT = re.compile(r"\d{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_MAC_FORMS = (
    re.compile(r"[0-9A-Fa-f]{12}"),
    re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"),
    re.compile(r"(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"),
)


def domain(value: str) -> str:
    """Return a domain in lower case without its final dot; one with other than ASCII letters in its IDNA form."""
    text = plain_text(value).strip().lower().rstrip(".")
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"no domain: {error}") from error
    if len(text) > 253 or not _DOMAIN.fullmatch(text):
        raise ValueError("no domain; write it plainly, such as corp.example (no *, no scheme, no path)")
    return text


def account(value: str) -> str:
    """Return the id of a cloud account or a tenant in lower case: twelve digits, a GUID, or a tenant's domain."""
    text = plain_text(value).strip().lower()
    if not _ACCOUNT.fullmatch(text):
        raise ValueError("no account: write twelve digits (AWS), a GUID (a tenant's id), or a tenant's domain")
    return text


def network(value: str) -> str:
    """Return a network as CIDR; a single address is a network of one."""
    text = plain_text(value).strip()
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise ValueError(f"no network in CIDR form{_without_host_bits(text)}") from error


def _without_host_bits(text: str) -> str:
    try:
        return f": it has host bits set; did you mean {ipaddress.ip_network(text, strict=False)}?"
    except ValueError:
        return " (such as 10.0.0.0/8 or 2001:db8::/32)"


def address(value: str) -> str:
    """Return an IP address in its usual form."""
    try:
        return str(ipaddress.ip_address(plain_text(value).strip()))
    except ValueError as error:
        raise ValueError("no IP address (such as 10.0.0.5 or 2001:db8::5)") from error


def mac(value: str) -> str:
    """Return a MAC address as twelve upper-case hex digits, as SUNBURST reads it."""
    text = value.strip()
    if not any(form.fullmatch(text) for form in _MAC_FORMS):
        raise ValueError("no MAC address; write 00:11:22:aa:bb:cc, 00-11-22-AA-BB-CC, 0011.22aa.bbcc or 001122AABBCC")
    return re.sub(r"[^0-9A-Fa-f]", "", text).upper()


def machine_guid(value: str) -> str:
    r"""Return a MachineGuid in lower case without braces, as Windows keeps it in HKLM\SOFTWARE\Microsoft\Cryptography."""
    text = value.strip().lower()
    text = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    if not _GUID.fullmatch(text):
        raise ValueError("no GUID (such as aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee)")
    return text


def timezone(value: str) -> str:
    """Return an IANA time zone name."""
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = nearest(value, zoneinfo.available_timezones())
        raise ValueError(f"no IANA time zone (such as UTC or Europe/Amsterdam){hint}") from error
    return value


def moment(value: Any) -> datetime:
    """Return a time in UTC: a date is its first moment (UTC); a time of day needs an offset, for nothing is guessed."""
    if isinstance(value, str):
        value = _from_text(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a time without an offset; write {value.isoformat()}Z for UTC, or +01:00 and the like")
        return _in_utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise ValueError(f"expected a date or a time, found {type_name(value)}")


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("in UTC, lies outside of the years 1 to 9999") from error


def _from_text(value: str) -> date | datetime:
    try:
        return date.fromisoformat(value) if len(value) == len("2020-12-13") else datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("no date or time (such as 2020-12-13 or 2020-12-13T08:00:00Z)") from error


def window(value: Mapping[str, Any]) -> Window:
    """Return the time of `{from = …, until = …}`; `until` itself is outside, either may be left out."""
    start, end = (moment(value[key]) if key in value else None for key in ("from", "until"))
    if start is None and end is None:
        raise ValueError("neither from nor until")
    if start is not None and end is not None and start >= end:
        raise ValueError("until does not lie after from (until itself is outside)")
    return Window(start, end)


def as_of(value: Any) -> Window:
    """Return when a state was taken: a date is that day (UTC), a time that second, a table its window."""
    if isinstance(value, dict):
        unknown = sorted(set(value) - {"from", "until"})
        if unknown:
            raise ValueError(f"unknown key {unknown[0]}; a table has from and until")
        return window(value)
    start = moment(value)
    whole_day = not isinstance(value, datetime) and len(str(value)) == len("2020-12-13")
    try:
        return Window(start, start + (ONE_DAY if whole_day else ONE_SECOND))
    except OverflowError as error:
        raise ValueError("lies at the end of time") from error


def dormancies(table: Section, key: str) -> tuple[Dormancy, ...]:
    """Return the list `key` of `{from, until, why}`: times in which silence is explained."""
    found = []
    for number, item in enumerate(table.tables(key, f"{table.title} {key}")):
        item.only(_DORMANCY)
        why = item.name("why")
        try:
            found.append(Dormancy(window(item.values), why))
        except ValueError as error:
            raise table.wrong(key, str(error), item=number) from error
    return tuple(found)
