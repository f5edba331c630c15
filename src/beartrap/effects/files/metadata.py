"""What belongs to a file beside its content: taken down before it goes, given back when it returns."""

import grp
import os
import pwd
import stat
from collections.abc import Iterator

from beartrap.effects.files.system import System
from beartrap.model.frozen import frozen

SPECIAL = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
ACCESS_LIST, CAPABILITIES, LABEL = "system.posix_acl_access", "security.capability", "security.selinux"


@frozen
class Metadata:
    """Mode with its type bits, numeric and named owner and group, times in nanoseconds, link count, extended attributes."""

    mode: int
    owner: int
    group: int
    owner_name: str
    group_name: str
    size: int
    accessed: int
    modified: int
    changed: int
    links: int
    attributes: tuple[tuple[str, bytes], ...] = ()

    @property
    def privileged(self) -> bool:
        """Whether running it gives rights that its caller does not have: setuid, setgid, capabilities."""
        return bool(self.mode & (stat.S_ISUID | stat.S_ISGID)) or any(key == CAPABILITIES for key, _ in self.attributes)

    def named(self) -> tuple[str, ...]:
        """Return which of ACL, capabilities and SELinux label it has, in words."""
        words = {ACCESS_LIST: "access control list", CAPABILITIES: "capabilities", LABEL: "SELinux label"}
        return tuple(words[key] for key, _ in self.attributes if key in words)


def take_down(system: System, name: bytes, folder: int, status: os.stat_result) -> Metadata:
    """Return the metadata of a name whose status is known. Raises OSError."""
    return Metadata(
        mode=status.st_mode,
        owner=status.st_uid,
        group=status.st_gid,
        owner_name=_user(status.st_uid),
        group_name=_group(status.st_gid),
        size=status.st_size,
        accessed=status.st_atime_ns,
        modified=status.st_mtime_ns,
        changed=status.st_ctime_ns,
        links=status.st_nlink,
        attributes=system.attributes(name, folder),
    )


def give_back(system: System, name: bytes, folder: int, kept: Metadata, *, setuid: bool) -> tuple[str, ...]:
    """Give a new file its metadata: owner, attributes, mode, and times last, since all else changes them.

    Setuid, setgid and capabilities come back only where `setuid` says so, and never where the owner could not be given
    back. Returns in words what could not be, for want of rights or because the file system has no such thing.
    """
    problems = []
    try:
        system.set_owner(name, folder, kept.owner, kept.group)
    except OSError as error:
        problems.append(f"owner {kept.owner_name}:{kept.group_name} ({os.strerror(error.errno or 0)})")
        setuid = False
    problems += _give_attributes(system, name, folder, kept, setuid)
    if stat.S_ISREG(kept.mode):
        problems += _give_mode(system, name, folder, kept, setuid)
    system.set_times(name, folder, kept.accessed, kept.modified)
    return tuple(problems)


def _give_attributes(system: System, name: bytes, folder: int, kept: Metadata, setuid: bool) -> Iterator[str]:
    for key, value in kept.attributes:
        if key == CAPABILITIES and not setuid:
            yield "capabilities (not asked for, or not ours to give)"
            continue
        try:
            system.set_attribute(name, folder, key, value)
        except OSError as error:
            yield f"attribute {key} ({os.strerror(error.errno or 0)})"


def _give_mode(system: System, name: bytes, folder: int, kept: Metadata, setuid: bool) -> Iterator[str]:
    mode = stat.S_IMODE(kept.mode)
    wanted = mode if setuid else mode & ~(stat.S_ISUID | stat.S_ISGID)
    descriptor = system.open_file(name, folder)
    try:
        system.set_mode(descriptor, wanted)
    finally:
        system.close(descriptor)
    if wanted != mode:
        yield f"setuid or setgid (mode {mode:04o} came back as {wanted:04o})"


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
