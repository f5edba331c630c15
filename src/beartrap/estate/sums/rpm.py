"""rpm's own digests of files: what `rpm -V` compares, from its database."""

from collections.abc import Iterator, Mapping

from beartrap.estate.rpm_database_place import database_of, is_read
from beartrap.estate.sums.dpkg import plain
from beartrap.estate.sums.expected import Expected, Lists
from beartrap.model.coverage import GapReason
from beartrap.model.text import shown_bytes

REMEDY = "On the host run `rpm -Va`, or read the database with rpm's own tools."


def expected(root: bytes, links: Mapping[bytes, bytes], lists: Lists) -> Iterator[tuple[bytes, Expected]]:
    """Yield path and digest of each regular file that rpm's database lists."""
    database = database_of(root)
    if database is None:
        return
    if not is_read(database):
        why = f"{shown_bytes(database)} is an rpm database of an older kind: its files were not compared with their digests"
        lists.miss(GapReason.UNSUPPORTED, why, REMEDY)
        return
    from beartrap.estate.packages.manifest import Broken  # late: most trees have no such database, and
    from beartrap.estate.packages.rpm_files import rpm_files  # the readers of packages take time to load

    unread = unknown = 0
    try:
        for one in rpm_files(database):
            if one is None:
                unread += 1
            elif one.digest and one.algorithm is None:
                unknown += 1
            elif one.digest and one.algorithm is not None:
                path = b"/" + plain(one.path.lstrip(b"/"), links)
                yield path, Expected(one.package, "rpm", one.algorithm, one.digest, one.configuration)
    except Broken as error:
        lists.miss(GapReason.MALFORMED, f"{shown_bytes(database)}: {error}", REMEDY)
    if unread:
        lists.miss(GapReason.MALFORMED, f"{shown_bytes(database)}: {unread} headers cannot be read", REMEDY, unread)
    if unknown:
        why = f"{shown_bytes(database)}: {unknown} files have digests that are not compared here (SHA-384, SHA-512)"
        lists.miss(GapReason.UNSUPPORTED, why, REMEDY, unknown)
