"""From tallied hits to findings: one for each rule or indicator and machine, with how far it shows that it got."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from beartrap.engine.hosts import HostNames
from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.event_tally import EventRef, EventTally, OfRule, OnHost, refs_of
from beartrap.hunt.sigma.rule import Head
from beartrap.hunt.watchlist import CALLS_HOME, HARMLESS
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import ADDRESSES, HASHES, Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten

BY_SIGMA, BY_INDICATOR = "hunt.sigma", "hunt.events"
SIGMA, INDICATOR = "sigma", "indicator"
MOST_EVIDENCE = 5
RUNGS = {"executed": Rung.EXECUTED, "called-home": Rung.CALLED_HOME, "answered": Rung.ANSWERED, "acted": Rung.ACTED}
"""What the tag `beartrap.…` of a pack's own rule says that a hit proves. Other rules prove no rung."""
SEEN = "seen"
"""The tag `beartrap.seen`: a hit tells of data that were taken, and so bears on what was seen too."""
_ID = re.compile(r"^id:\s*([0-9a-fA-F-]{36})\s*$", re.MULTILINE)
_TAG = re.compile(r"^\s*-\s*beartrap\.([a-z-]+)\s*$", re.MULTILINE)
_NETWORK = frozenset({IndicatorKind.DOMAIN, IndicatorKind.URL, IndicatorKind.USER_AGENT}) | ADDRESSES


def seen_of(sigma: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of a pack's rules that show what was taken (tag `beartrap.seen`)."""
    return frozenset(identity for identity, tags in _tagged(sigma) if SEEN in tags)


def rungs_of(sigma: Mapping[str, str]) -> dict[str, Rung]:
    """Return the rungs that a pack's rules prove, by the rule's id."""
    return {
        identity: rung for identity, tags in _tagged(sigma) for rung in (RUNGS[tag] for tag in tags if tag in RUNGS)
    }


def _tagged(sigma: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for text in sigma.values():
        for document in text.split("\n---"):
            if (identity := _ID.search(document)) is not None:
                yield identity[1].lower(), _TAG.findall(document)


@dataclass(frozen=True)
class Findings:
    """Makes findings of what a hunt found in one source. `rules` are heads by id, `rungs` what a pack's rules prove, `seen` which tell what was taken."""

    label: str
    rules: Mapping[str, Head]
    rungs: Mapping[str, Rung]
    knowledge: Knowledge
    names: HostNames
    only: str | None = None
    seen: frozenset[str] = frozenset()

    def of(self, tally: EventTally) -> Iterator[Finding]:
        """Yield the findings, what counts most first."""
        known = self._known()
        found = []
        for of_rule, one in refs_of(tally):
            if of_rule.kind == SIGMA:
                found.append(self._of_rule(of_rule, one))
            elif of_rule.kind == INDICATOR and of_rule.rule in known:
                found.append(self._of_indicator(of_rule, one, known[of_rule.rule]))
        yield from sorted(found, key=lambda finding: (-finding.severity, finding.subject))

    def _known(self) -> dict[str, list[tuple[str, Indicator]]]:
        known: dict[str, list[tuple[str, Indicator]]] = {}
        for identity, indicator in self.knowledge.indicators.items():
            known.setdefault(indicator.key, []).append((identity, indicator))
        return known

    def _host(self, written: str | None) -> tuple[str | None, str]:
        """Return the estate's name of a machine, None where it is none of ours, and what to call it."""
        if written is None:
            return self.only, self.only or "an unnamed machine"
        ours = self.names.find(written)
        return (ours.name, ours.name) if ours is not None else (written, written)

    def _of_rule(self, of_rule: OfRule, one: OnHost) -> Finding:
        head = self.rules.get(of_rule.rule)
        host, shown = self._host(one.host)
        rung = self.rungs.get(of_rule.rule)
        title = head.title if head is not None else of_rule.rule
        return Finding(
            detector=BY_SIGMA,
            subject=f"sigma:{of_rule.rule}@{shown}:{self.label}",
            questions=(Question.ACTIVE, Question.SEEN) if of_rule.rule in self.seen else (Question.ACTIVE,),
            title=f"{printable(title)} on {printable(shown)}",
            severity=head.severity if head is not None else Severity.MEDIUM,
            why="A rule of the incident's own pack."
            if rung is not None
            else "A general rule: what it means here, a person must judge.",
            rung=rung,
            host=host,
            since=one.first,
            until=one.last,
            count=one.count,
            confirmed=False,
            evidence=_evidence(one, host),
            techniques=head.techniques if head is not None else (),
            facts=Facts.of(rule=of_rule.rule, level=head.level if head is not None else None),
        )

    def _of_indicator(self, of_rule: OfRule, one: OnHost, known: list[tuple[str, Indicator]]) -> Finding:
        host, shown = self._host(one.host)
        indicators = [indicator for _, indicator in known]
        first = indicators[0]
        late = self._late(indicators, one)
        roles = {indicator.role for indicator in indicators if indicator.role}
        harmless = bool(roles) and roles <= HARMLESS
        rung = None if late or harmless else _rung(first.kind, roles)
        worst = max(indicator.severity for indicator in indicators)
        demoted = any(indicator.demoted for indicator in indicators)
        lowered = (
            Severity.INFO
            if harmless
            else min(worst, Severity.LOW)
            if late
            else Severity(max(worst - demoted, Severity.LOW))
        )
        malware = next((indicator.malware for indicator in indicators if indicator.malware), None)
        return Finding(
            detector=BY_INDICATOR,
            subject=f"{of_rule.rule}@{shown}:{self.label}",
            questions=(Question.ACTIVE,),
            title=f"{f'{malware}: ' if malware else ''}{first.kind.value} {printable(first.value)} in events of {printable(shown)}{late}",
            severity=lowered,
            why=f"What is looked for serves as: {', '.join(sorted(roles))}."
            if roles
            else "A source names it as an indicator.",
            rung=rung,
            host=host,
            since=one.first,
            until=one.last,
            count=one.count,
            confirmed=rung is not None and first.kind in HASHES,
            evidence=_evidence(one, host),
            indicators=tuple(identity for identity, _ in known),
            facts=Facts.of(roles=", ".join(sorted(roles))),
        )

    def _late(self, indicators: list[Indicator], one: OnHost) -> str:
        """Say that an indicator was seen only when seeing it means little: outside its time, or once it was public."""
        if one.first is None or one.last is None:
            return ""
        bounded = [indicator.valid for indicator in indicators if indicator.valid.start or indicator.valid.end]
        if bounded and not any(window.low <= one.last and one.first < window.high for window in bounded):
            return ", outside the time in which it was the actor's"
        if indicators[0].kind in _NETWORK and self._public(one.first):
            return ", only after the incident was public"
        return ""

    def _public(self, moment: datetime) -> bool:
        public = [one.public_since.start for one in self.knowledge.incidents if one.public_since.start is not None]
        return bool(public) and moment >= max(public)


def _rung(kind: IndicatorKind, roles: set[str]) -> Rung | None:
    """A hash or a pipe in an endpoint's events is of something that ran; an operator's name was called."""
    if kind in HASHES or kind is IndicatorKind.PIPE:
        return Rung.EXECUTED
    if kind in _NETWORK and roles & CALLS_HOME:
        return Rung.CALLED_HOME
    return None


def _evidence(one: OnHost, host: str | None) -> tuple[Evidence, ...]:
    return tuple(_one_evidence(event, host) for event in one.events[:MOST_EVIDENCE])


def _one_evidence(event: EventRef, host: str | None) -> Evidence:
    place = Place(source=event.file, host=host, row=event.row)
    quote = "; ".join(f"{name} = {shorten(value, 300)}" for name, value in event.fields)
    return Evidence(place, printable(quote), event.time, Facts.of(log_source=event.source))
