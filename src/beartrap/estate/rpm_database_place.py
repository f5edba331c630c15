"""Where a tree keeps rpm's database. Apart from its readers: most trees have none, and the readers of packages take time to load."""

import os

FOLDERS = (b"var/lib/rpm", b"usr/lib/sysimage/rpm", b"usr/share/rpm")
SQLITE = b"rpmdb.sqlite"
OLDER = (b"Packages", b"Packages.db")
"""The databases of kinds that are not read here: Berkeley DB and ndb."""


def database_of(root: bytes) -> bytes | None:
    """Return the path of the rpm database of a tree, one of an older kind too; None where there is none."""
    for folder in FOLDERS:
        for name in (SQLITE, *OLDER):
            path = root.rstrip(b"/") + b"/" + folder + b"/" + name
            if os.path.isfile(path) and not os.path.islink(path):  # noqa: PTH113, PTH114 - raw bytes
                return path
    return None


def is_read(database: bytes) -> bool:
    """Whether a database is of the kind that is read here."""
    return database.endswith(b"/" + SQLITE)
