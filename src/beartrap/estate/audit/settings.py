"""What the records of an export have alike (operation, application, client, outcome): worked out once for each combination."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from beartrap.estate.audit.layout import Layout
from beartrap.estate.audit.spelling import app_id, operation_key
from beartrap.estate.audit.values import pick

_LOGONS = {
    "0": "owner",
    "1": "admin",
    "2": "delegate",
    "owner": "owner",
    "admin": "admin",
    "delegated": "delegate",
    "delegate": "delegate",
}
_GOOD = frozenset({"succeeded", "success", "true", "partiallysucceeded", "completed"})
_BAD = frozenset({"failed", "false", "failure", "fail"})
MOST_KEPT = 16_384
"""Combinations that are kept, some 2 kB each; a tenant has hundreds."""
LONGEST_AGENT = 1_024
"""Characters of what a client calls itself up to which a combination is kept: the one part that strangers choose."""


class Setting(NamedTuple):
    """The part of an event that does not depend on whose it is, when it was, from where and on what."""

    operation: str
    key: str
    user_type: str
    app: str
    via: str
    agent: str
    result: str
    ok: bool | None
    workload: str
    kind: str
    logon: str


def setting_of(data: Mapping[str, Any], has: Layout) -> Setting:
    """Return what a record has alike with others; `has` is its layout."""
    try:
        if not has.agent or len(data[has.agent[0]] or "") <= LONGEST_AGENT:
            return _setting(has, *map(data.__getitem__, has.alike))
    except TypeError:
        pass  # a list, an object or a number stands where a text should
    return _setting.__wrapped__(has, *map(data.__getitem__, has.alike))


@lru_cache(maxsize=MOST_KEPT, typed=True)
def _setting(has: Layout, *values: Any) -> Setting:
    data = dict(zip(has.alike, values, strict=True))
    operation, result = pick(data, has.operation), pick(data, has.result)
    app, via = _apps(data, has)
    return Setting(
        operation=operation,
        key=operation_key(operation),
        user_type=pick(data, has.user_type),
        app=app,
        via=via,
        agent=pick(data, has.agent),
        result=result,
        ok=_ended(result),
        workload=pick(data, has.workload),
        kind=pick(data, has.kind),
        logon=_LOGONS.get(pick(data, has.logon).lower(), ""),
    )


def _apps(data: Mapping[str, Any], has: Layout) -> tuple[str, str]:
    """Return the application that acted, and the service through which it did."""
    client, resource = app_id(pick(data, has.client)), app_id(pick(data, has.resource))
    app = client or resource or app_id(pick(data, has.application))
    return app, resource if client and resource != app else ""


def _ended(result: str) -> bool | None:
    folded = result.lower()
    return True if folded in _GOOD else False if folded in _BAD else None
