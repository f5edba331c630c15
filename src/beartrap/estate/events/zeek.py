"""Records of Zeek: which log they are of, and whose machine they are about."""

from typing import Any

from beartrap.estate.events.reader import Groups

Record = dict[str, Any]
_UNDERSCORED = {
    "id_orig_h": "id.orig_h",
    "id_orig_p": "id.orig_p",
    "id_resp_h": "id.resp_h",
    "id_resp_p": "id.resp_p",
}
"""Names as some shippers write them, with the names that Zeek and Sigma use."""
_TELLING = (
    ("conn", ("conn_state",)),
    ("dns", ("query", "qtype_name")),
    ("dns", ("query", "trans_id")),
    ("http", ("trans_depth",)),
    ("http", ("status_code", "uri")),
    ("ssl", ("cipher",)),
    ("ssl", ("server_name", "version")),
    ("files", ("fuid", "mime_type")),
    ("files", ("fuid", "tx_hosts")),
    ("files", ("fuid", "seen_bytes")),
    ("x509", ("certificate.serial",)),
    ("smb_files", ("action", "path", "name")),
    ("smb_mapping", ("share_type",)),
    ("dce_rpc", ("named_pipe", "endpoint")),
    ("kerberos", ("request_type", "client", "service")),
    ("ntlm", ("server_nb_computer_name",)),
    ("rdp", ("cookie", "security_protocol")),
    ("ssh", ("auth_success",)),
    ("ssh", ("auth_attempts",)),
    ("smtp", ("mailfrom",)),
    ("weird", ("notice", "peer", "name")),
    ("notice", ("note", "msg")),
)
"""Which fields tell a log where nothing names it: the fields that Zeek's own scripts give it."""


def is_zeek(record: Record) -> bool:
    """Whether a JSON object is a record of Zeek."""
    return (
        "_path" in record
        or ("@stream" in record and "ts" in record)
        or ("ts" in record and ("uid" in record or "fuid" in record))
    )


def take_zeek(record: Record, row: int, groups: Groups, log: str | None = None) -> None:
    """Take a record; `log` is the log's name where the file tells it."""
    for key, ours in _UNDERSCORED.items():
        if key in record:
            record[ours] = record.pop(key)
    name = record.get("_path") or record.get("@stream") or log or _log(record)
    host = record.get("id.orig_h")
    if host is None and type(record.get("id")) is dict:
        host = record["id"].get("orig_h")
    if host is None:
        host = _one(record.get("rx_hosts"))
    groups.add(f"zeek/{name}", record, record.get("ts"), host, row)


def _one(value: Any) -> Any:
    return value[0] if type(value) is list and value else None


def _log(record: Record) -> str:
    return next((name for name, fields in _TELLING if all(field in record for field in fields)), "unknown")
