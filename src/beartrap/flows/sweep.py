"""Sweeping files and packages: paths, sources of an estate, or this machine, against indicators, rules and packs.

A sweep is kept in a case. Where none is named, one is found by what is asked (places, indicators, rules): asking the same again
goes on where it stopped, and tells what is known already where nothing has changed.
"""

import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from beartrap.case.ledger import Case
from beartrap.case.view import CaseView
from beartrap.engine.memory import collect_less
from beartrap.estate import trees
from beartrap.estate.toml_file import load
from beartrap.flows.errors import NoSuchPlace, NothingToLookFor
from beartrap.flows.listing import Listings, label_of
from beartrap.flows.lore import Lore
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.yara_folder import yara_in
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Estate, Host, Source
from beartrap.model.frozen import frozen
from beartrap.model.record import Record, canonical

KINDS = frozenset({SourceKind.FILES, SourceKind.HASHES, SourceKind.PACKAGES, SourceKind.SBOM})
"""The kinds of source that a sweep looks at; logs are hunted in."""
YOUNG = 20_000
"""Objects made before a search for cycles: a sweep makes many and no cycles, and at Python's 700 the searches took 7 % of its time."""
STATE = "beartrap/sweeps"


@frozen
class Asked:
    """What to sweep (`places`: paths, or labels of the estate's sources; empty: all of the estate, or this machine), with what."""

    places: tuple[str, ...] = ()
    indicators: tuple[Path, ...] = ()
    yara: tuple[Path, ...] = ()
    packs: tuple[str, ...] = ()
    estate: Path | None = None
    case: Path | None = None
    rehash: bool = False
    excludes: tuple[bytes, ...] = ()
    workers: int = 2
    command: str = "sweep"


@frozen
class Swept:
    """The case, its folder, and the labels of the sources that this sweep was about."""

    view: CaseView
    folder: Path
    labels: tuple[str, ...]


def sweep(asked: Asked, progress: Progress | None = None) -> Swept:
    """Carry out a sweep. Raises IntelError, EstateError, FlowError or CaseError before anything is looked at."""
    progress = progress or Silent()
    collect_less(YOUNG)
    progress.stage("Reading what is looked for")
    lore = Lore()
    if asked.indicators or asked.packs:
        from beartrap.flows.reading import gather  # late: readers of reports take a second to load

        lore = gather((), asked.indicators, asked.packs, match_packs=False)
    lore = replace(lore, yara={**lore.yara, **yara_in(asked.yara)})
    if not lore.records and not lore.yara:
        raise NothingToLookFor
    whole = load(asked.estate) if asked.estate is not None else None
    estate = estate_of(asked.places, whole)
    folder = asked.case or state_folder() / f"{_digest(asked, lore, estate)}.case"
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = frozenset(_own(asked, folder))
    listings = Listings(asked.excludes, own, lambda files: progress.advance(files, None, "files"))
    labels = tuple(dict.fromkeys(source.label for source in estate.sources))
    with Case.open(folder, create=True) as case:
        if not asked.rehash and _is_unchanged(case, estate, lore.knowledge(estate).digest(), listings):
            progress.note("Nothing has changed since it was last looked at")
            return Swept(case.view(), folder, labels)
        from beartrap.flows.investigate import (  # late: looks take a second to load, and are not needed above
            Request,
            carry_out,
        )

        request = Request(
            case=folder,
            workers=asked.workers,
            excludes=asked.excludes,
            command=asked.command,
            rehash=asked.rehash,
            own=tuple(own),
            cache=None if asked.case else folder.parent / "contents.db",
            bare=bool(asked.places),
            listings=listings,
        )
        return Swept(carry_out(case, _known(case, lore), estate, request, progress), folder, labels)


def _is_unchanged(case: Case, estate: Estate, rules: str, listings: Listings) -> bool:
    """Whether every source is a folder that was looked at as it stands, with all that is looked for now."""
    for source in estate.sources:
        if source.kind not in (SourceKind.FILES, SourceKind.PACKAGES) or not os.path.isdir(source.path):  # noqa: PTH112
            return False
        for root in trees.roots(source):
            if isinstance(root, Gap):
                return False
            host, folder = root
            digest, _ = listings.of(source, host, folder)
            label = label_of(source, host) if source.kind is SourceKind.FILES else source.label
            if not case.has_looked(label, digest, rules):
                return False
    return bool(estate.sources)


def state_folder() -> Path:
    """Return where sweeps without a case of their own are kept: XDG's folder of states."""
    home = os.environ.get("XDG_STATE_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".local/state") / STATE


def estate_of(places: Sequence[str], whole: Estate | None) -> Estate:
    """Return the estate that a sweep of `places` looks at; raises NoSuchPlace for what is neither a path nor a source."""
    base = whole or Estate(hosts_known=True)
    if not places:
        if whole is None:
            from beartrap.estate.discover import this_machine  # late: asks the adapters, which a named place needs not

            base = this_machine()
        return replace(base, sources=tuple(source for source in base.sources if source.kind in KINDS), unread=())
    named: Mapping[str, list[Source]] = {
        label: [one for one in base.sources if one.label == label and one.kind in KINDS] for label in places
    }
    sources: list[Source] = []
    for place in places:
        if named[place]:
            sources += named[place]
        elif os.path.lexists(place):
            sources += _of_path(os.path.abspath(place))  # noqa: PTH100 - links are not followed
        else:
            known = ", ".join(sorted({source.label for source in base.sources if source.kind in KINDS}))
            raise NoSuchPlace(place, known)
    hosts = {host.name: host for host in base.hosts}
    for source in sources:
        for name in source.hosts:
            hosts.setdefault(name, Host(name))
    hosts.pop("*", None)
    return replace(base, hosts=tuple(hosts.values()), sources=tuple(dict.fromkeys(sources)), unread=())


def _of_path(path: str) -> list[Source]:
    name = os.path.basename(path) or platform.node() or "this-machine"  # noqa: PTH119
    host = os.fsencode(name).decode("utf-8", "backslashreplace")
    files = Source(label=path, path=path, kind=SourceKind.FILES, hosts=(host,))
    if not os.path.isdir(path):  # noqa: PTH112
        return [files]
    return [files, Source(label=f"packages in {path}", path=path, kind=SourceKind.PACKAGES, hosts=(host,))]


def _known(case: Case, lore: Lore) -> Lore:
    """Leave out what the case holds already, so that asking again does not write it again."""
    records = case.view().records
    kept: set[Record] = {
        kept.record
        for section in (records.documents, records.claims, records.indicators, records.incidents)
        for kept in section
    }
    return replace(lore, new=tuple(record for record in lore.records if record not in kept))


def _digest(asked: Asked, lore: Lore, estate: Estate) -> str:
    knowledge = lore.knowledge(estate).digest()
    places = [[source.kind.value, source.path] for source in estate.sources]
    content = [knowledge, places, [one.decode("latin-1") for one in asked.excludes]]
    return hashlib.sha256(canonical(content)).hexdigest()[:24]


def _own(asked: Asked, folder: Path) -> list[bytes]:
    """Return what is ours and no part of what is swept: the case, where sweeps are kept, the rules and the lists."""
    ours = [folder, state_folder(), *asked.yara, *asked.indicators, *([] if asked.estate is None else [asked.estate])]
    ours += [Path(name) for name in asked.packs if Path(name).is_dir()]
    return [os.fsencode(os.path.realpath(one)) for one in ours]
