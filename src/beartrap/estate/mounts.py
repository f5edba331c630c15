"""Which file systems are mounted here, and which of them a walk leaves out.

The table is /proc/self/mountinfo (proc_pid_mountinfo(5)); where there is none (not Linux), the table is empty and
the walk stays on what it is given.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from beartrap.model.frozen import frozen

MOUNTINFO = Path("/proc/self/mountinfo")

PSEUDO = frozenset(
    {
        "proc",
        "sysfs",
        "cgroup",
        "cgroup2",
        "debugfs",
        "tracefs",
        "securityfs",
        "bpf",
        "devpts",
        "mqueue",
        "hugetlbfs",
        "configfs",
        "pstore",
        "efivarfs",
        "fusectl",
        "binfmt_misc",
        "rpc_pipefs",
        "nsfs",
        "selinuxfs",
        "smackfs",
        "nfsd",
        "fuse.lxcfs",
        "fuse.gvfsd-fuse",
        "fuse.portal",
    }
)
"""Kinds whose files are the kernel's words and no stored content. tmpfs, ramfs and devtmpfs are not among them:
`/dev/shm` and `/run` hold ordinary files, and malware likes them."""

NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "9p",
        "ncpfs",
        "coda",
        "gfs2",
        "ocfs2",
        "beegfs",
        "davfs",
        "autofs",
        "fuse.sshfs",
        "fuse.s3fs",
        "fuse.rclone",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.davfs2",
        "fuse.goofys",
        "fuse.gcsfuse",
        "fuse.blobfuse2",
        "fuse.cifs",
        "fuse.nfs",
        "fuse.juicefs",
        "fuse.curlftpfs",
    }
)
"""Kinds whose content lies on another machine: it is that machine that must be looked at, and a dead server hangs the
reader. autofs is among them, for to look inside is to mount. A local /var on a disk of its own is none of these."""

_OCTAL = re.compile(rb"\\([0-7]{3})")


@frozen
class Mount:
    """One mounted file system: where, of which kind, from what, and its device as `major:minor`."""

    point: bytes
    kind: str
    origin: str
    device: str

    @property
    def pseudo(self) -> bool:
        """Whether it holds no stored files."""
        return self.kind in PSEUDO

    @property
    def network(self) -> bool:
        """Whether its files lie on another machine."""
        return self.kind in NETWORK


def mounted(table: Path = MOUNTINFO) -> Mapping[bytes, Mount]:
    """Return what is mounted, by mount point; of several at one point the last, which is the one that shows."""
    try:
        raw = table.read_bytes()
    except OSError:
        return {}
    mounts = (_mount(line) for line in raw.splitlines())
    return {mount.point: mount for mount in mounts if mount is not None}


def _mount(line: bytes) -> Mount | None:
    before, dash, after = line.partition(b" - ")
    fields, rest = before.split(b" "), after.split(b" ")
    if not dash or len(fields) < 5 or len(rest) < 2:
        return None
    point = _OCTAL.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), fields[4])
    return Mount(
        point,
        rest[0].decode("ascii", "replace"),
        rest[1].decode("utf-8", "replace"),
        fields[2].decode("ascii", "replace"),
    )
