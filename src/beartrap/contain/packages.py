"""What a compromised package's own manager can do about it: argument vectors, planned here, run only on a person's word.

A poisoned package often runs code when it is installed or removed: where a manager can leave scripts out, it is told to.
Names and versions come from inventories and are hostile: what is not plainly a name yields no command.
"""

import re
from collections.abc import Callable, Set

from beartrap.contain.items import Command
from beartrap.model.frozen import frozen

_NAME = re.compile(r"(?:@[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.+~-]{0,213}")
_VERSION = re.compile(r"[A-Za-z0-9][\w.+~:^!-]{0,100}")
_MANAGERS = {
    b"pnpm-lock.yaml": "pnpm",
    b"yarn.lock": "yarn",
    b"uv.lock": "uv",
    b"poetry.lock": "poetry",
}


@frozen
class Compromised:
    """One package: its name and version, a version that a person knows to be good, the project's folder and its files."""

    ecosystem: str
    name: str
    version: str
    good: str | None = None
    folder: bytes | None = None
    siblings: Set[bytes] = frozenset()


Made = tuple[tuple[Command, ...], tuple[str, ...]]


def commands(package: Compromised) -> Made:
    """Return the commands, in order, and advice in words; no commands where the ecosystem or the name is not known."""
    plain = _NAME.fullmatch(package.name) and all(
        version is None or _VERSION.fullmatch(version) for version in (package.version or None, package.good)
    )
    make = _MAKERS.get(package.ecosystem)
    if make is None or not plain:
        why = (
            "its name or version is not one that could be given to a program" if make else "no manager is known for it"
        )
        return (), (f"Remove or downgrade it by hand: {why}.",)
    return make(package)


def _npm(package: Compromised) -> Made:
    manager = _manager(package, "npm")
    change: tuple[str, ...]
    pinned = f"{package.name}@{package.good}"
    at = package.folder
    if manager == "pnpm":
        change = (
            ("pnpm", "add", "--save-exact", "--ignore-scripts", pinned)
            if package.good
            else ("pnpm", "remove", package.name)
        )
        made = [Command(_change(package), change, at), Command("empty the store", ("pnpm", "store", "prune"), at)]
    elif manager == "yarn":
        change = (
            ("yarn", "add", "--exact", "--ignore-scripts", pinned)
            if package.good
            else ("yarn", "remove", "--ignore-scripts", package.name)
        )
        made = [
            Command(_change(package), change, at),
            Command("empty the cache", ("yarn", "cache", "clean", package.name), at),
        ]
    else:
        change = (
            ("npm", "install", "--save-exact", "--ignore-scripts", pinned)
            if package.good
            else ("npm", "uninstall", "--ignore-scripts", package.name)
        )
        made = [
            Command(_change(package), change, at),
            Command("empty the cache", ("npm", "cache", "clean", "--force"), at),
        ]
    pin = f'Pin {package.name} in package.json ("overrides", yarn: "resolutions"), and install from the lock file alone (`npm ci --ignore-scripts`).'
    return tuple(made), (pin, "Rotate every token that the machine's npm, git and CI configuration holds.")  # fmt: skip


def _pypi(package: Compromised) -> Made:
    change: tuple[str, ...]
    manager, at, pinned = _manager(package, "pip"), package.folder, f"{package.name}=={package.good}"
    if manager == "poetry":
        change = ("poetry", "add", pinned) if package.good else ("poetry", "remove", package.name)
        made = [
            Command(_change(package), change, at),
            Command("empty the cache", ("poetry", "cache", "clear", "--all", "--no-interaction", "PyPI"), at),
        ]
    elif manager == "uv":
        change = ("uv", "add", pinned) if package.good else ("uv", "remove", package.name)
        made = [
            Command(_change(package), change, at),
            Command("empty the cache", ("uv", "cache", "clean", package.name), at),
        ]
    else:
        change = (
            ("python3", "-m", "pip", "install", "--only-binary", ":all:", "--no-deps", pinned)
            if package.good
            else ("python3", "-m", "pip", "uninstall", "--yes", package.name)
        )
        made = [
            Command(_change(package), change, at),
            Command("empty the cache", ("python3", "-m", "pip", "cache", "remove", package.name), at),
        ]
    return tuple(made), (f"Pin {package.name} with its hash in requirements or lock file (`--require-hashes`).", "Name the environment's own python where it is not the one on PATH.")  # fmt: skip


def _deb(package: Compromised) -> Made:
    change: tuple[str, ...]
    if package.good:
        change = ("apt-get", "install", "--yes", "--allow-downgrades", f"{package.name}={package.good}")
    else:
        change = ("apt-get", "remove", "--yes", package.name)
    hold = Command("pin it", ("apt-mark", "hold", package.name))
    made = (Command(_change(package), change), Command("empty the cache", ("apt-get", "clean")), hold)
    return made, ("apt runs the package's own removal scripts (/var/lib/dpkg/info/NAME.prerm): read them first.",)


def _rpm(package: Compromised) -> Made:
    change: tuple[str, ...]
    if package.good:
        change = ("dnf", "--assumeyes", "downgrade", f"{package.name}-{package.good}")
    else:
        change = ("rpm", "--erase", "--noscripts", package.name)
    made = (
        Command(_change(package), change),
        Command("empty the cache", ("dnf", "clean", "packages")),
        Command("pin it", ("dnf", "versionlock", "add", package.name)),
    )
    return made, ("`dnf versionlock` needs its plugin (python3-dnf-plugin-versionlock).",)


def _gem(package: Compromised) -> Made:
    version = ("--version", package.version) if package.version else ("--all",)
    made = [
        Command("remove it", ("gem", "uninstall", "--executables", "--ignore-dependencies", *version, package.name))
    ]
    if package.good:
        made.append(Command("install a good version", ("gem", "install", "--version", package.good, package.name)))
    return tuple(made), (f"Pin {package.name} in the Gemfile, and delete it from `gem env gemdir`/cache.",)


def _cargo(package: Compromised) -> Made:
    if package.good:
        change = ("cargo", "update", "--package", package.name, "--precise", package.good)
        return (Command("take the good version into the lock file", change, package.folder),), _CARGO
    return (Command("remove it", ("cargo", "remove", package.name), package.folder),), _CARGO


_CARGO = ("Delete the crate from ~/.cargo/registry/cache and src, and the target folder: what was built holds it.",)
_MAKERS: dict[str, Callable[[Compromised], Made]] = {
    "npm": _npm, "pypi": _pypi, "deb": _deb, "rpm": _rpm, "gem": _gem, "cargo": _cargo,
}  # fmt: skip


def _manager(package: Compromised, default: str) -> str:
    return next((name for file, name in _MANAGERS.items() if file in package.siblings), default)


def _change(package: Compromised) -> str:
    return f"go to {package.good}" if package.good else "remove it"


def project_of(path: bytes) -> bytes:
    """Return the folder of the project that a package's path belongs to: above the first node_modules, or its own."""
    head, found, _ = path.partition(b"/node_modules/")
    return head if found else path.rpartition(b"/")[0]
