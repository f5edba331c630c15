"""Flows, firewalls, proxies and Suricata: rows whose columns go by many names."""

from collections.abc import Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.entra import plain
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.values import first
from beartrap.estate.connections.numbers import number, seconds, whole
from beartrap.model.connection import Connection, Traffic

NAMES: Mapping[str, tuple[str, ...]] = {
    "source": ("srcaddr", "sa", "srcip", "src", "sourceip", "sourceaddress", "source", "srcipaddr", "clientip", "cip", "client", "srcipaddress", "sourceipaddress", "ipsource"),
    "target": ("dstaddr", "da", "dstip", "destip", "dst", "dest", "destinationip", "destinationaddress", "destination", "dstipaddr", "serverip", "sip", "rhost", "dstipaddress", "destinationipaddress"),
    "source_port": ("srcport", "sp", "sourceport", "sport", "spt"),
    "port": ("dstport", "dp", "destport", "destinationport", "dport", "dpt", "serverport", "sport2"),
    "protocol": ("protocol", "pr", "proto", "ipprotocol", "transport"),
    "time": ("start", "ts", "starttime", "time", "timestamp", "datetime", "eventtime", "generatedtime", "receivetime", "firstseen", "date", "timegenerated"),
    "bytes_out": ("bytessent", "sentbyte", "sentbytes", "bytesout", "csbytes", "origbytes", "bytestoserver", "ibyt", "outbytes", "bytes", "sbytes", "requestbytes"),
    "bytes_in": ("bytesreceived", "rcvdbyte", "receivedbytes", "bytesin", "scbytes", "respbytes", "bytestoclient", "obyt", "inbytes", "dbytes", "responsebytes"),
    "action": ("action", "act", "disposition", "fwd2", "verdict", "deviceaction", "sresult"),
    "duration": ("duration", "td", "elapsed", "elapsedtime", "timetaken"),
    "service": ("service", "application", "app"),
    "host": ("cshost", "host", "hostname", "csurihost", "domain", "destinationhost", "dsthost", "sitename"),
    "uri": ("url", "uri", "csuri", "csuristem", "requesturl", "path"),
    "query": ("csuriquery", "query", "querystring"),
    "method": ("csmethod", "method", "requestmethod", "httpmethod"),
    "agent": ("csuseragent", "useragent", "agent", "cuseragent"),
    "status": ("scstatus", "status", "statuscode", "httpstatus", "responsecode"),
}  # fmt: skip
"""Our fields, each with the names of columns in flow exports (nfdump, AWS), firewalls (Palo Alto, FortiGate) and proxies, without signs."""
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmp6"}
_REFUSED = ("deny", "denied", "drop", "block", "reject", "refuse", "reset", "fail")
_EPHEMERAL = 1024


def is_flow(fields: Mapping[str, Any]) -> bool:
    """Whether a row has two ends, or a client and an address that it asked for."""
    names = {plain(name) for name in fields}
    if not names & set(NAMES["source"]):
        return False
    if names & set(NAMES["target"]) and names & (set(NAMES["port"]) | set(NAMES["protocol"]) | set(NAMES["bytes_out"])):
        return True
    return bool(names & set(NAMES["uri"])) and bool(
        names & (set(NAMES["method"]) | set(NAMES["status"]) | set(NAMES["agent"]))
    )


class FlowRow:
    """Reads rows of one file: which column is which is found once for each set of columns."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], dict[str, str]] = {}

    def read(self, file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> Connection:
        """Return one row. In a flow that only goes one way the end with the lower port is who was spoken to."""
        columns = self._of(tuple(fields))

        def get(name: str) -> str:
            return first(fields, columns[name]) if name in columns else ""

        source, target = _address(get("source")), _address(get("target"))
        here, there = whole(get("source_port")) or 0, whole(get("port")) or 0
        out, back = whole(get("bytes_out") or None), whole(get("bytes_in") or None)
        reply = "bytes_in" not in columns and here < _EPHEMERAL <= there
        if reply:
            source, target, there, out, back = target, source, here, None, out
        uri = get("uri") + (f"?{get('query')}" if get("query") not in ("", "-") else "")
        action = get("action").lower()
        protocol = get("protocol").lower()
        request = bool(uri)
        return Connection(
            kind=Traffic.REQUEST if request else Traffic.CONNECTION,
            file=file,
            row=row,
            uid=first(fields, "uid", "flow_id", "sessionid", "Session ID"),
            time=seconds(get("time"), moments),
            source=source,
            target=target or get("host"),
            port=there or (_port_of(uri) if request else 0),
            protocol=_PROTOCOLS.get(protocol, protocol),
            state=get("action"),
            failed=any(word in action for word in _REFUSED) if action else None,
            reply=reply,
            bytes_out=out,
            bytes_in=back,
            duration=number(get("duration") or None),
            service=get("service").lower(),
            host=get("host"),
            uri=uri,
            method=get("method"),
            agent=get("agent"),
            status=whole(get("status")) or 0,
        )

    def _of(self, header: tuple[str, ...]) -> dict[str, str]:
        found = self._columns.get(header)
        if found is None:
            there = {plain(name): name for name in reversed(header)}
            found = {ours: there[name] for ours, names in NAMES.items() for name in reversed(names) if name in there}
            self._columns[header] = found
        return found


def _port_of(uri: str) -> int:
    return 443 if uri.lower().startswith("https") else 80


def _address(text: str) -> str:
    found = client_addresses(text)
    return found[0] if found else ""


def is_suricata(fields: Mapping[str, Any]) -> bool:
    """Whether a row is of Suricata's EVE log."""
    return "event_type" in fields and "src_ip" in fields and "dest_ip" in fields


def read_suricata(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> Connection | None:
    """Return an alert, a request or a flow of Suricata's EVE log; None for other events."""
    kind = {"alert": Traffic.ALERT, "http": Traffic.REQUEST, "flow": Traffic.CONNECTION}.get(
        first(fields, "event_type")
    )
    if kind is None:
        return None
    alert, http, flow = (
        one if isinstance(one := fields.get(name), Mapping) else {} for name in ("alert", "http", "flow")
    )
    return Connection(
        kind=kind,
        file=file,
        row=row,
        time=seconds(fields.get("timestamp"), moments),
        source=_address(first(fields, "src_ip")),
        target=_address(first(fields, "dest_ip")),
        port=whole(fields.get("dest_port")) or 0,
        protocol=first(fields, "proto").lower(),
        bytes_out=whole(flow.get("bytes_toserver")),
        bytes_in=whole(flow.get("bytes_toclient")),
        host=first(http, "hostname"),
        uri=first(http, "url"),
        method=first(http, "http_method"),
        agent=first(http, "http_user_agent"),
        status=whole(http.get("status")) or 0,
        signature=first(alert, "signature"),
        category=first(alert, "category"),
    )
