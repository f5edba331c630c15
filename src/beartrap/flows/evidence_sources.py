"""Which logs a question is asked of: each file that is named by what it holds, else what the estate names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from beartrap.estate.connections import is_connection_file
from beartrap.estate.inputs import expand
from beartrap.flows.errors import FlowError
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Estate, Source

AUDIT_KINDS = (SourceKind.MAIL_AUDIT, SourceKind.SIGN_INS, SourceKind.CLOUD_AUDIT)
TRAFFIC_KINDS = (SourceKind.CONNECTIONS, SourceKind.PROXY)


class NoSource(FlowError):
    """Neither sources nor an estate that names any."""


def traffic_and_audit(paths: Sequence[Path], estate: Estate | None) -> tuple[list[Source], list[Source]]:
    """Return the sources of traffic (connections, requests, commands) and those of audit logs. Raises NoSource where there is none."""
    if not paths:
        named = estate.sources if estate else ()
        traffic = [one for one in named if one.kind in TRAFFIC_KINDS]
        audit = [one for one in named if one.kind in AUDIT_KINDS]
        if not traffic and not audit:
            names = ", ".join(one.value for one in (*AUDIT_KINDS, *TRAFFIC_KINDS))
            raise NoSource(
                f"Nothing to look at: name files or folders, or an estate.toml with sources of kind {names}."
            )
        return traffic, audit
    traffic, audit = [], []
    for path in paths:
        whole = Source(str(path), str(path), SourceKind.CONNECTIONS)
        for file in expand(whole):
            one = whole if isinstance(file, Gap) else Source(file.label, str(file.path), SourceKind.CONNECTIONS)
            if isinstance(file, Gap):
                audit.append(replace(one, kind=SourceKind.MAIL_AUDIT))
            elif is_connection_file(one):
                traffic.append(one)
            else:
                audit.append(replace(one, kind=SourceKind.MAIL_AUDIT))
    return list(dict.fromkeys(traffic)), list(dict.fromkeys(audit))
