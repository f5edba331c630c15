"""`seen.access-chain`: how access was gained, and what was read by it: consent → secret → access, federation → token → access.

What is joined by an id or a session is exact. What is joined because the same user did both within a short time is
presumed, and said to be. Whether it was an administrator at work or an intruder is not decided here: the steps are shown.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from beartrap.engine.detector import Found, Meta
from beartrap.impact.microsoft import APPS
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.seen.steps import GRANTS, KEYS, Step, StepKind, step_of
from beartrap.impact.seen.uses import Reads, Use
from beartrap.impact.sightings import Sighting
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen

_FIRST = datetime.min.replace(tzinfo=UTC)
SAME_HAND = timedelta(hours=24)
"""Two steps of one user within a day are presumed to be of one hand."""
SOON = timedelta(days=7)
"""A reading that begins within a week after its user opened an application to it is presumed to be through that."""
MOST_SHOWN = 6
"""Steps and readings of one chain that its finding shows; the account has all."""
MOST_STEPS = 20_000
"""Steps that are kept. A tenant of 100,000 users has some hundred a month."""


@frozen
class Reading:
    """What was read in one place by one way."""

    store: str
    kind: str
    use: Use
    seen: Reads


Readings = Callable[[], Iterator[Reading]]
"""All that was read, to be gone through more than once: there may be a million ways."""


@frozen
class Link:
    """Two parts of a chain, by their numbers among steps and then readings, and what joins them."""

    one: int
    other: int
    by: str
    exact: bool


@dataclass(slots=True)
class Chain:
    """Steps in order of time, the readings they led to, and the links between them."""

    steps: list[Step] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether every link is exact."""
        return all(link.exact for link in self.links)


class AccessChain(AuditDetector):
    """Joins the steps that gain access, and what was read by it."""

    meta = Meta(
        id="seen.access-chain",
        title="How access was gained, and used",
        why="One by one these records are an administrator's day; in a row they are the way in which mail was read in 2020.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1098.001", "T1098.003", "T1606.002", "T1114.002"),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = frozenset(KEYS)
    prefixes = GRANTS

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.readings: Readings = lambda: iter(())
        self.chains: list[Chain] = []
        self.dropped = 0
        self._met: set[int] = set()

    def take(self, event: AuditEvent) -> None:
        """Keep the step that an event is."""
        step = step_of(event)
        if step is None:
            return
        second = step.time.replace(microsecond=0) if step.time else None
        key = hash((step.kind, second, step.user.lower(), step.what))
        if key in self._met:
            return  # the unified log and the directory's own tell of the same step under two ids
        if len(self.steps) >= MOST_STEPS:
            self.dropped += 1
            return
        self._met.add(key)
        self.steps.append(step)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each chain that leads to a reading; a chain without one is told by its steps' own findings."""
        if self.dropped:
            why = f"{self.dropped:,} steps came after {MOST_STEPS:,} were kept: they stand in no chain"
            yield Gap(GapReason.LIMIT, SEEN, why, "Look at shorter periods.", count=self.dropped, by=self.meta.id)
        self.chains = join(self.steps, self.readings)
        for chain in self.chains:
            if chain.readings:
                yield self._finding(chain)

    def _finding(self, chain: Chain) -> Found:
        whole = Sighting()
        for reading in chain.readings:
            whole.count += reading.seen.count
            whole.users.add(reading.use.user)
            whole.apps.add(reading.use.app)
            whole.addresses.add(reading.use.address)
            whole.since = min(filter(None, (whole.since, reading.seen.since)), default=None)
            whole.until = max(filter(None, (whole.until, reading.seen.until)), default=None)
        steps = chain.steps
        whole.since = min((step.time for step in steps if step.time), default=whole.since)
        evidence = (*map(_shown_step, steps[:MOST_SHOWN]), *map(_shown_reading, chain.readings[:MOST_SHOWN]))
        stores = sorted({reading.store for reading in chain.readings})
        return self.finding(
            f"{steps[0].place.show()}", f"Access gained by {steps[0].user or 'nobody named'} and used on {len(stores)} stores",
            Severity.HIGH, whole, confirmed=chain.exact, evidence=evidence,
            chain=" → ".join([*dict.fromkeys(step.kind.value for step in steps), "access"]),
            joined="exact" if chain.exact else "presumed: some links rest on the same user and a short time", stores=", ".join(stores[:10]),
        )  # fmt: skip


def _shown_step(step: Step) -> Evidence:
    facts = Facts.of(step=step.kind.value, user=step.user, address=step.address, application=step.name)
    return Evidence(step.place, f"{step.operation}: {step.what}", step.time, facts)


def _shown_reading(reading: Reading) -> Evidence:
    use, seen = reading.use, reading.seen
    quote = f"{reading.kind} {reading.store} read: {seen.count} records by {use.app or use.user}"
    facts = Facts.of(step="access", user=use.user, address=use.address, application=use.app, session=use.session)
    return Evidence(seen.at, quote, seen.since, facts)


def join(steps: list[Step], readings: Readings) -> list[Chain]:
    """Return the chains that steps and readings make: what hangs together by links, steps in order of time."""
    ordered = sorted(
        steps, key=lambda step: (step.time is None, step.time or _FIRST, step.place.source, step.place.row or 0)
    )
    links = list(_between_steps(ordered))
    tied: list[Reading] = []
    for reading, at, by, exact in _to_readings(ordered, readings) if ordered else ():
        links.append(Link(at, len(ordered) + len(tied), by, exact))
        tied.append(reading)
    group = list(range(len(ordered) + len(tied)))
    for link in links:
        _unite(group, link.one, link.other)
    chains: dict[int, Chain] = {}
    numbers: dict[int, int] = {}
    for number, step in enumerate(ordered):
        chain = chains.setdefault(_root(group, number), Chain())
        numbers[number] = len(chain.steps)
        chain.steps.append(step)
    for number, reading in enumerate(tied, len(ordered)):
        chain = chains[_root(group, number)]
        numbers[number] = len(chain.steps) + len(chain.readings)
        chain.readings.append(reading)
    for link in links:
        chains[_root(group, link.one)].links.append(Link(numbers[link.one], numbers[link.other], link.by, link.exact))
    return list(chains.values())


def _root(group: list[int], number: int) -> int:
    while group[number] != number:
        group[number] = group[group[number]]
        number = group[number]
    return number


def _unite(group: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(group, one), _root(group, other)))
    group[second] = first


def _between_steps(steps: list[Step]) -> Iterator[Link]:
    """Link each step to the last one before it that names the same application, else to the same user's of that day."""
    by_id: dict[str, int] = {}
    by_user: dict[str, int] = {}
    for number, step in enumerate(steps):
        names = {f"id {one}" for one in step.ids} | (
            {f"name {step.name}"} if step.name and step.kind is not StepKind.TOKEN else set()
        )
        shared = sorted(name for name in names if name in by_id)
        if shared:
            yield Link(by_id[shared[0]], number, f"the same application ({shared[0]})", True)
        elif (
            step.user
            and (before := by_user.get(step.user.lower())) is not None
            and _within(steps[before].time, step.time, SAME_HAND)
        ):
            yield Link(before, number, f"the same user ({step.user}) within a day", False)
        elif step.kind is StepKind.TOKEN and (trust := _trust_of(steps[:number], step)) is not None:
            yield Link(trust, number, "a token for a user of the domain whose federation was changed", False)
        by_id.update(dict.fromkeys(names, number))
        if step.user:
            by_user[step.user.lower()] = number


def _trust_of(before: list[Step], token: Step) -> int | None:
    domain = token.user.lower().partition("@")[2]
    numbers = [
        n
        for n, step in enumerate(before)
        if step.kind is StepKind.FEDERATION and domain and domain in step.name.lower()
    ]
    return numbers[-1] if numbers else None


def _within(one: datetime | None, other: datetime | None, span: timedelta) -> bool:
    return one is not None and other is not None and timedelta(0) <= other - one <= span


def _to_readings(steps: list[Step], readings: Readings) -> Iterator[tuple[Reading, int, str, bool]]:
    """Yield each reading that a step explains, with the step's number, what joins them, and whether that is exact."""
    by_id = {one: number for number, step in enumerate(steps) for one in step.ids}
    by_session = {
        step.session: number for number, step in enumerate(steps) if step.session and step.kind is StepKind.TOKEN
    }
    by_user: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        by_user.setdefault(step.user.lower(), []).append(number)
    began: dict[str, datetime] = {}
    for reading in readings():
        since = reading.seen.since
        if since is not None and (reading.use.app not in began or since < began[reading.use.app]):
            began[reading.use.app] = since
    for reading in readings():
        use = reading.use
        if use.app and use.app in by_id and _after(steps[by_id[use.app]], reading):
            yield reading, by_id[use.app], f"the application's id ({use.app})", True
        elif use.session and use.session in by_session:
            yield reading, by_session[use.session], f"the session ({use.session})", True
        elif (found := _presumed(steps, by_user.get(use.user.lower(), ()), use, began.get(use.app))) is not None:
            yield (
                reading,
                found,
                f"the same user ({use.user}), whose reading by this application began soon after",
                False,
            )


def _after(step: Step, reading: Reading) -> bool:
    return step.time is None or reading.seen.until is None or reading.seen.until >= step.time


def _presumed(steps: list[Step], mine: Sequence[int], use: Use, began: datetime | None) -> int | None:
    """Return the last step of the same user before an application that is none of Microsoft's own began to read."""
    if began is None or not use.user or not use.app or use.app in APPS:
        return None
    before = [number for number in mine if _within(steps[number].time, began, SOON)]
    return before[-1] if before else None
