"""Packages of systems: deb by its control file and maintainer scripts, rpm by its header."""

import re
from collections.abc import Iterator

from beartrap.engine.unfold.items import MADE
from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency, Hook, PackageFacts
from beartrap.vet.package.files import Files, row_of

_SCRIPTS = ("preinst", "postinst", "prerm", "postrm", "config")
_FACT = regex(r"^([a-z]+): (.*)$", re.MULTILINE)
_RPM = MADE.decode()


def read_deb(files: Files) -> PackageFacts | None:
    """Return the facts of a deb, None where it is none."""
    text = files.text("DEBIAN/control")
    if not text:
        return None
    fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)", text, re.MULTILINE))
    hooks = [Hook(name, When.INSTALL, f"DEBIAN/{name}", "", 1) for name in _SCRIPTS if f"DEBIAN/{name}" in files]
    hooks += _obeyed(files)
    return PackageFacts(
        ecosystem="deb",
        name=fields.get("Package"),
        version=fields.get("Version"),
        hooks=tuple(hooks),
        dependencies=tuple(_depends(fields, text)),
        publishers=tuple(fields[name] for name in ("Maintainer", "Original-Maintainer") if name in fields),
        signers=tuple(f"{path} (not verified)" for path in files.matching(r"_gpg[a-z]*")),
        runs={hook.path: hook.when for hook in hooks},
    )


_OBEYED = {
    r"etc/sudoers\.d/[^/]+": "sudoers", r"etc/cron\.[a-z]+/[^/]+": "cron", r"etc/profile\.d/[^/]+": "profile", r"etc/ld\.so\.preload": "preload",
    r"etc/apt/sources\.list\.d/[^/]+": "package source", r"etc/xdg/autostart/[^/]+": "autostart", r"etc/init\.d/[^/]+": "init", r"etc/pam\.d/[^/]+": "pam",
    r"(?:usr/)?lib/systemd/(?:system|user)/[^/]+\.(?:service|timer|socket)": "systemd unit", r"etc/systemd/(?:system|user)/[^/]+\.(?:service|timer)": "systemd unit",
    r"(?:usr/lib|etc)/udev/rules\.d/[^/]+": "udev rule", r"root/\.ssh/authorized_keys": "login key",
}  # fmt: skip
"""Files that a system starts, or that say who may do what, by their path."""


def _obeyed(files: Files) -> Iterator[Hook]:
    for pattern, name in _OBEYED.items():
        for path in files.matching(pattern):
            yield Hook(name, When.START, path, "", 1)


def _depends(fields: dict[str, str], text: str) -> Iterator[Dependency]:
    for field in ("Pre-Depends", "Depends"):
        for part in re.split(r"[,|]", fields.get(field, "")):
            name, _, spec = part.strip().partition(" ")
            if name:
                yield Dependency(name.partition(":")[0], spec.strip("()"), "run", "DEBIAN/control", row_of(text, field))


def read_rpm(files: Files) -> PackageFacts | None:
    """Return the facts of an rpm, None where it is none."""
    path = f"{_RPM}facts"
    if path not in files:
        return None
    text = files.text(path)
    told = dict[str, str]()
    signers = list[str]()
    for name, value in _FACT.findall(text):
        if name == "signature":
            signers.append(f"OpenPGP signature in the header ({value}, not verified)")
        else:
            told[name] = value
    scripts = [name for name in files if name.startswith(_RPM) and name != path]
    hooks = [Hook(name.removeprefix(_RPM), When.INSTALL, name, "", 1) for name in sorted(scripts)]
    hooks += _obeyed(files)
    version = f"{told['version']}-{told['release']}" if {"version", "release"} <= told.keys() else told.get("version")
    names = [name for name in told.get("requirename", "").split(", ") if name and not name.startswith(("rpmlib(", "/"))]
    return PackageFacts(
        ecosystem="rpm",
        name=told.get("name"),
        version=version,
        hooks=tuple(hooks),
        dependencies=tuple(Dependency(name, "", "run", path) for name in dict.fromkeys(names)),
        publishers=tuple(told[name] for name in ("vendor", "packager", "buildhost") if told.get(name)),
        signers=tuple(signers),
        runs={hook.path: hook.when for hook in hooks},
    )
