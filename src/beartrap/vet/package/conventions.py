"""When files run by themselves because of where they are, whatever package they are in."""

import re

from beartrap.vet.behaviour import When
from beartrap.vet.facts import Hook
from beartrap.vet.package.files import Files

_PLACES: tuple[tuple[re.Pattern[str], When, str], ...] = (
    (re.compile(r"(?:[^/]+\.data/(?:purelib|platlib)/)?[^/]+\.pth"), When.START, ".pth"),
    (re.compile(r"(?:.*/)?(?:site|user)customize\.py"), When.START, "sitecustomize"),
    (re.compile(r"(?:usr/)?lib/systemd/(?:system|user)/[^/]+\.(?:service|timer|socket|path)|etc/systemd/.*\.(?:service|timer|socket|path)"), When.START, "systemd unit"),
    (re.compile(r"etc/(?:cron\.[a-z]+|init\.d|rc\d?\.d|profile\.d|xdg/autostart|ld\.so\.preload|update-motd\.d)(?:/.*)?"), When.START, "start-up file"),
    (re.compile(r"(?:usr/)?lib/udev/rules\.d/.*|etc/udev/rules\.d/.*"), When.START, "udev rule"),
    (re.compile(r"Library/Launch(?:Agents|Daemons)/.*\.plist"), When.START, "launchd job"),
)  # fmt: skip
_INIT = re.compile(r"(?:.*/)?__init__\.py[iw]?")
_TESTS = re.compile(r"(?:^|.*/)(?:tests?|testing|examples?|docs?|benchmarks?)/.*")


def hooks_of(files: Files) -> list[Hook]:
    """Return what runs with the system, the session or the interpreter."""
    return [
        Hook(name, when, path, "", 1) for path in files for pattern, when, name in _PLACES if pattern.fullmatch(path)
    ]


def imported(files: Files) -> dict[str, When]:
    """Return the files that run when a Python package is imported: `__init__.py`, those of tests aside."""
    return {path: When.IMPORT for path in files if _INIT.fullmatch(path) and not _TESTS.fullmatch(path)}
