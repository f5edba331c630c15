"""Compromised packages in a plan, and running what their own managers can do, where a person said so."""

import os
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import unquote

from beartrap.case.ledger import Case
from beartrap.case.view import Records
from beartrap.contain.choosing import Chosen
from beartrap.contain.items import PackageStep, Plan
from beartrap.contain.packages import Compromised, commands, project_of
from beartrap.effects.commands import run
from beartrap.estate.locating import reach
from beartrap.flows.progress import Progress
from beartrap.model.action import Action, Verb
from beartrap.model.evidence import Facts
from beartrap.model.text import printable, shorten


def plan_packages(records: Records, chosen: Sequence[Chosen], good: Mapping[str, str]) -> tuple[PackageStep, ...]:
    """Return a step for each package that was chosen; `good` names versions that a person knows to be good."""
    return tuple(_step(records, one, good) for one in chosen if one.place is not None)


def _step(records: Records, one: Chosen, good: Mapping[str, str]) -> PackageStep:
    finding, place = one.kept.record, one.place
    if place is None:
        raise ValueError("a package without a place")
    name, version = _named(finding.subject)
    sources = records.estate.sources if records.estate is not None else ()
    reached = reach(sources, place)
    folder = None if reached is None else project_of(reached.path)
    siblings = frozenset() if folder is None else frozenset(_names(folder))
    ecosystem = str(finding.facts.get("ecosystem") or "")
    made, advice = commands(Compromised(ecosystem, name, version, good.get(name), folder, siblings))
    if reached is None:
        advice = (*advice, f"It stands on {place.host or 'a host that is not named'}, not here: run them there.")
    return PackageStep(
        id=f"package-{secrets.token_hex(4)}",
        package=name,
        version=version,
        ecosystem=ecosystem,
        place=place,
        findings=(one.kept.id,),
        ground=one.ground,
        commands=made,
        advice=advice,
    )


def _named(subject: str) -> tuple[str, str]:
    """Return name and version from `package:HOST:ABOUT:NAME@VERSION[:PATH]`, percent-encoding taken off."""
    pinned = subject.split(":")[3] if subject.count(":") >= 3 else ""
    name, _, version = pinned.rpartition("@")
    return unquote(name or pinned), unquote(version) if name else ""


def _names(folder: bytes) -> Iterator[bytes]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries)
    except OSError:
        return


def run_packages(
    case: Case, plan: Plan, wanted: Collection[str], operator: str, progress: Progress
) -> tuple[Action, ...]:
    """Run the commands of the package steps that a person named, one after the other; the first that fails ends a step."""
    done = []
    for step in plan.packages:
        if step.id not in wanted and step.package not in wanted:
            continue
        for command in step.commands:
            progress.stage(f"{step.package}: {command.does}")
            ended = run(command.arguments, command.folder)
            line = " ".join(command.arguments)
            outcome = (
                f"{command.does}: exit code {ended.code}"
                if ended.code is not None
                else f"{command.does}: {ended.words}"
            )
            facts = Facts.of(
                command=printable(line), code=ended.code, said=printable(shorten(ended.words, 400)), step=step.id
            )
            actions = [
                Action(str(Verb.RAN), step.place, operator, outcome, finding, facts) for finding in step.findings
            ]
            case.append(actions)
            done += actions[:1]
            if ended.code != 0:
                break
    return tuple(done)
