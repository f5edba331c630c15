"""The analysers of what a version promises, in explicit lists."""

from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser
from beartrap.vet.promise import listing, needs, publisher, scope, shadows

FILES: tuple[FileAnalyser, ...] = ()
PACKAGES: tuple[PackageAnalyser, ...] = ()
PAIRS: tuple[PairAnalyser, ...] = (
    scope.HookAnalyser(),
    scope.BinaryAnalyser(),
    scope.PermissionAnalyser(),
    scope.EndpointAnalyser(),
    scope.SizeAnalyser(),
    needs.DependencyAnalyser(),
    needs.IdentityAnalyser(),
    publisher.PublisherAnalyser(),
    listing.ListingAnalyser(),
    shadows.ShadowAnalyser(),
)
BEHAVIOURS: tuple[Meta, ...] = (
    *scope.BEHAVIOURS,
    *needs.BEHAVIOURS,
    *publisher.BEHAVIOURS,
    *listing.BEHAVIOURS,
    *shadows.BEHAVIOURS,
)

__all__ = ["BEHAVIOURS", "FILES", "PACKAGES", "PAIRS"]
"""One list a kind, as `vet.registry` joins them."""
