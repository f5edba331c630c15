"""The program that examines one pair of versions for its parent: unfold, pair, analyse, subtract, say (see `vet.talk`)."""

import os
import sys
from collections.abc import Iterator, Sequence

from beartrap.engine.errand import serve_talk
from beartrap.engine.memory import collect_less
from beartrap.model.codec import to_json
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.regex import compile_all
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.mirrored import mirrors_source
from beartrap.vet.bootstraps import weighed_as_bootstrap
from beartrap.vet.declared import weighed_by_declaration
from beartrap.vet.examination import QUESTION, Examination, runs_earlier
from beartrap.vet.facts import PackageFacts
from beartrap.vet.fixtures import unread
from beartrap.vet.folding import folded
from beartrap.vet.kinds import Kind
from beartrap.vet.lineup import file_analysers, package_analysers, pair_analysers
from beartrap.vet.maintained import weighed_as_maintained
from beartrap.vet.major import weighed_as_major
from beartrap.vet.manifests import gaps_of_manifests
from beartrap.vet.narrowing import narrowed
from beartrap.vet.odd import behaviours_of, gaps_of
from beartrap.vet.package.beside import LONGEST, read_beside
from beartrap.vet.package.read import read_facts
from beartrap.vet.pairing import Pairing, pair
from beartrap.vet.parties import weighed_by_party
from beartrap.vet.promise.steps import Step, step_of
from beartrap.vet.rows import weighed_by_row
from beartrap.vet.side import TreeSide
from beartrap.vet.source.reading.timing import by_itself
from beartrap.vet.store import SPOOL, Store
from beartrap.vet.strangers import weighed_by_step
from beartrap.vet.talk import Identity, Json, Order, Outcome, pack_seen
from beartrap.vet.tree import unfold_tree
from beartrap.vet.unheld import weighed_by_what_was_held


def work(message: Json) -> Iterator[Json]:
    """Yield messages until the end of one examination."""
    with Store() as store:
        yield from _examine(Order.unpack(message), store)


def _examine(order: Order, store: Store) -> Iterator[Json]:
    try:
        yield {"at": "unfold old", "size": 0}
        old = None if order.old is None else _side(order, "old", order.old, order.old_label, store)
        yield {"at": "unfold new", "size": 0}
        new = _side(order, "new", order.new, order.new_label, store)
        source = None if order.source is None else _side(order, "source", order.source, "source", store)
    except OSError as error:
        yield _broken(order, error)
        return
    pairing = Pairing() if old is None else _pair(old, new, store)
    kinds = _kinds(new) | _kinds(old)
    packages = package_analysers(
        kinds,
        bytecode=any(file.kind is Kind.BYTECODE for file in new.tree.files.values()),
        hooks=bool(new.changed) and _runs_something(new),
    )
    examination = Examination(file_analysers(kinds, order.rules), order.failed, order.known)
    if old is None:
        yield from examination.examine(new, new.changed, new=True)
        yield from examination.whole(packages, new, "new")
    else:
        examination.old_keys.add(behaviours_of(old.tree, old.facts.version))
        yield from narrowed(examination, packages, old, new, pairing)
        # whether mere context is new was not asked, so it is not told as new
        new.found = [one for one in new.found if one.severity > Severity.INFO]
    new.found += behaviours_of(new.tree, new.facts.version)
    yield from examination.step(pair_analysers(kinds), old, new)
    if source is not None:
        from beartrap.vet import provenance  # late: it is seldom asked for

        yield {"at": "compare with source", "size": source.tree.size}
        new.found += provenance.compare(new, source)
    faults = gaps_of(new.tree, old.tree if old else None, unread(new))
    gaps = [*examination.gaps, *faults, *gaps_of_manifests(new, old)]
    yield {"end": _end(examination, old, new, pairing, gaps)}


def _side(order: Order, name: str, path: bytes, label: str, store: Store) -> TreeSide:
    tree = unfold_tree(path, label, store)
    beside = read_beside([_named(other) for side, other in order.beside if side == name])
    return TreeSide(tree, read_facts(tree, store, beside), store)


def _kinds(side: TreeSide | None) -> frozenset[Kind]:
    """Return the kinds of what one version has that the other does not."""
    if side is None:
        return frozenset()
    return frozenset(kind for path in side.changed if (kind := side.kind(path)) is not None)


def _runs_something(side: TreeSide) -> bool:
    """Tell whether a version has anything that runs when it is installed or started."""
    return bool(side.facts.hooks) or any(by_itself(side.facts, path) is not None for path in side.paths)


def _named(path: bytes) -> tuple[str, bytes]:
    with open(path, "rb") as stream:
        return os.fsdecode(path), stream.read(LONGEST)


def _pair(old: TreeSide, new: TreeSide, store: Store) -> Pairing:
    pairing = pair(old.tree, new.tree, (old.facts.version, new.facts.version), store.get)
    earlier = [path for path, before in pairing.same.items() if runs_earlier(path, before, new, old)]
    new.set_changed(path for path in [*pairing.changed, *earlier] if not mirrors_source(new, path))
    old.set_changed(pairing.gone)
    new.set_trusted(old, {**pairing.same, **pairing.changed})
    return pairing


def _end(examination: Examination, old: TreeSide | None, new: TreeSide, pairing: Pairing, gaps: list[Gap]) -> Json:
    counts = Facts.of(
        files=len(new.tree.files),
        bytes=new.tree.size,
        unchanged=len(pairing.same),
        changed=sum(before is not None for before in pairing.changed.values()),
        added=sum(before is None for before in pairing.changed.values()) if old else len(new.tree.files),
        removed=len(set(pairing.gone) - set(pairing.changed.values())),
        moved=pairing.moved,
    )
    found = _weighed(examination.news(new), old, new)
    outcome = Outcome(_identity(new.facts), _identity(old.facts) if old else None, (), (), counts)
    return {**to_json(outcome, full=True), "found": pack_seen([*found]), "gaps": pack_seen(list(folded(gaps)))}


def _weighed(found: Sequence[Behaviour], old: TreeSide | None, new: TreeSide) -> Sequence[Behaviour]:
    """Return what is new as it weighs beside what the new version declares and what the old one had, named and held."""
    step = step_of(old.facts.version, new.facts.version) if old else Step.UNKNOWN
    found = weighed_by_party(weighed_by_declaration(found, new), old)
    found = weighed_by_row(weighed_by_step(found, old, step), old, new, step)
    found = weighed_as_maintained(weighed_as_bootstrap(weighed_by_what_was_held(found, old, new), new), new)
    return weighed_as_major(found, step, new.facts.name)


def _identity(facts: PackageFacts) -> Identity:
    return Identity(facts.ecosystem, facts.name, facts.version)


def _broken(order: Order, error: OSError) -> Json:
    why = f"{order.new_label}: could not be opened: {error.strerror or error}"
    remedy = "Make it readable for the user that runs this."
    place = Place(order.new_label)
    gap = Gap(GapReason.UNREADABLE, QUESTION, why, remedy, order.new_label, SourceKind.UPDATE, place=place)
    outcome = to_json(Outcome(Identity(), None, (), ()), full=True)
    return {"end": {**outcome, "found": [], "gaps": pack_seen([gap])}}


def load_all() -> None:
    """Load all analyses and compile their expressions: copies of this process, which serve many updates, need not do it again."""
    kinds = frozenset(Kind)
    file_analysers(kinds)
    package_analysers(kinds, bytecode=True, hooks=True)
    pair_analysers(kinds)
    compile_all()


def serve() -> int:
    """Be the worker; returns the exit code."""
    collect_less()
    return serve_talk(work, spool=SPOOL)


if __name__ == "__main__":
    sys.exit(serve())
