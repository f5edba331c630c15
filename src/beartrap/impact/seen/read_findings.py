"""Findings about what was read, one an application: context, until the chain ties the application to an actor."""

from collections.abc import Iterator

from beartrap.engine.detector import Found
from beartrap.impact.seen.reading_log import ReadingLog
from beartrap.impact.sightings import Sighting, listed
from beartrap.impact.times import earlier, later
from beartrap.impact.watching import AuditDetector
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Severity

MOST_EVIDENCE = 5


def by_app(detector: AuditDetector, log: ReadingLog, noun: str) -> Iterator[Found]:
    """Yield a finding for each application: how many places it read, which, from when to when."""
    wholes: dict[str, tuple[Sighting, set[int]]] = {}
    for number, use in enumerate(log.uses.known):
        if use.app not in wholes:
            wholes[use.app] = (Sighting(), set())
        whole, places = wholes[use.app]
        (count, failed), (since, until) = log.uses.amount(number), log.uses.span(number)
        whole.count += count
        whole.failed += failed
        whole.since, whole.until = earlier(whole.since, since), later(whole.until, until)
        whole.users.add(use.user)
        whole.addresses.add(use.address)
        places.add(use.place)
        if len(whole.evidence) < MOST_EVIDENCE and count:
            at = log.uses.reads(number).at
            whole.evidence.append(Evidence(at, f"{log.places[use.place]} read by {use.user or use.app}", since))
    for app, (whole, places) in sorted(wholes.items()):
        names = sorted(log.places[place] for place in places)
        title = f"{len(places):,} {noun}{'' if len(places) == 1 else plural(noun)} read by {app or 'a client without application id'}"
        yield detector.finding(app, title, Severity.INFO, whole, app=app, places=len(places), named=listed(names))


def plural(noun: str) -> str:
    """Return the ending that makes a noun plural."""
    return "es" if noun.endswith("x") else "s"
