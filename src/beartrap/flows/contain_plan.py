"""`beartrap contain plan`: what would be done, bound to what is there now. Nothing outside the case is changed."""

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from beartrap.case import rules
from beartrap.case.view import Records
from beartrap.contain.binding import Seen, see
from beartrap.contain.choosing import Chosen, Wish, choose, left_at
from beartrap.contain.errors import Refused
from beartrap.contain.items import Item, Left, Name, Plan
from beartrap.contain.needed import why_needed
from beartrap.effects.files.beneath import folder_at, split
from beartrap.effects.files.metadata import take_down
from beartrap.effects.files.system import System
from beartrap.engine.knowledge import Knowledge
from beartrap.estate import trees
from beartrap.estate.locating import Reached, reach, tree_roots
from beartrap.estate.owners import has_unread_rpm, owners
from beartrap.estate.running import Uses, uses
from beartrap.flows.contain_bench import Bench, bench
from beartrap.flows.contain_folders import files_of_package
from beartrap.flows.contain_packages import plan_packages
from beartrap.flows.findings import finding_named
from beartrap.flows.progress import Progress, Silent
from beartrap.model.action import Action, Verb
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source
from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.text import shown_bytes

MOST_USERS_NAMED = 5
"""Processes that a warning names."""


@frozen
class PlanRequest:
    """What to plan: `findings` are ids or their beginnings (none: all that is present), `scope` further folders in which
    names of the same file are looked for, `folders`: the files of a package are taken too, `good` versions of packages that are known to be good."""

    case: Path
    operator: str
    findings: tuple[str, ...] = ()
    operator_confirms: bool = False
    containers: bool = False
    folders: bool = False
    scope: tuple[bytes, ...] = ()
    good: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Target:
    """One file within reach, with all that points at it."""

    reached: Reached
    seen: Seen
    chosen: list[Chosen]
    place: Place
    names: dict[bytes, Name] = field(default_factory=dict)


def make_plan(request: PlanRequest, progress: Progress | None = None) -> tuple[Plan, tuple[str, ...]]:
    """Make and keep a plan; returns it, and a line for each item that a crash had left and that was settled now.

    Raises CaseError, ContainError, NoSuchFinding, OSError.
    """
    progress = progress or Silent()
    with bench(request.case, request.operator) as at:
        records = at.case.view().records
        named = frozenset(finding_named(records, name).id for name in request.findings)
        wish = Wish(named, request.operator, request.operator_confirms, request.containers)
        chosen, left = choose(records, wish)
        files = [one for one in chosen if not one.kept.record.subject.startswith("package:")]
        progress.stage(f"Looking at what {len(files)} findings point at")
        targets, unreached = _reach(at, records, files)
        packaged = [one for one in chosen if one not in files]
        if request.folders:
            unreached += _reach_folders(at, records, packaged, targets)
        scope = _scope(records, request.scope)
        _find_names(list(targets.values()), scope, progress)
        used = uses(targets)
        plan = Plan(
            id=f"plan-{secrets.token_hex(4)}",
            made=at.about.now,
            operator=request.operator,
            tool=at.about.tool,
            case=at.case.name,
            host=at.about.host,
            rules=_rules_digest(at, records),
            items=tuple(_items(list(targets.values()), used)),
            packages=plan_packages(records, packaged, dict(request.good)),
            left=(*left, *unreached),
            scope=scope,
            notes=tuple(_notes(used)),
        )
        digest = at.vault.keep_plan(plan)
        told = f"{len(plan.items)} to isolate, {len(plan.packages)} packages, {len(plan.left)} left alone"
        at.case.append(
            [Action(str(Verb.PLANNED), None, request.operator, told, facts=Facts.of(plan=plan.id, digest=digest))]
        )
        return plan, at.settled


def kept_plan(case: Path, operator: str) -> Plan:
    """Return the plan that was made last. Raises CaseError, VaultError."""
    with bench(case, operator) as at:
        return at.vault.plan()


def _rules_digest(at: Bench, records: Records) -> str:
    indicators = tuple(kept.record for kept in records.indicators)
    incidents = tuple(kept.record for kept in records.incidents)
    return Knowledge.of(indicators, incidents, records.estate, rules.kept(at.case.folder)).digest()


def _sources(records: Records) -> tuple[Source, ...]:
    return records.estate.sources if records.estate is not None else ()


Targets = dict[tuple[int, int], _Target]
"""By device and inode: one file is taken once, whatever points at it."""


def _reach(at: Bench, records: Records, chosen: Sequence[Chosen]) -> tuple[Targets, list[Left]]:
    """Find each place on this machine and bind what stands there."""
    targets: Targets = {}
    left: list[Left] = []
    own = os.path.realpath(os.fsencode(at.case.folder)) + b"/"
    for one in chosen:
        reached = reach(_sources(records), one.place) if one.place is not None else None
        if reached is None:
            left += left_at([one], *_elsewhere(one))
            continue
        if reached.path.startswith(own):
            left += left_at([one], "it lies in the case itself", "Nothing is to be done: the vault is ours.")
            continue
        try:
            _aim(targets, one, reached, _bound(one, reached))
        except (Refused, OSError) as error:
            left += left_at([one], f"{shown_bytes(reached.path)}: {error}", _REMEDY)
    return targets, left


def _aim(targets: Targets, one: Chosen, reached: Reached, seen: Seen) -> None:
    """Add a file to the targets."""
    place = one.place or one.kept.record.evidence[0].place
    if place.path != reached.on_host:
        place = replace(place, path=reached.on_host, row=None)
    target = targets.setdefault((seen.binding.device, seen.binding.inode), _Target(reached, seen, [], place))
    target.chosen.append(one)
    target.names[seen.name.path] = seen.name


def _reach_folders(at: Bench, records: Records, chosen: Sequence[Chosen], targets: Targets) -> list[Left]:
    """Add the files of each package within reach: all of them, or none and why."""
    left: list[Left] = []
    own = os.path.realpath(os.fsencode(at.case.folder)) + b"/"
    for one in chosen:
        reached = reach(_sources(records), one.place) if one.place is not None else None
        if reached is None or one.place is None:
            left += left_at([one], *_elsewhere(one))
            continue
        try:
            files = [file for file in files_of_package(reached) if not file.path.startswith(own)]
            bound = [(file, _bound(one, file)) for file in files]
        except (Refused, OSError) as error:
            left += left_at([one], f"{shown_bytes(reached.path)}: {error}", _REMEDY)
            continue
        for file, seen in bound:
            _aim(targets, one, file, seen)
    return left


_REMEDY = "Look again (`beartrap investigate --case CASE`), then plan anew; where a right is missing, plan as a user who has it."


def _elsewhere(one: Chosen) -> tuple[str, str]:
    place = one.place
    host = place.host if place is not None else None
    return (
        f"it is not within reach of this machine{'' if host is None else f': it stands on {host}'}",
        "Contain it on that host, or mount its disk and name it as a file tree in estate.toml; an inventory alone shows "
        "a file and cannot reach it. A fresh inventory afterwards, and `contain verify`, prove it gone.",
    )


def _bound(one: Chosen, reached: Reached) -> Seen:
    """Bind the file, if it still is the content that was found; raises Refused, OSError."""
    seen = see(System(), reached.path)
    found = one.kept.record.facts.get("sha256")
    place = one.place
    inside = place is not None and bool(place.member)
    if isinstance(found, str) and not inside and seen.binding.digest not in (
        f"sha256:{found.lower()}", f"pieces:{seen.binding.digest[7:]}",
    ):  # fmt: skip
        raise Refused("its content is no longer the one that was found")
    return seen


def _scope(records: Records, more: Iterable[bytes]) -> tuple[bytes, ...]:
    roots = [root for _, _, root in tree_roots(_sources(records))]
    return tuple(dict.fromkeys((*roots, *(os.path.realpath(path) for path in more))))


def _find_names(targets: Sequence[_Target], scope: Sequence[bytes], progress: Progress) -> None:
    """Find every name of each file that has more than are known: one walk over the scope for all of them (step 7)."""
    wanted = {
        (one.seen.binding.device, one.seen.binding.inode): one for one in targets if one.seen.links > len(one.names)
    }
    if not wanted:
        return
    progress.stage("Looking for further names of the same files")
    for root in scope:
        source = Source(os.fsdecode(root), os.fsdecode(root), SourceKind.FILES)
        for entry in trees.walk(source, "", root):
            if isinstance(entry, FileEntry) and (target := wanted.get(entry.identity[:2])) is not None:
                _add_name(target, entry.real)


def _add_name(target: _Target, path: bytes) -> None:
    if path in target.names:
        return
    with folder_at(System(), split(path)[0]) as folder:
        status = os.fstat(folder)
        target.names[path] = Name(path, status.st_dev, status.st_ino)


def _items(targets: Sequence[_Target], used: Uses) -> Iterator[Item]:
    owned = _owned(targets)
    for target in targets:
        first = target.chosen[0]
        path = target.reached.path
        item = Item(
            id=f"item-{secrets.token_hex(6)}",
            kind=target.seen.kind,
            names=tuple(target.names.values()),
            binding=target.seen.binding,
            place=target.place,
            title=first.kept.record.title,
            findings=tuple(dict.fromkeys(one.kept.id for one in target.chosen)),
            ground=first.ground,
            outside=max(target.seen.links - len(target.names), 0),
        )
        yield replace(item, warnings=tuple(_warnings(target, item, used, owned.get((target.reached.root, path)))))


def _notes(used: Uses) -> Iterator[str]:
    """Yield what is to be known of all items."""
    if used.unseen:
        named = ", ".join(used.unseen[:MOST_USERS_NAMED])
        more = f" and {len(used.unseen) - MOST_USERS_NAMED} more" if len(used.unseen) > MOST_USERS_NAMED else ""
        yield f"whether these use any of the files is not known, for they could not be looked at: {named}{more}"


def _owned(targets: Sequence[_Target]) -> dict[tuple[bytes, bytes], str]:
    by_root: dict[bytes, list[_Target]] = defaultdict(list)
    for target in targets:
        by_root[target.reached.root].append(target)
    told = {}
    for root, mine in by_root.items():
        on_host = {_below(one): one for one in mine}
        for path, owner in owners(root, on_host).items():
            told[root, on_host[path].reached.path] = f"belongs to the package {owner.package}: {owner.advice}"
        if has_unread_rpm(root):
            for one in mine:
                told.setdefault((root, one.reached.path), "whether an RPM owns it was not looked up: `rpm -qf` tells")
    return told


def _below(target: _Target) -> bytes:
    return target.reached.path[len(target.reached.root.rstrip(b"/")) :]


def _warnings(target: _Target, item: Item, used: Uses, owner: str | None) -> Iterator[str]:
    binding = target.seen.binding
    users = used.of.get((binding.device, binding.inode), ())
    if users:
        named = ", ".join(user.show() for user in users[:MOST_USERS_NAMED])
        more = f" and {len(users) - MOST_USERS_NAMED} more" if len(users) > MOST_USERS_NAMED else ""
        yield f"in use by {named}{more}: taking the file away does not stop a process, and nothing here does"
    needed = why_needed(target.reached.on_host, first_process=any(user.process == 1 for user in users))
    if needed is not None:
        yield needed
    if owner is not None:
        yield owner
    if item.outside:
        yield (
            f"has {item.outside} more name(s) outside of the scope, where it stays within reach: widen the scope "
            "(--scope) to take them too"
        )
    if target.chosen[0].place is not None and target.chosen[0].place.member:
        yield f"the whole outer file is taken, for what lies inside: {target.chosen[0].place.show()}"
    yield from _privilege(item)


def _privilege(item: Item) -> Iterator[str]:
    system = System()
    outer, last = split(item.names[0].path)
    with folder_at(system, outer) as folder:
        kept = take_down(system, last, folder, system.status_of(last, folder))
    if kept.privileged:
        yield "is setuid, setgid or has capabilities: `restore` gives these back only with --setuid"
    if kept.named():
        yield f"has {', '.join(kept.named())}, which the manifest keeps"
