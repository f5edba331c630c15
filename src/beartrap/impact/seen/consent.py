"""`seen.consent`: an application was given a role, a permission or somebody's consent."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.permissions import powerful
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.finding import Severity

_SAYS = (
    "AppRole.Value", "AppRole.DisplayName", "AppRole.Id", "DelegatedPermissionGrant.Scope", "ConsentAction.Permissions", "RequiredResourceAccess", "OAuth2PermissionGrant.Scope", "Scope",
)  # fmt: skip


def granted(event: AuditEvent) -> tuple[str, ...]:
    """Return the powerful permissions that a record adds: those that stand in the new value and not in the old one."""
    found: dict[str, None] = {}
    for change in event.changed(*_SAYS):
        before = set(powerful(change.old))
        found.update(dict.fromkeys(name for name in powerful(change.new) if name not in before))
    if not event.changes:
        found.update(dict.fromkeys(powerful(" ".join(value for _, value in event.details))))
    return tuple(found)


def for_all(event: AuditEvent) -> bool:
    """Whether the permission holds for every user: by an administrator's consent, or as an application's own right."""
    for change in event.changed(
        "DelegatedPermissionGrant.ConsentType",
        "ConsentContext.OnBehalfOfAll",
        "ConsentContext.IsAppOnly",
        "ConsentContext.IsAdminConsent",
    ):
        if "allprincipals" in change.new.lower() or "true" in change.new.lower():
            return True
    return event.key.startswith("add app role assignment to service principal")


class Consent(AuditDetector):
    """Finds roles, grants and consents, application by application."""

    meta = Meta(
        id="seen.consent",
        title="Permission granted to an application",
        why="A permission for mail or files lets an application read them without any user at a keyboard, until somebody takes it back.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1098.003", "T1528"),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = frozenset(
        {"add oauth2permissiongrant", "add delegated permission grant", "consent to application", "update application"}
    )
    prefixes = ("add app role assignment",)

    def __init__(self) -> None:
        super().__init__()
        self._granted: dict[str, dict[str, None]] = {}
        self._all: set[str] = set()

    def take(self, event: AuditEvent) -> None:
        """Count grants; a change of an application counts where it asks for a permission that it did not ask for before."""
        names = granted(event)
        if event.key == "update application" and not names:
            return
        app = event.target or event.target_id or "an application that is not named"
        group = f"{event.key}\0{app}"
        self.note(group, event)
        self._granted.setdefault(group, {}).update(dict.fromkeys(names))
        if for_all(event):
            self._all.add(group)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each kind of grant to each application; high where it opens data or rights."""
        for group, seen in sorted(self.groups.items()):
            key, _, app = group.partition("\0")
            names = ", ".join(self._granted.get(group, ()))
            asked = key == "update application"
            severity = (
                Severity.LOW if not names or seen.failed == seen.count else Severity.MEDIUM if asked else Severity.HIGH
            )
            title = f"{'Asks for' if asked else 'Granted'} {names or 'a permission'}: {app}"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, application=app, permissions=names, operation=key,
                for_all_users=group in self._all,
            )  # fmt: skip
