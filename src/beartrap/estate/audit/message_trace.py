"""Message traces of Exchange Online: who sent which message to whom, in the short form and in the form of a historical search.

Columns: Microsoft, Get-MessageTrace and Start-HistoricalSearch. One row may hold many recipients (`a@x##Receive, Deliver;b@y##…`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.values import first
from beartrap.model.audit import AuditEvent, Item, Log


def read_trace(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one message; `fields` under their plain names. `user` is the sender, the details hold each recipient."""
    sender = first(fields, "senderaddress", "sender", "returnpath")
    message = first(fields, "messageid", "internetmessageid").strip()
    status = first(fields, "status", "eventid", "deliverystatus")
    recipients = tuple(_recipients(first(fields, "recipientstatus", "recipientaddress", "recipients", "recipient")))
    trace = first(fields, "messagetraceid", "networkmessageid")
    when = first(fields, "origintimestamputc", "receivedutc", "received", "datetimeutc", "dateutc", "startdate")
    told = ";".join(address for address, _ in recipients)
    return AuditEvent(
        log=Log.TRACE,
        file=file,
        row=row,
        id=f"{trace or message}|{told}|{status}|{when}",
        time=moments.read(when),
        operation="Message trace",
        key="message trace",
        user=sender,
        addresses=client_addresses(first(fields, "originalclientip", "fromip", "clientip")),
        result=status or (recipients[0][1] if recipients else ""),
        workload="Exchange",
        target=told,
        items=(Item(message, "", first(fields, "messagesubject", "subject")),) if message else (),
        details=(
            *(("recipient", address) for address, _ in recipients),
            *(
                (name, value)
                for name in ("directionality", "toip", "size", "totalbytes")
                if (value := first(fields, name))
            ),
        ),
    )


def _recipients(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        address, _, status = part.strip().partition("##")
        if address:
            yield address.strip(), status.strip()
