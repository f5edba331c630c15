"""Zeek's conn, http and notice rows: as JSON with dots, underscores or objects in the names, and as its own format."""

from collections.abc import Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.values import first
from beartrap.estate.connections.numbers import number, seconds, whole
from beartrap.model.connection import Connection, Traffic

FAILED = frozenset({"S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR"})
"""States of connections that were never made (docs.zeek.org, conn_state)."""
STREAMS = frozenset({"conn", "http"})


def stream_of(fields: Mapping[str, Any]) -> str | None:
    """Return the name of the Zeek log that a row is of, None where it is no row of Zeek."""
    name = fields.get("_path") or fields.get("@stream")
    if isinstance(name, str) and name:
        return name
    if _address(fields, "orig_h") is None or "ts" not in fields:
        return None
    if "conn_state" in fields:
        return "conn"
    if "uri" in fields or "method" in fields:
        return "http"
    return "unnamed"


def read_zeek(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> Connection:
    """Return a row of conn or http. `uid` is unique with the stream, and in http with the place in the connection."""
    stream = stream_of(fields)
    depth = first(fields, "trans_depth")
    uid = first(fields, "uid")
    state = first(fields, "conn_state")
    http = stream == "http"
    return Connection(
        kind=Traffic.REQUEST if http else Traffic.CONNECTION,
        file=file,
        row=row,
        uid=f"{stream} {uid} {depth}".strip() if uid else "",
        time=seconds(fields.get("ts"), moments),
        source=_canonical(_address(fields, "orig_h")),
        target=_canonical(_address(fields, "resp_h")),
        port=whole(_address(fields, "resp_p")) or 0,
        protocol=first(fields, "proto").lower() or ("tcp" if http else ""),
        state=state,
        failed=state in FAILED if state else None,
        bytes_out=whole(fields.get("request_body_len" if http else "orig_bytes")),
        bytes_in=whole(fields.get("response_body_len" if http else "resp_bytes")),
        duration=number(fields.get("duration")),
        service="http" if http else first(fields, "service"),
        host=first(fields, "host"),
        uri=first(fields, "uri"),
        method=first(fields, "method"),
        agent=first(fields, "user_agent"),
        status=whole(fields.get("status_code")) or 0,
    )


def _address(fields: Mapping[str, Any], name: str) -> Any:
    found = fields.get(f"id.{name}", fields.get(f"id_{name}"))
    if found is None and isinstance(inner := fields.get("id"), Mapping):
        found = inner.get(name)
    return found


def _canonical(value: Any) -> str:
    found = client_addresses(str(value)) if value is not None else ()
    return found[0] if found else ""
