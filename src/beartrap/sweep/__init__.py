"""Indicators and rules over files and packages."""

from beartrap.model.coverage import SourceKind
from beartrap.sweep.affected_package import AffectedPackage
from beartrap.sweep.affected_version import AffectedVersion
from beartrap.sweep.credential_store import CredentialStore
from beartrap.sweep.integrity import PackageIntegrity
from beartrap.sweep.known_hash import KnownHash
from beartrap.sweep.known_name import KnownName
from beartrap.sweep.known_package_hash import KnownPackageHash
from beartrap.sweep.known_signer import KnownSigner
from beartrap.sweep.persistence import Persistence
from beartrap.sweep.quarantined_before import QuarantinedBefore
from beartrap.sweep.yara_rules import YaraRules

ALL_ARTIFACT = (KnownHash, KnownName, YaraRules, AffectedVersion, KnownSigner, CredentialStore)
"""Detectors of contents at places: files that were examined and rows of hash inventories."""
ALL_PACKAGE = (AffectedPackage, KnownPackageHash)
"""Detectors of packages: inventories, package managers, SBOMs."""
ALL_VAULT = (QuarantinedBefore,)
"""Detectors of what other products have isolated."""

ALL_AUTOSTART = (Persistence,)
"""Batch detectors of what starts by itself in a tree."""
ALL_ALTERED = (PackageIntegrity,)
"""Batch detectors of files that differ from their package's own sums."""


def of_artifacts(
    kind: SourceKind,
) -> "list[type[KnownHash | KnownName | YaraRules | AffectedVersion | KnownSigner | CredentialStore]]":
    """Return the detectors of artifacts that a kind of source can serve: who needs contents has not looked at an inventory's rows."""
    return [one for one in ALL_ARTIFACT if kind in one.meta.needs]


__all__ = ["ALL_ALTERED", "ALL_ARTIFACT", "ALL_AUTOSTART", "ALL_PACKAGE", "ALL_VAULT", "of_artifacts"]
