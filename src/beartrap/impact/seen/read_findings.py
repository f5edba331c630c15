"""Findings about what was read, one an application: context, until the chain ties the application to an actor."""

from collections.abc import Iterator

from beartrap.engine.detector import Found
from beartrap.impact.columns import Ints
from beartrap.impact.seen.reading_log import Sealed
from beartrap.impact.sightings import MOST_NAMES, Sighting, listed
from beartrap.impact.watching import AuditDetector
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Severity

MOST_EVIDENCE = 5


def by_app(detector: AuditDetector, log: Sealed, noun: str) -> Iterator[Found]:
    """Yield a finding for each application: how many places it read, which, from when to when."""
    for app, ways in sorted(log.uses.by_app().items()):
        names = sorted({log.places[place] for place in log.uses.place[ways].tolist()})
        title = f"{len(names):,} {noun}{'' if len(names) == 1 else plural(noun)} read by {app or 'a client without application id'}"
        yield detector.finding(
            app, title, Severity.INFO, _together(log, ways), app=app, places=len(names), named=listed(names)
        )


def _together(log: Sealed, ways: Ints) -> Sighting:
    """Return what some ways of reading come to, with the first of them that were read by as evidence."""
    count, failed = log.uses.amount(ways)
    since, until = log.uses.span(ways)
    users, addresses = log.uses.texts("user", ways), log.uses.first_addresses(ways)
    whole = Sighting(count, failed, since, until)
    for names, told in ((whole.users, users), (whole.addresses, addresses)):
        names.counts.update([(name, number) for name, number, _ in told if name][:MOST_NAMES])
    shown = ways[log.uses.count[ways] > 0][:MOST_EVIDENCE]
    for way, use in zip(shown.tolist(), log.uses.known(shown), strict=True):
        says = f"{log.places[use.place]} read by {use.user or use.app}"
        whole.evidence.append(Evidence(log.uses.at(way), says, log.uses.span(shown[shown == way])[0]))
    return whole


def plural(noun: str) -> str:
    """Return the ending that makes a noun plural."""
    return "es" if noun.endswith("x") else "s"
