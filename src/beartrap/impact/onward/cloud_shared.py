"""`onward.cloud-shared`: resources of our cloud accounts opened to other accounts, or to everybody."""

import re
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import AWS
from beartrap.impact.seen.references import BOTH
from beartrap.impact.sides import Sides
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

SHARING = frozenset(
    {"modifysnapshotattribute", "modifyimageattribute", "modifydbsnapshotattribute", "modifydbclustersnapshotattribute", "putbucketpolicy", "putbucketacl", "putobjectacl", "authorizesecuritygroupingress", "updateassumerolepolicy", "createrole", "addpermission20150331v2", "addlayerversionpermission20181031", "putkeypolicy", "creategrant", "setrepositorypolicy", "putresourcepolicy", "addpermission", "setqueueattributes", "settopicattributes", "putimagescanningconfiguration", "createresourceshare", "associateresourceshare", "assumerole"}
)  # fmt: skip
_ACCOUNT = re.compile(r"(?<![\d-])(\d{12})(?!\d)")
_TAKEN_BACK = ("request.createvolumepermission.remove", "request.launchpermission.remove", "request.valuestoremove")
_FORMAL = (
    "request.snapshotid",
    "request.imageid",
    "request.bucketname",
    "request.host",
    "request.rolesessionname",
    "request.functionname",
    "request.groupid",
)
_EVERYBODY = (
    "all",
    "*",
    "0.0.0.0/0",
    "::/0",
    "http://acs.amazonaws.com/groups/global/allusers",
    "http://acs.amazonaws.com/groups/global/authenticatedusers",
)
_PRINCIPAL = (
    "principal",
    "userid",
    "group",
    "values",
    "grantee",
    "cidrip",
    "cidripv6",
    "accountid",
    "aws",
    "valuestoadd",
    "xamzgrant",
    "uri",
    "principals",
)


def opened_to(event: AuditEvent, own: str) -> tuple[tuple[str, ...], bool]:
    """Return the other accounts that a request opens a resource to, and whether it opens it to everybody."""
    accounts: dict[str, None] = {}
    everybody = False
    for name, value in event.details:
        path = name.lower()
        if not path.startswith("request.") or path.startswith(_TAKEN_BACK) or path in _FORMAL:
            continue
        if not any(word in path for word in _PRINCIPAL) and "rolearn" not in path:
            continue
        everybody = everybody or value.strip().lower() in _EVERYBODY
        accounts.update(dict.fromkeys(one for one in _ACCOUNT.findall(value) if one != own))
    return tuple(accounts), everybody


class CloudShared(AuditDetector):
    """Finds what was opened, by operation and by to whom; what was taken back or stays within our accounts is left."""

    meta = Meta(
        id="onward.cloud-shared",
        title="Cloud resource opened to outside",
        why="A disk, image or bucket opened to a foreign account is carried off without one byte leaving through our network; a role that a foreign account may take is a door that stays.",
        needs=(SourceKind.CLOUD_AUDIT,),
        questions=BOTH,
        techniques=("T1537", "T1098.001"),
        references=(AWS,),
    )
    keys = SHARING

    def __init__(self, sides: Sides) -> None:
        super().__init__()
        self._sides = sides

    def take(self, event: AuditEvent) -> None:
        """Count what opens a resource and was carried out."""
        if event.log is not Log.CLOUD or event.service:
            return
        accounts, everybody = opened_to(event, event.store)
        if event.key == "assumerole" and not accounts:
            return
        foreign = [one for one in accounts if not self._sides.own_account(one)]
        for account in [*foreign, *(["everybody"] if everybody else [])]:
            group = f"{event.key}\0{account}"
            self.note(group, event, f"{event.operation} {event.target} opens to {account}: {event.result}")

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each operation and other account."""
        for group, seen in sorted(self.groups.items()):
            key, account = group.split("\0")
            known = self._sides.known_account(account)
            severity = Severity.MEDIUM if key in ("authorizesecuritygroupingress", "assumerole") else Severity.HIGH
            if known:
                severity = Severity.INFO
            if seen.failed == seen.count:
                severity = Severity.LOW
            title = f"{key}: opened to {account}{f' (known: {known.role} {known.name})' if known else ''}"
            yield self.finding(
                group.replace("\0", ":"),
                title,
                severity,
                seen,
                operation=key,
                opened_to=account,
                succeeded=seen.count - seen.failed,
            )
