"""A list of installed rpm packages as text: what `rpm -qa` prints, plain or in columns.

In columns (name, epoch:version-release, architecture, vendor, time of installation in Unix seconds, parted by tabs):
see QUERY.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader
from beartrap.estate.packages.purls import make_purl
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

QUERY = "rpm -qa --qf '%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{INSTALLTIME}\\n'"
"""The command that exports a list with all that is of use."""

_WORD = r"[A-Za-z0-9._+~^:]{1,200}"
_PLAIN = re.compile(
    rf"([A-Za-z0-9][\w.+\-]{{0,300}})-(?:(\d+):)?({_WORD})-([A-Za-z0-9._+~^]{{1,200}}?)\.(\w{{2,20}}|\(none\))"
)
_COLUMNS = re.compile(
    rf"([\w.+\-]{{1,300}})\t(?:(\d+|\(none\)):)?({_WORD})-({_WORD})\t([\w()]{{1,20}})(?:\t([^\t]*)(?:\t(\d{{1,11}}))?)?"
)


def recognises(manifest: Manifest) -> bool:
    """Whether most of the first lines are as rpm prints them."""
    lines = [line for line in manifest.shown.splitlines()[:20] if line.strip()][:10]
    fitting = sum(1 for line in lines if _PLAIN.fullmatch(line.strip()) or _COLUMNS.fullmatch(line.strip()))
    return fitting > len(lines) // 2


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package of the list."""
    complaints = Complaints()
    for number, line in enumerate(manifest.text().split("\n"), 1):
        line = line.strip()
        if not line:
            continue
        if number > MOST_PACKAGES:
            complaints.add(number, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        found = _COLUMNS.fullmatch(line) or _PLAIN.fullmatch(line)
        if found is None and line.startswith("gpg-pubkey-"):
            continue  # a key, which rpm keeps as if it were a package: without an architecture
        if found is None:
            complaints.add(number, "no package as rpm prints it")
        else:
            yield _package(manifest, number, found)
    yield from manifest.complained(complaints, f"Export the list again: {QUERY}", "line")


def _package(manifest: Manifest, row: int, found: re.Match[str]) -> Package:
    name, epoch, version, release, arch, vendor, installed = (*found.groups(), None, None)[:7]
    return rpm_package(manifest, name or "", epoch, f"{version}-{release}", arch, vendor, installed, row)


def rpm_package(
    manifest: Manifest,
    name: str,
    epoch: str | int | None,
    version: str,
    arch: str | None,
    vendor: str | None,
    installed: str | int | None,
    row: int | None,
) -> Package:
    """Return an rpm package; its version is `epoch:version-release`, without an epoch of 0."""
    epoch = str(epoch) if epoch not in (None, "", "0", 0, "(none)") else None
    qualifiers = {"arch": arch} if arch and arch != "(none)" else {}
    if epoch:
        qualifiers["epoch"] = epoch
    purl = make_purl("rpm", name, version, manifest.distribution or _distribution(version), qualifiers)
    return manifest.package(
        name,
        f"{epoch}:{version}" if epoch else version,
        "rpm",
        row=row,
        vendor=vendor if vendor != "(none)" else None,
        installed=_time(installed),
        purl=purl,
    )


def _time(seconds: str | int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _distribution(version: str) -> str | None:
    """Guess the distribution by the tag that its releases bear, None where none does."""
    for tag, name in ((".fc", "fedora"), (".amzn", "amzn"), (".el", "redhat"), (".oe", "openeuler")):
        if tag in version:
            return name
    return None


READER = Reader("rpm-list", recognises, read)
