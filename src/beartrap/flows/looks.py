"""How each kind of source is looked at. Each look is imported when the first source of its kind is met.

A sweep of files would else load what reads events, mails and releases: 90 MB and a second that it does not need.
"""

from collections.abc import Callable, Mapping

from beartrap.flows.looking import Desk
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source


def _packages(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_things import look_at_packages

    look_at_packages(desk, source)


def _hashes(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_things import look_at_inventory

    look_at_inventory(desk, source)


def _files(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_things import look_at_trees

    look_at_trees(desk, source)


def _dns(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_logs import look_at_logs

    look_at_logs(desk, source)


def _events(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_events import look_at_events

    look_at_events(desk, source)


def _traffic(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_audit import look_at_traffic

    look_at_traffic(desk, source)


def _proxies(desk: Desk, source: Source) -> None:
    """Look at proxy logs twice: for what called home, and for what went outward."""
    _events(desk, source)
    _traffic(desk, source)


def _vaults(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_vaults import look_at_vaults

    look_at_vaults(desk, source)


def _audit(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_audit import look_at_audit

    look_at_audit(desk, source)


def _releases(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_audit import look_at_releases

    look_at_releases(desk, source)


def _update(desk: Desk, source: Source) -> None:
    from beartrap.flows.look_at_updates import look_at_update

    look_at_update(desk, source)


LOOKS: Mapping[SourceKind, Callable[[Desk, Source], None]] = {
    SourceKind.PACKAGES: _packages,
    SourceKind.SBOM: _packages,
    SourceKind.HASHES: _hashes,
    SourceKind.DNS: _dns,
    SourceKind.ENDPOINT: _events,
    SourceKind.PROXY: _proxies,
    SourceKind.FILES: _files,
    SourceKind.VAULT: _vaults,
    SourceKind.CONNECTIONS: _traffic,
    SourceKind.MAIL_AUDIT: _audit,
    SourceKind.SIGN_INS: _audit,
    SourceKind.CLOUD_AUDIT: _audit,
    SourceKind.RELEASES: _releases,
    SourceKind.UPDATE: _update,
}
"""The cheapest and most telling first."""


def correlate(desk: Desk) -> None:
    """Grade what only shows over all logs; where there is no log of names, and no name to decode, there is nothing."""
    looked = any(kept.record.kind is SourceKind.DNS for kept in desk.case.view().records.looked)
    if looked or any(incident.decoder for incident in desk.knowledge.incidents):
        from beartrap.flows.look_at_logs import correlate as correlate_logs

        correlate_logs(desk)
