"""The audit log of Microsoft's Partner Center: what was done in customers' tenants by those who administer them."""

from collections.abc import Mapping
from typing import Any

from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.spelling import app_id, operation_key
from beartrap.estate.audit.values import first
from beartrap.model.audit import AuditEvent, Log


def read_partner(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one record; `fields` under their plain names. `store` is the customer's tenant, `target` the customer's name."""
    operation = first(fields, "operationtype", "action", "operation")
    status = first(fields, "operationstatus", "status")
    return AuditEvent(
        log=Log.PARTNER,
        file=file,
        row=row,
        id=first(fields, "id", "originalcorrelationid"),
        time=moments.read(first(fields, "operationdate", "actiondate", "date")),
        operation=operation,
        key=operation_key(operation),
        user=first(fields, "userprincipalname", "user"),
        app=app_id(first(fields, "applicationid")),
        ok=status.lower() in ("succeeded", "success") if status else None,
        result=status,
        workload="PartnerCenter",
        kind=first(fields, "resourcetype"),
        target=first(fields, "customername", "customer"),
        store=first(fields, "customerid"),
    )
