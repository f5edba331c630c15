"""Were our systems used against others: detectors of traffic, of audit logs and of releases, one a file."""

from beartrap.impact.onward.brute_force import BruteForce
from beartrap.impact.onward.cloud_shared import CloudShared
from beartrap.impact.onward.exploit_attempts import ExploitAttempts
from beartrap.impact.onward.mail_sent import MailSent
from beartrap.impact.onward.partner_access import PartnerAccess
from beartrap.impact.onward.releases import OwnReleases
from beartrap.impact.onward.scan import Scan
from beartrap.impact.onward.signing_keys import SigningKeys
from beartrap.impact.onward.watching import TrafficDetector
from beartrap.impact.sides import Sides
from beartrap.impact.watching import AuditDetector

ALL_TRAFFIC: tuple[type[TrafficDetector], ...] = (Scan, ExploitAttempts, BruteForce)
ALL_RELEASES: tuple[type[OwnReleases] | type[SigningKeys], ...] = (OwnReleases, SigningKeys)


def audit_detectors(sides: Sides) -> tuple[AuditDetector, ...]:
    """Return the detectors that look at audit logs, made with whose side is whose."""
    return (MailSent(), PartnerAccess(sides), CloudShared(sides))
