"""The steps by which access is gained: what each names, so that they can be joined to one another and to what was read."""

import re
from datetime import datetime
from enum import StrEnum

from beartrap.impact.microsoft import APPS
from beartrap.impact.seen import app_credentials, consent, federation, forged_saml
from beartrap.impact.seen.permissions import guids
from beartrap.model.audit import AuditEvent
from beartrap.model.frozen import frozen
from beartrap.model.place import Place


class StepKind(StrEnum):
    """What a step gained."""

    FEDERATION = "federation"
    PERMISSION = "permission"
    CREDENTIAL = "credential"
    TOKEN = "token"  # noqa: S105 (a kind of step)
    IMPERSONATION = "impersonation"


GRANTS = ("add app role assignment", "add oauth2permissiongrant", "add delegated permission grant")
_OF_CLIENT = (
    "ServicePrincipal.ObjectID",
    "ServicePrincipal.AppId",
    "ServicePrincipal.Name",
    "AppId",
    "AppPrincipalId",
    "Client.ObjectID",
    "Client.AppId",
)
_CLIENT = re.compile(r"Client(?:Id|AppId)\s*[:=]\s*\"?([0-9a-fA-F-]{36})")
_NAMES = ("ServicePrincipal.DisplayName", "Client.DisplayName")
KEYS = (
    federation.TRUST | app_credentials.KEYS | consent.Consent.keys | forged_saml.ForgedSaml.keys | {"new-managementroleassignment"}
)  # fmt: skip


@frozen
class Step:
    """One record by which access was gained. `ids` are those of the application (object, service principal, app, keys)."""

    kind: StepKind
    time: datetime | None
    operation: str
    user: str
    address: str
    session: str
    name: str
    ids: frozenset[str]
    what: str
    place: Place


def step_of(event: AuditEvent) -> Step | None:
    """Return the step that an event is, None where it gains nothing."""
    if event.ok is False or event.repeat:
        return None
    kind, what = _kind(event)
    if kind is None:
        return None
    name = "" if event.key.startswith(GRANTS) else event.target
    name = name or next((change.new.strip('"') for change in event.changed(*_NAMES) if change.new.strip('"')), "")
    return Step(
        kind, event.time, event.operation.strip(), event.user, event.address, event.session, name, _ids(event), what,
        Place(event.file, row=event.row),
    )  # fmt: skip


def _kind(event: AuditEvent) -> tuple[StepKind | None, str]:
    if event.key in federation.TRUST:
        return StepKind.FEDERATION, f"federation of {event.target or 'a domain'} changed"
    added = app_credentials.added_keys(event) if event.key in app_credentials.KEYS else ()
    if added or event.key == "add service principal credentials":
        told = ", ".join(name or kind or key for key, kind, name in added) or "a credential"
        return StepKind.CREDENTIAL, f"{told} added to {event.target or 'an application'}"
    if event.key in consent.Consent.keys or event.key.startswith(consent.Consent.prefixes):
        names = consent.granted(event)
        if names:
            verb = "asks for" if event.key == "update application" else "was granted"
            return StepKind.PERMISSION, f"{verb} {', '.join(names)}{' for all users' if consent.for_all(event) else ''}"
    if event.key == "userloggedin" and event.detail("UserAuthenticationMethod").strip() == forged_saml.METHOD:
        return StepKind.TOKEN, f"signed in as {event.user} with a token from elsewhere"
    if event.key == "new-managementroleassignment" and "applicationimpersonation" in event.detail(
        "Role"
    ).lower().replace(" ", ""):
        return StepKind.IMPERSONATION, f"{event.detail('User', 'App', 'Name')} may act as any mailbox"
    return None, ""


def _ids(event: AuditEvent) -> frozenset[str]:
    """Return the ids of the application that gained something; those of the service that was opened to it are none."""
    found: set[str] = set()
    targets = [value.lower() for name, value in event.details if name == "Target"]
    if event.key.startswith(GRANTS):
        targets = targets[1:]
    elif event.target_id:
        targets.append(event.target_id.lower())
    for text in targets:
        found |= guids(text)
    for change in event.changed(*_OF_CLIENT):
        found |= guids(change.new)
    if not event.key.startswith(GRANTS):
        for change in event.changed("TargetId.ServicePrincipalNames"):
            found |= guids(change.new)
    for change in event.changed("ConsentAction.Permissions"):
        found |= {match[1].lower() for match in _CLIENT.finditer(change.new)}
    found |= {key for key, _, _ in app_credentials.added_keys(event)}
    if event.key in ("userloggedin",):
        found = set()
    return frozenset(found - APPS.keys() - {"00000000-0000-0000-0000-000000000000"})
