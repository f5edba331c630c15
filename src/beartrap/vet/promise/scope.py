"""What an update adds that its number does not let one expect: install hooks, binaries, permissions, endpoints."""

from collections.abc import Iterator

from beartrap.engine.limits import MIB
from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta, Seen, Side
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.behaviours.operands import local
from beartrap.vet.facts import BACKENDS, Hook
from beartrap.vet.kinds import COMPILED, SCRIPTS, Kind
from beartrap.vet.parties import is_crowded, is_open, parties, party
from beartrap.vet.program import language_of
from beartrap.vet.promise.commands import weight
from beartrap.vet.promise.destinations import Role, role_of
from beartrap.vet.promise.families import one_more
from beartrap.vet.promise.greeting import only_speaks
from beartrap.vet.promise.housekeeping import only_keeps
from beartrap.vet.promise.named_hosts import named_in
from beartrap.vet.promise.steps import Step
from beartrap.vet.promise.telling import place_in, step_between, told
from beartrap.vet.source.reading.timing import looks_like_test
from beartrap.vet.source.texts.namespaces import only_joins_namespaces, only_names_folders

_SEMVER = "https://semver.org/spec/v2.0.0.html"
HOOK = Meta(
    "promise.install-hook",
    "A new hook that runs at install time or at start-up",
    "The update runs code on its own that the trusted version did not: the commonest way in for a poisoned package.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1195.002", "T1546"),
    (_SEMVER, "https://docs.npmjs.com/cli/using-npm/scripts"),
)
BINARY = Meta(
    "promise.binary",
    "The first program or library in binary form",
    "A package of source code alone has become one that brings a binary, which nobody can review by reading.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1195.002",),
    (_SEMVER,),
)
PERMISSION = Meta(
    "promise.permission",
    "A file that gets the rights of its owner when it runs",
    "A new setuid or setgid bit gives whoever runs the file the rights of its owner.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1548.001",),
    (_SEMVER,),
)
ENDPOINT = Meta(
    "promise.endpoint",
    "A host that is named first in less than a major release",
    "A release that only mends things has little reason to speak to somebody new.",
    Family.PROMISE,
    Severity.LOW,
    ("T1071.001",),
    (_SEMVER,),
)
SIZE = Meta(
    "promise.size",
    "Code of a size that nobody reads",
    "One file of code has grown so large that neither a person nor most scanners read it to its end.",
    Family.PROMISE,
    Severity.MEDIUM,
    ("T1027.001",),
    (_SEMVER,),
)
BEHAVIOURS = (HOOK, BINARY, PERMISSION, ENDPOINT, SIZE)

_PROGRAMS = frozenset({Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO, Kind.WASM})
_MILD = frozenset({"build-backend", "setup.py", "build script", "procedural macro"})
"""Hooks that come with how a package is built; new ones are common where the tools change, and what they do is examined."""
_SETTERS = 0o6000
LARGE_CODE, HUGE_CODE = 12 * MIB, 48 * MIB
"""Bytes of one file of code: bundled and minified applications have some 10 MB."""
_LITTLE = (Step.SAME, Step.PATCH)


class HookAnalyser:
    """Hooks by name and command; a hook whose script changed is examined as a file and is no new hook."""

    id = "promise.hooks"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each hook that the old version did not have."""
        if old is None:
            return
        known = {_hook_key(hook, old) for hook in old.facts.hooks}
        contents = {_content(hook, old) for hook in old.facts.hooks if not hook.command}
        commands = {_command(hook, old) for hook in old.facts.hooks if hook.command}
        step = step_between(old, new)
        for hook in new.facts.hooks:
            if _hook_key(hook, new) in known or (hook.command and _command(hook, new) in commands):
                continue
            if not hook.command and _content(hook, new) in contents:  # it only has another name
                continue
            yield _hook(hook, new, step)


def _hook(hook: Hook, side: Side, step: Step) -> Behaviour:
    severity = Severity.HIGH
    if hook.name in _MILD:
        severity = Severity.MEDIUM if step in _LITTLE and hook.command not in BACKENDS else Severity.LOW
    elif hook.name.startswith("cmdclass.") or (hook.when is When.START and step not in _LITTLE):
        severity = Severity.MEDIUM
    if only_speaks(hook, side) or only_keeps(hook, side) or _only_joins(hook, side):
        severity = Severity.LOW
    elif (least := weight(hook, side)) is not None:
        severity = min(severity, least)
    quote = f"{hook.name}: {hook.command or hook.path} (in {step.says})"
    place = place_in(side, hook.path, hook.row)
    return told(HOOK, f"{hook.name} {hook.command or hook.path}", place, quote, severity, hook.when, hook=hook.name)


def _hook_key(hook: Hook, side: Side) -> tuple[str, str]:
    version = side.facts.version or "\0"
    return hook.name, hook.path.replace(version, "") if not hook.command else _command(hook, side)


def _content(hook: Hook, side: Side) -> tuple[str, str]:
    """Return what a hook without a command is, whatever its file is called."""
    subject = side.read(hook.path)
    return hook.name, subject.sha256 if subject is not None else f"\0{hook.path}"


def _only_joins(hook: Hook, side: Side) -> bool:
    """Whether a path configuration file is the one that setuptools writes for namespace packages, or only names folders of the package."""
    subject = side.read(hook.path) if hook.name == ".pth" else None
    if subject is None:
        return False
    text = subject.content.decode("utf-8", "replace")
    return only_joins_namespaces(text) or ("/" not in hook.path and only_names_folders(text, side.paths))


_PATH = regex(r"(?:\./)?[\w.-]+(?:/[\w.-]+)+")


def _command(hook: Hook, side: Side) -> str:
    """Return a hook's command without the folders of the package's own scripts: one that moved is examined as a file, at the hook's time."""
    own = set(side.paths)
    return _PATH.sub(
        lambda match: match[0].rpartition("/")[2] if match[0].removeprefix("./") in own else match[0], hook.command
    )


class BinaryAnalyser:
    """Programs and libraries by their kind, over the whole package."""

    id = "promise.binaries"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield the first binary of a package that had none."""
        if old is None or any(old.kind(path) in _PROGRAMS for path in old.paths):
            return
        fresh = [path for path in new.paths if new.kind(path) in _PROGRAMS]
        if not fresh:
            return
        step = step_between(old, new)
        severity = Severity.HIGH if step in _LITTLE else Severity.MEDIUM
        quote = f"{len(fresh)} in {step.says}, where the old version had none"
        yield told(BINARY, fresh[0], place_in(new, fresh[0]), quote, severity, count=len(fresh))


class PermissionAnalyser:
    """Setuid and setgid bits, where the format keeps them."""

    id = "promise.permissions"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each file that has such a bit and did not have it."""
        for path in new.paths:
            now, before = new.mode(path) or 0, (old.mode(path) or 0) if old is not None else 0
            if now & _SETTERS & ~before:
                weight = _of_bits(path)
                yield told(PERMISSION, path, place_in(new, path), f"mode {now:04o}", weight, mode=f"{now:04o}")


def _of_bits(path: str) -> Severity:
    """Return what such a bit weighs: in an archive that the package carries it is set by whoever unpacks that one, and tests try what is done about it."""
    outer, carried, _ = path.partition("!")
    if not carried:
        return Severity.HIGH
    return Severity.LOW if looks_like_test(outer) else Severity.MEDIUM


class EndpointAnalyser:
    """Hosts in quoted addresses in code; comments and prose name hosts that nothing speaks to. A major release may name whom it likes."""

    id = "promise.endpoints"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each host that no file of the old version names."""
        if old is None or (step := step_between(old, new)) is Step.MAJOR:
            return
        fresh = _hosts(new)
        if not fresh:
            return
        unknown = dict(sorted(fresh.items()))
        for path in old.paths:
            subject = old.read(path) if unknown else None
            if subject is not None:
                small = subject.content.lower()  # hosts are told in small letters, however they are written
                unknown = {host: at for host, at in unknown.items() if host.encode() not in small}
        named = parties(old) if unknown else frozenset[str]()
        crowded = bool(unknown) and is_crowded(old)
        for host, (path, row) in unknown.items():
            place = place_in(new, path, row)
            if party(host) in named:
                yield told(ENDPOINT, host, place, host, host=host, party=party(host))
            elif crowded:
                yield told(ENDPOINT, host, place, host, host=host, beside="many others")
            elif path not in old.paths and one_more(old, path, host):
                yield told(ENDPOINT, host, place, host, host=host, beside="clients of other services")
            else:
                yield told(ENDPOINT, host, place, host, _of_destination(old, new, path, host, step), host=host)


def _of_destination(old: Side, new: Side, path: str, host: str, step: Step) -> Severity:
    """Return what it weighs that something may go to a host of which the trusted version knew nothing.

    A patch has little reason for one, and in a minor release it comes with code of its own; a file more is a service more.
    """
    subject, origin = new.read(path), new.origin(path)
    if step is Step.UNKNOWN or looks_like_test(path) or subject is None or local(host):
        return Severity.LOW
    before = old.read(origin or path)
    role = role_of(path, subject.content, language_of(new, path), host, before.content if before is not None else None)
    if role is Role.NONE:
        return Severity.LOW
    held = role >= (Role.NEW if step in _LITTLE else Role.AMONG) and not is_open(host)
    return Severity.HIGH if held else Severity.MEDIUM


class SizeAnalyser:
    """Files of code by their size."""

    id = "promise.sizes"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each file of code that is very large, where the old version had none so large."""
        most = max((old.size(path) for path in old.paths if old.kind(path) in SCRIPTS), default=0) if old else 0
        for path in new.paths:
            size = new.size(path)
            if new.kind(path) in SCRIPTS and size >= LARGE_CODE and size > 2 * most:
                severity = Severity.MEDIUM if size >= HUGE_CODE else Severity.LOW
                yield told(SIZE, path, place_in(new, path), f"{size:,} bytes", severity, bytes=size)


def _hosts(side: Side) -> dict[str, tuple[str, int]]:
    found = dict[str, tuple[str, int]]()
    for path in sorted(side.changed):
        subject = side.read(path) if side.kind(path) in SCRIPTS | COMPILED else None
        for match in named_in(subject.content) if subject is not None else ():
            host = match[1].decode("ascii").lower()
            if host not in found:
                found[host] = path, match.string.count(b"\n", 0, match.start()) + 1
    return found
