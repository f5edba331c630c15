"""What could they see: detectors of audit logs, one a file, in the order in which an intrusion goes."""

from beartrap.impact.seen.app_credentials import AppCredentials
from beartrap.impact.seen.audit_off import AuditOff
from beartrap.impact.seen.chats_read import ChatsRead
from beartrap.impact.seen.cloud_data import CloudData
from beartrap.impact.seen.cloud_secrets import CloudSecrets
from beartrap.impact.seen.consent import Consent
from beartrap.impact.seen.delegation import Delegation
from beartrap.impact.seen.federation import FederationChanged
from beartrap.impact.seen.files_read import FilesRead
from beartrap.impact.seen.forged_saml import ForgedSaml
from beartrap.impact.seen.mail_read import MailRead
from beartrap.impact.seen.mail_rules import MailRules
from beartrap.impact.seen.powershell import Powershell
from beartrap.impact.seen.searches import Searches
from beartrap.impact.seen.trail_tampering import TrailTampering
from beartrap.impact.watching import AuditDetector

ALL: tuple[type[AuditDetector], ...] = (
    FederationChanged,
    AppCredentials,
    Consent,
    ForgedSaml,
    Powershell,
    MailRead,
    FilesRead,
    ChatsRead,
    MailRules,
    Delegation,
    Searches,
    AuditOff,
    CloudData,
    CloudSecrets,
    TrailTampering,
)
