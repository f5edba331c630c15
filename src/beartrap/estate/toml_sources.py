"""The `[[source]]` tables of `estate.toml`: where to look."""

import glob
import os
from collections.abc import Mapping
from typing import Any

from beartrap.estate.columns import APPLICATION_ALIASES, HASH_ALIASES
from beartrap.estate.toml_section import Section, nearest, plain_text, type_name
from beartrap.estate.toml_values import as_of, dormancies, timezone
from beartrap.model.coverage import ESTATE_KINDS, SourceKind
from beartrap.model.estate import Source, Unread

KINDS = {
    **{kind.value: kind for kind in ESTATE_KINDS},
    "evtx": SourceKind.ENDPOINT,
    "jsonl": SourceKind.ENDPOINT,
    "zeek": SourceKind.CONNECTIONS,
}
"""The kinds that this version reads. `evtx` and `jsonl` are other words for endpoint logs, `zeek` is another word for connections: conn and http; its dns.log is named as dns."""
KNOWN_UNREAD = ("netflow",)
"""Kinds that the format knows and no reader reads yet. An estate may name them: each becomes a Gap."""
DNS_FORMATS = (
    "zeek_json",
    "zeek_tsv",
    "windows_dns_debug",
    "bind",
    "passive_dns_json",
    "dns_csv",
)
"""The ids of the log readers (`estate.logs.READERS`, which would load Arrow: a test holds the two lists equal)."""
EVENT_FORMATS = ("evtx", "parquet", "zeek_tsv", "auditd", "json", "syslog", "csv")
"""The ids of the readers of events (`estate.events.opening.READERS`: a test holds the two lists equal)."""
DNS_COLUMNS = ("time", "client", "query", "type", "rcode", "answers")
"""Columns of a DNS log that `columns` may map. `date_order` (dmy or mdy) beside them tells how dates are written."""
DATE_ORDER = "date_order"
COLUMNS = {SourceKind.HASHES: tuple(HASH_ALIASES), SourceKind.PACKAGES: tuple(APPLICATION_ALIASES)}
"""Columns of other sources that `columns` may map."""
FORMLESS = (
    SourceKind.FILES,
    SourceKind.HASHES,
    SourceKind.UPDATE,
    SourceKind.CONNECTIONS,
    SourceKind.MAIL_AUDIT,
    SourceKind.SIGN_INS,
    SourceKind.CLOUD_AUDIT,
    SourceKind.RELEASES,
    SourceKind.VAULT,
)
"""Kinds whose sources are read by their content alone."""

_KEYS = (
    "kind", "path", "old", "new", "records", "signing_log", "name", "hosts", "timezone", "retention", "columns", "format", "as_of", "quiet",
)  # fmt: skip


def read_sources(top: Section, hosts: Mapping[str, str]) -> tuple[tuple[Source, ...], tuple[Unread, ...]]:
    """Return the sources that this version reads, and those of kinds that it does not.

    `hosts` maps declared names in lower case to the names as written. Raises EstateError.
    """
    sources: list[Source] = []
    unread: list[Unread] = []
    seen: dict[tuple[str, str], int | None] = {}
    for table in top.tables("source", "[[source]]"):
        table.only(_KEYS)
        kind = _kind(table)
        source = _source(table, KINDS.get(kind), hosts)
        if (kind, source.label) in seen:
            key = next(one for one in ("name", "path", "new") if one in table.values)
            earlier = seen[kind, source.label]
            raise table.wrong(
                key, f"a {kind} source of this name stands already on line {earlier}; give it a name of its own"
            )
        seen[kind, source.label] = table.line
        if kind in KINDS:
            sources.append(source)
        else:
            unread.append(Unread(source.label, kind, source.hosts, source.line, source.path))
    return tuple(sources), tuple(unread)


def _kind(table: Section) -> str:
    kind = table.name("kind")
    allowed = (*KINDS, *KNOWN_UNREAD)
    if kind not in allowed:
        raise table.wrong("kind", f"unknown kind{nearest(kind, allowed)}", allowed)
    return kind


def _source(table: Section, kind: SourceKind | None, hosts: Mapping[str, str]) -> Source:
    """Return the source; `kind` is None where no reader knows it, and then its format and columns are nobody's to judge."""
    written = table.name(_path_key(table, kind))
    old = table.text("old")
    return Source(
        label=table.text("name") or written,
        path=_absolute(table, written),
        kind=kind or SourceKind.FILES,
        format=_format(table, kind),
        hosts=_hosts(table, hosts),
        timezone=table.one("timezone", timezone) or "UTC",
        as_of=table.any("as_of", as_of),
        columns=_columns(table, kind),
        quiet=dormancies(table, "quiet"),
        line=table.line,
        retention=table.any("retention", _days),
        old=None if old is None else _absolute(table, old),
        records=_beside(table, kind, "records"),
        signing_log=_beside(table, kind, "signing_log"),
    )


def _path_key(table: Section, kind: SourceKind | None) -> str:
    """Return the key under which the source's path stands: an update has an old and a new one."""
    update = kind is SourceKind.UPDATE
    for key in ("path",) if update else ("old", "new"):
        if key in table.values:
            say = "an update has no path: write old and new" if update else f"only an update has {key}: write path"
            raise table.wrong(key, say, show=False)
    return "new" if update else "path"


def _beside(table: Section, kind: SourceKind | None, key: str) -> str | None:
    """Return the path of what stands beside published releases: their build records, the log of the signing service."""
    written = table.text(key)
    if written is not None and kind is not SourceKind.RELEASES:
        raise table.wrong(key, "only releases have build records and a signing log")
    return None if written is None else _absolute(table, written)


def _absolute(table: Section, written: str) -> str:
    """Return the path from the file's folder; where it is a glob, the folder itself is no pattern."""
    folder = os.path.dirname(os.path.abspath(table.document.path))  # noqa: PTH100, PTH120 - links are not followed
    return os.path.join(glob.escape(folder) if glob.has_magic(written) else folder, written)  # noqa: PTH118


def _hosts(table: Section, known: Mapping[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, name in enumerate(table.each("hosts", plain_text)):
        if name == "*":
            names.append(name)
        elif name.lower() not in known:
            hint = nearest(name, known.values()) if known else "; there is no [[host]] at all"
            raise table.wrong("hosts", f"this host is not declared{hint}; add a [[host]] with that name", item=number)
        else:
            names.append(known[name.lower()])
    if "hosts" in table.values and not names:
        raise table.wrong("hosts", 'names no host; leave it out or write ["*"] for any')
    return ("*",) if "*" in names or not names else tuple(dict.fromkeys(names))


def _format(table: Section, kind: SourceKind | None) -> str | None:
    name = table.text("format")
    if name is not None and kind in FORMLESS:
        raise table.wrong("format", f"a source of kind {kind.value} has no format: leave it out")
    if name is not None and kind is SourceKind.DNS and name not in DNS_FORMATS:
        raise table.wrong("format", f"unknown format of a DNS log{nearest(name, DNS_FORMATS)}", DNS_FORMATS)
    if name is not None and kind in (SourceKind.ENDPOINT, SourceKind.PROXY) and name not in EVENT_FORMATS:
        raise table.wrong("format", f"unknown format of events{nearest(name, EVENT_FORMATS)}", EVENT_FORMATS)
    return name


def _columns(table: Section, kind: SourceKind | None) -> tuple[tuple[str, str], ...]:
    columns = table.table("columns", f"{table.title} columns")
    if kind is SourceKind.DNS:
        columns.only((*DNS_COLUMNS, DATE_ORDER))
        if columns.text(DATE_ORDER) not in (None, "dmy", "mdy"):
            raise columns.wrong(DATE_ORDER, "unknown order", ("dmy", "mdy"))
    elif kind is not None and columns.values and kind not in COLUMNS:
        raise table.wrong("columns", f"a source of kind {kind.value} has no columns to map", show=False)
    elif kind is not None:
        columns.only(COLUMNS.get(kind, ()))
    return tuple(sorted((ours, columns.name(ours)) for ours in columns.values))


def _days(value: Any) -> int:
    if type(value) is not int or value <= 0:
        raise ValueError(
            "expected a number of days"
            if type(value) is int
            else f"expected a number of days, found {type_name(value)}"
        )
    return value
