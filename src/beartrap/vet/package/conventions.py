"""When files run by themselves because of where they are, whatever package they are in."""

import re

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Hook
from beartrap.vet.package.files import Files

_PLACES: tuple[tuple[re.Pattern[str], When, str], ...] = (
    (regex(r"(?:[^/]+\.data/(?:purelib|platlib)/)?[^/]+\.pth"), When.START, ".pth"),
    (regex(r"(?:.*/)?(?:site|user)customize\.py"), When.START, "sitecustomize"),
    (regex(r"(?:usr/)?lib/systemd/(?:system|user)/[^/]+\.(?:service|timer|socket|path)|etc/systemd/.*\.(?:service|timer|socket|path)"), When.START, "systemd unit"),
    (regex(r"etc/(?:cron\.[a-z]+|init\.d|rc\d?\.d|profile\.d|xdg/autostart|ld\.so\.preload|update-motd\.d)(?:/.*)?"), When.START, "start-up file"),
    (regex(r"(?:usr/)?lib/udev/rules\.d/.*|etc/udev/rules\.d/.*"), When.START, "udev rule"),
    (regex(r"[^/]+\.data/data/etc/(?:ipython|jupyter)/.*|etc/(?:ipython|jupyter)/.*|(?:.*/)?(?:ipython|jupyter_\w+)_config\.py|(?:.*/)?profile_\w+/startup/[^/]+\.py"), When.START, "interpreter's start-up"),
    (regex(r"Library/Launch(?:Agents|Daemons)/.*\.plist"), When.START, "launchd job"),
)  # fmt: skip
_INIT = regex(r"(?:.*/)?__init__\.py[iw]?")
_TESTS = regex(r"(?:^|.*/)(?:tests?|testing|examples?|docs?|benchmarks?)/.*")


def hooks_of(files: Files) -> list[Hook]:
    """Return what runs with the system, the session or the interpreter."""
    return [
        Hook(name, when, path, "", 1) for path in files for pattern, when, name in _PLACES if pattern.fullmatch(path)
    ]


def imported(files: Files) -> dict[str, When]:
    """Return the files that run when a Python package is imported: `__init__.py`, those of tests aside."""
    return {path: When.IMPORT for path in files if _INIT.fullmatch(path) and not _TESTS.fullmatch(path)}
