"""What an update needs that the trusted version did not, and whether it is the same package at all."""

import sys
from collections.abc import Iterable, Iterator

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta, Seen, Side
from beartrap.vet.behaviour import Family, When
from beartrap.vet.facts import MODULE, Dependency
from beartrap.vet.promise.containers import ACTIONS, weight_of_step
from beartrap.vet.promise.imported import is_imported
from beartrap.vet.promise.inside import is_inside
from beartrap.vet.promise.platforms import is_one_more_platform
from beartrap.vet.promise.required import taken_for_itself
from beartrap.vet.promise.steps import Step, goes_back
from beartrap.vet.promise.telling import place_in, step_between, told
from beartrap.vet.promise.wellknown import is_counted, is_used, like_known, near, plain

_EVENT_STREAM = "https://blog.npmjs.org/post/180565383195/details-about-the-event-stream-incident"
DEPENDENCY = Meta(
    "promise.dependency",
    "A new dependency",
    "The update brings in another package, which runs with the same rights; vet that one too.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1195.001",),
    (_EVENT_STREAM,),
)
IDENTITY = Meta(
    "promise.identity",
    "Not the update of this package",
    "The two versions are not called the same, or the new one is older, or has the same number with other content.",
    Family.PROMISE,
    Severity.MEDIUM,
    ("T1195.002",),
    ("https://semver.org/spec/v2.0.0.html",),
)
BEHAVIOURS = (DEPENDENCY, IDENTITY)
_ADDRESSES = (
    "git+",
    "git:",
    "git@",
    "http:",
    "https:",
    "file:",
    "ssh:",
    "github:",
    "gitlab:",
    "bitbucket:",
    "gist:",
    "link:",
    "portal:",
)
_LITTLE = (Step.SAME, Step.PATCH)


class DependencyAnalyser:
    """Dependencies by name, over all groups."""

    id = "promise.dependencies"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each dependency that the old version did not have, and each that moved to an address of its own."""
        if old is None:
            return
        before = {plain(one.name): one for one in old.facts.dependencies}
        own = plain(new.facts.name or "")
        step = step_between(old, new)
        for one in _by_name(new.facts.dependencies):
            known = before.get(plain(one.name))
            moved = known is not None and _is_address(one.spec) and one.spec != known.spec
            if plain(one.name) == own or (known is not None and not moved):
                continue
            for_itself = one.group == MODULE and taken_for_itself(new, one.name)
            if one.group == MODULE and not for_itself and like_known("golang", one.name) is None:
                continue  # of Go, whose code names each
            severity, remark = _FOR_ITSELF if for_itself and step is not Step.MAJOR else _weight(one, step, old, new)
            quote = f"{one.name} {one.spec}".strip() + (f", {remark}" if remark else "") + f" (in {step.says})"
            when = When.INSTALL if one.group == "build" else When.UNKNOWN
            place = place_in(new, one.path, one.row)
            yield told(DEPENDENCY, f"{plain(one.name)} {one.group}", place, quote, severity, when, dependency=one.name)


def _by_name(dependencies: Iterable[Dependency]) -> list[Dependency]:
    """Return one for each name: where it is needed twice (for an extra as well), the one from an address."""
    found = dict[str, Dependency]()
    for one in dependencies:
        known = found.get(plain(one.name))
        if known is None or not _is_address(known.spec):
            found[plain(one.name)] = one
    return list(found.values())


_FOR_ITSELF = Severity.HIGH, "which is imported for nothing but what it does by itself"


def _weight(one: Dependency, step: Step, old: Side, new: Side) -> tuple[Severity, str]:
    """Return what a new dependency weighs, and why.

    1. An address or another name's package instead of an index: high, but for a package that many use or that was needed before, by another name, and for
       one that lies in the package itself and has nothing run at its installation: little.
       What an action has run in containers and by other actions: see `containers`.
    2. What is only offered (extras, optional peers): context.
    3. A widely known or used library, or one of the same scope of npm, which only its owner can publish to: little; the package's own program for
       one more platform, in the row of those that were needed before: medium.
    4. A name that is nearly a known one, or nearly that of another dependency where no file asks for it: high; any other that no file of the package asks for, or that runs while the package is
       built: high, but for a major release of others than PyPI and npm.
    5. Any other: high in a patch, which has little reason for one (medium where it belongs to several that were needed before), where it
       takes the package's own name, and in any release of PyPI or npm, whose names of note are listed by the ten thousands;
       less the more the number lets one expect.
    """
    ecosystem = "npm" if new.facts.ecosystem == "vscode" else new.facts.ecosystem
    if (alias := _ALIAS.match(one.spec.strip())) and _is_nobody_new(ecosystem, alias[1], old, new):
        return Severity.LOW, ""
    if ecosystem == "npm" and is_inside(one.spec, new):
        return Severity.LOW, "from the package itself"
    if _is_address(one.spec):
        return Severity.HIGH, "from an address of its own"
    if one.group == ACTIONS:
        return weight_of_step(one, step, [each.name for each in old.facts.dependencies])
    if one.group in ("extra", "peer"):
        return Severity.INFO, ""
    if (kept := _kept_like(one, old, new)) is not None and not is_imported(new, old, one.name):
        return Severity.HIGH, f"much like {kept}, which is needed as well, and no file of the package asks for it"
    if is_used(ecosystem, one.name) or _same_scope(one.name, old, new):
        return Severity.LOW, ""
    if is_one_more_platform(one, old.facts.dependencies, new.facts.dependencies):
        return (Severity.LOW if step is Step.MAJOR else Severity.MEDIUM), "for one more platform"
    if ecosystem in ("deb", "rpm"):  # their builds work out by themselves which libraries they need
        return (Severity.MEDIUM if step in _LITTLE else Severity.LOW), ""
    return _weight_of_unknown(ecosystem, one, step, old, new)


def _kept_like(one: Dependency, old: Side, new: Side) -> str | None:
    """Return the dependency that was there, still is, and may be taken for this one; names that many mistype are used, too."""
    if one.group not in ("run", "build"):
        return None
    kept = {plain(each.name) for each in old.facts.dependencies} & {plain(each.name) for each in new.facts.dependencies}
    return next((each for each in sorted(kept) if near(plain(one.name), each)), None)


def _weight_of_unknown(ecosystem: str, one: Dependency, step: Step, old: Side, new: Side) -> tuple[Severity, str]:
    """Return what a dependency weighs that is not widely known (4 and 5)."""
    if ecosystem == "pypi" and plain(one.name).replace("-", "_") in sys.stdlib_module_names:
        return (
            Severity.MEDIUM,
            "called as a module of the standard library, under whose names the index takes no project",
        )
    looks = next((plain(each.name) for each in old.facts.dependencies if _alike(one.name, each.name)), None)
    looks = looks or like_known(ecosystem, one.name)
    if looks is not None:
        return Severity.HIGH, f"much like {looks}"
    if one.group == "build":
        return (
            Severity.MEDIUM if step is Step.MAJOR else Severity.HIGH
        ), "which is not widely known, and runs while the package is built"
    if not is_imported(new, old, one.name):
        return _in_major(ecosystem) if step is Step.MAJOR else Severity.HIGH, "which no file of the package asks for"
    return _weight_of_a_stranger(ecosystem, one, step, old)


def _in_major(ecosystem: str) -> Severity:
    """Return what a dependency weighs in a major release that nobody knows: where names of note are listed by the ten thousands, one of 3,700 honest updates brought such a one (decision 0077)."""
    return Severity.HIGH if is_counted(ecosystem) else Severity.MEDIUM


def _weight_of_a_stranger(ecosystem: str, one: Dependency, step: Step, old: Side) -> tuple[Severity, str]:
    """Return what a dependency weighs that the package imports and nobody knows: the fifth of the above."""
    if step in _LITTLE:
        return (Severity.MEDIUM if _of_a_family(one.name, old) else Severity.HIGH), "which is not widely known"
    if step is Step.MAJOR:
        counted = is_counted(ecosystem) and not _expected(one.name, old)
        return (_in_major(ecosystem), "which is not widely known") if counted else (Severity.LOW, "")
    if _under_own_name(one.name, old):
        return Severity.HIGH, "which takes this package's name for its own, as anybody may"
    if step is Step.MINOR and is_counted(old.facts.ecosystem) and not _expected(one.name, old):
        return Severity.HIGH, "which is not widely known"
    return Severity.MEDIUM, ""


def _expected(name: str, old: Side) -> bool:
    """Whether a version needed others of the same name's beginning."""
    own = plain(old.facts.name or "")
    siblings = any(plain(each.name).startswith(f"{own}-") for each in old.facts.dependencies)
    return _of_a_family(name, old) or (siblings and plain(name).startswith(f"{own}-"))


def _is_nobody_new(ecosystem: str, name: str, old: Side, new: Side) -> bool:
    """Whether what is installed under another name is a package that many use, one of a trusted scope, or one that was needed before."""
    needed = {plain(each.name) for each in old.facts.dependencies}
    return is_used(ecosystem, name) or _same_scope(name, old, new) or plain(name) in needed


def _alike(one: str, other: str) -> bool:
    """Whether one name may be taken for the other, or the group that one is of for the other's."""
    groups = [plain(name.partition(":")[0]) for name in (one, other) if ":" in name]
    return near(plain(one), plain(other)) or (len(groups) == 2 and near(*groups))


def _under_own_name(name: str, old: Side) -> bool:
    """Whether a name begins with the package's own, as of one that belongs to it, where the index keeps no such names for anybody and no such one was needed before."""
    own = plain(old.facts.name or "")
    if old.facts.ecosystem not in ("pypi", "npm") or not own:
        return False
    needed = (plain(each.name) for each in old.facts.dependencies)
    return plain(name).startswith(f"{own}-") and not any(each.startswith(f"{own}-") for each in needed)


def _of_a_family(name: str, old: Side) -> bool:
    """Whether several dependencies of the trusted version share the first two of a name's words, which its code asks for."""
    words = plain(name).split("-")
    like = [one for one in old.facts.dependencies if plain(one.name).split("-")[:2] == words[:2]]
    return len(words) > 2 and len(like) > 1


def _same_scope(name: str, old: Side, new: Side) -> bool:
    """Whether a scoped name belongs to who publishes the package, or to a scope that it relied on before."""
    scope, slash, _ = name.partition("/")
    if not slash or not scope.startswith("@"):
        return False
    own = (new.facts.name or "").partition("/")[0]
    trusted = {each.name.partition("/")[0] for each in old.facts.dependencies}
    return scope in trusted or own.lstrip("@") == scope.lstrip("@")


def _is_address(spec: str) -> bool:
    bare = spec.strip().lower()
    return bare.startswith(_ADDRESSES) or bool(_HOSTED.fullmatch(bare)) or bool(_ALIAS.match(bare))


_HOSTED = regex(r"[\w.-]+/[\w.-]+(?:#.*)?")
"""npm takes `owner/name` for a repository."""
_ALIAS = regex(r"npm:(@?[^@]+)")
"""npm installs one package under the name of another."""


class IdentityAnalyser:
    """Name and version of the two."""

    id = "promise.identity"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield what shows that one is not the update of the other."""
        if old is None or "generic" in (old.facts.ecosystem, new.facts.ecosystem):
            return
        before, after, place = old.facts, new.facts, Place(new.label)
        if before.name and after.name and plain(before.name) != plain(after.name):
            yield told(IDENTITY, "name", place, f"{before.name} and {after.name}")
        elif before.ecosystem != after.ecosystem:
            yield told(IDENTITY, "ecosystem", place, f"{before.ecosystem} and {after.ecosystem}", Severity.LOW)
        elif goes_back(before.version, after.version):
            yield told(IDENTITY, "version", place, f"{before.version} is followed by {after.version}")
        elif before.version and before.version == after.version and new.changed:
            yield told(IDENTITY, "same", place, f"{after.version} twice, with {len(new.changed)} files that differ")
