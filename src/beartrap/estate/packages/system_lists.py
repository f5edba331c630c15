"""What package managers print of what is installed: `dpkg -l`, `dpkg-query -W`, `apt list --installed`, `pacman -Q`, `apk`.

Each form is told by its first lines, of which most must be of it. Groundwork: the manuals of dpkg(1), apt(8), pacman(8)
and apk(8); Alpine's database `lib/apk/db/installed` as its wiki describes it.
"""

import re
from collections.abc import Callable, Iterator

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen

QUERY = "dpkg-query -W -f '${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\n'"
"""Prints Debian's packages with their source, by which its advisories name them."""
_SAMPLED = 20
_NAME = r"(?P<name>[a-z0-9@_][\w.+\-@]{0,300}?)"
_ARCH = r"(?P<arch>[a-z][\w\-]{1,20})"
_VERSION = r"(?P<version>(?:\d{1,9}:)?[A-Za-z0-9][\w.+~^:\-]{0,200})"
_GONE = frozenset("nc")
"""Second letter of dpkg's state: not installed, or only the configuration is left."""


@frozen
class _Form:
    """How the lines of one program look, of which ecosystem they tell, and which lines are none of a package."""

    ecosystem: str
    line: re.Pattern[str]
    passed: re.Pattern[str] = re.compile(r"(?!)")
    gone: Callable[[re.Match[str]], bool] = lambda found: False


_FORMS = (
    _Form(
        "deb",  # dpkg -l
        re.compile(
            rf"(?P<state>[uirph][nciufhWt][R ]?) +{_NAME}(?::{_ARCH})? +{_VERSION}(?: +(?P<cpu>[a-z][\w\-]*))?(?: .*)?"
        ),
        re.compile(r"Desired=|\| Status=|\|/ Err|\|\|/ |\+\+\+-"),
        lambda found: found["state"][1] in _GONE,
    ),
    _Form(
        "deb",  # apt list --installed
        re.compile(rf"{_NAME}/\S+ {_VERSION} {_ARCH} \[(?P<state>[^\]]*)\]"),
        re.compile(r"Listing|WARNING: apt|$"),
        lambda found: (
            not found["state"].startswith(("installed", "upgradable", "residual-config,"))
            or "residual-config" in found["state"]
        ),
    ),
    _Form(
        "deb",  # dpkg-query -W, and as QUERY has it
        re.compile(
            rf"{_NAME}(?::{_ARCH})?\t{_VERSION}(?:\t(?P<cpu>[a-z][\w\-]*)(?:\t(?P<origin>[a-z0-9][\w.+\-]*))?)?"
        ),
    ),
    _Form(
        "apk",  # apk list --installed, apk info -v
        re.compile(rf"{_NAME}-(?P<version>\d[\w.]*(?:_[a-z]+\d*)*-r\d+)(?: {_ARCH} \{{(?P<origin>[^}}]*)\}}.*| - .*)?"),
        re.compile(r"WARNING"),
    ),
    _Form("alpm", re.compile(rf"{_NAME} (?P<version>(?:\d+:)?[\w.+~]+-\d+(?:\.\d+)?)")),  # pacman -Q
)
_NAMESPACES = {"deb": "debian", "apk": "alpine", "alpm": "arch"}
_APK_STANZA = re.compile(r"^(?:C:Q[12].*\n)?P:\S+\nV:\S+", re.MULTILINE)


def recognises(manifest: Manifest) -> bool:
    """Whether most of the first lines are as one of the programs prints them."""
    return _form(manifest.shown) is not None


def _form(shown: str) -> _Form | None:
    lines = [line.rstrip() for line in shown.split("\n")[:_SAMPLED] if line.strip()]
    lines = lines[:-1] if len(lines) == _SAMPLED else lines
    for form in _FORMS:
        told = [line for line in lines if form.passed.match(line) is None]
        fitting = sum(1 for line in told if form.line.fullmatch(line))
        if fitting * 3 > len(told) * 2:
            return form
    return None


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that the list calls installed."""
    complaints, form, sourced = Complaints(), _form(manifest.shown), False
    for row, line in enumerate(manifest.text().lstrip("\ufeff").split("\n"), 1):
        line = line.rstrip()
        if form is None or not line or form.passed.match(line):
            continue
        if row > MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        found = form.line.fullmatch(line)
        if found is None:
            complaints.add(row, "no package as the package manager prints it")
        elif not form.gone(found):
            sourced = sourced or bool(found.groupdict().get("origin"))
            yield _package(manifest, row, form.ecosystem, found.groupdict())
    yield from manifest.complained(complaints, "Correct the lines, or export the list again.", "line")
    if form is not None and form.ecosystem == "deb" and not sourced:
        why = "it does not tell the source packages, by which Debian's and Ubuntu's advisories name what is affected"
        yield manifest.gap(GapReason.UNSUPPORTED, why, f"Export it with: {QUERY}")


def _package(manifest: Manifest, row: int, ecosystem: str, told: dict[str, str | None]) -> Package:
    name, version = told["name"] or "", told["version"] or ""
    namespace = manifest.distribution or ("ubuntu" if "ubuntu" in version else _NAMESPACES[ecosystem])
    arch, origin = told.get("cpu") or told.get("arch"), told.get("origin")
    qualifiers = {"arch": arch} if arch else {}
    if origin and origin != name:
        qualifiers["upstream"] = origin
    return manifest.package(name, version, ecosystem, namespace=namespace, row=row, qualifiers=qualifiers)


def recognises_apk(manifest: Manifest) -> bool:
    """Whether it is Alpine's database: stanzas of one-letter fields."""
    return _APK_STANZA.match(manifest.shown.lstrip()) is not None


def read_apk(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package of Alpine's database, with its origin."""
    complaints = Complaints()
    told: dict[str, str | None] = {}
    began = 0
    for row, line in enumerate([*manifest.text().split("\n"), ""], 1):
        letter, colon, value = line.rstrip("\r").partition(":")
        if colon and letter in "PVAo" and len(letter) == 1:
            began = began if told else row
            told.setdefault(letter, value)
        elif not line.strip() and told:
            if told.get("P") and told.get("V"):
                named = {"name": told["P"], "version": told["V"], "arch": told.get("A"), "origin": told.get("o")}
                yield _package(manifest, began, "apk", named)
            else:
                complaints.add(began, "a package without a name or a version")
            told = {}
    yield from manifest.complained(complaints, "Compare with `apk list --installed` on the host.", "line")


READER = Reader("system-list", recognises, read)
APK_READER = Reader("apk", recognises_apk, read_apk)
