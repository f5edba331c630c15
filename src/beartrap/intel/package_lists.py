"""Lists of package versions, as advisories give them: CSV of many shapes, package URLs, `name@version` lines, OSV, GHSA.

An entry names versions one by one, or ranges (`vers:`), or neither: then every version is meant. What is no entry is a Gap.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from packageurl import PackageURL

from beartrap.intel import osv
from beartrap.intel.errors import IntelError
from beartrap.intel.source import load, text_of
from beartrap.intel.versions import VersionError, between
from beartrap.model.advisory import PackageEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten

ECOSYSTEMS = {
    "npm": "npm", "node": "npm", "npmjs": "npm", "javascript": "npm", "pypi": "pypi", "pip": "pypi", "python": "pypi",
    "rubygems": "gem", "gem": "gem", "ruby": "gem", "crates.io": "cargo", "cargo": "cargo", "rust": "cargo", "go": "golang",
    "golang": "golang", "maven": "maven", "nuget": "nuget", "packagist": "composer", "composer": "composer", "debian": "deb",
    "deb": "deb", "ubuntu": "deb", "rpm": "rpm", "vscode": "vscode-extension",
}  # fmt: skip
_NAME_COLUMNS = (
    "package",
    "package name",
    "name",
    "package_name",
    "packagename",
    "component",
    "module",
    "library",
    "purl",
)
_VERSION_COLUMNS = ("version", "versions", "affected versions", "compromised versions", "malicious versions", "version(s)",
                    "affected_versions", "package_versions", "package version", "compromised version")  # fmt: skip
_ECOSYSTEM_COLUMNS = ("ecosystem", "registry", "type", "package manager", "language")
_LINE = re.compile(
    r"(?P<name>(?:@[\w.\-~]+/)?[A-Za-z0-9_][\w.\-/]*)\s*(?P<sign>===?|@|:|\s)\s*v?(?P<version>\d[^\s,;|]*(?:\s*[,;|]\s*v?\d[^\s,;|]*)*)\s*"
)
_BARE = re.compile(r"(?:@[\w.\-~]+/)[\w.\-]+")
_VERSION = re.compile(r"[<>=!~^]*\s*v?\d[\w.\-+!~]*")
_BOUND = re.compile(r"\s*(>=|<=|<|>|=)?\s*v?(\d[\w.\-+!]*)\s*")
_SPLIT = re.compile(r"\s*(?:\|\||[;|]|\bor\b|\band\b|,)\s*")
MOST_ENTRIES = 1_000_000


def read_package_list(path: Path) -> tuple[tuple[PackageEntry, ...], tuple[Gap, ...]]:
    """Return the entries and what could not be read. Raises IntelError where the file names no package at all."""
    content = load(path)
    text = text_of(content).removeprefix("\ufeff")
    refused: list[str] = []
    if text.lstrip()[:1] in ("{", "["):
        entries = list(_of_json(content.label, text, content.digest, refused, path))
    else:
        entries = list(_of_lines(text, refused))
    if not entries:
        raise IntelError(
            path,
            "no package version in it",
            "CSV with a package and a version column, purls, name@version lines, OSV or GHSA.",
        )
    return tuple(entries[:MOST_ENTRIES]), tuple(_gaps(content.label, refused))


def _gaps(label: str, refused: Sequence[str]) -> Iterator[Gap]:
    if refused:
        yield Gap(
            reason=GapReason.MALFORMED,
            questions=(Question.EXPOSED, Question.PRESENT),
            why=f"{printable(label)}: {len(refused)} lines name no package version: {shorten(printable('; '.join(refused[:5])), 300)}",
            remedy="Write them as name@version, or as CSV with a package and a version column.",
            place=Place(label),
            count=len(refused),
        )


def _of_json(label: str, text: str, digest: str, refused: list[str], path: Path) -> Iterator[PackageEntry]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise IntelError(path, f"no JSON that can be read ({error})", "Fetch it again.") from error
    if osv.is_advisory(document):
        for item in osv.read_advisories(label, document, digest):
            if isinstance(item, Indicator) and item.kind is IndicatorKind.PACKAGE:
                purl = PackageURL.from_string(item.value)
                yield from _of_purl(purl, item.versions, 0)
        return
    yield from _of_ghsa(document, refused)


def _of_ghsa(document: Any, refused: list[str]) -> Iterator[PackageEntry]:
    """Yield what GitHub's API tells of an advisory (`vulnerabilities`), or a list of objects with name and version."""
    advisories = document if isinstance(document, list) else [document]
    for row, advisory in enumerate(advisories, 1):
        if isinstance(advisory, str):
            yield from _of_lines(advisory, refused)
            continue
        if not isinstance(advisory, dict):
            continue
        inner = advisory.get("vulnerabilities") or advisory.get("packages") or advisory.get("affected")
        for one in inner if isinstance(inner, list) else [advisory]:
            if isinstance(one, str):
                yield from _of_lines(one, refused)
            elif isinstance(one, dict):
                yield from _of_object(one, row, refused)


def _of_object(one: dict[str, Any], row: int, refused: list[str]) -> Iterator[PackageEntry]:
    package = one.get("package")
    named = package if isinstance(package, dict) else one
    name = named.get("name") or named.get("package_name") or (package if isinstance(package, str) else None)
    version = (
        one.get("vulnerable_version_range")
        or one.get("vulnerableVersionRange")
        or one.get("versions")
        or one.get("version")
        or ""
    )
    versions = "||".join(map(str, version)) if isinstance(version, list) else str(version)
    if isinstance(name, str) and name:
        yield _entry(str(named.get("ecosystem") or ""), name, versions, row)
    else:
        refused.append(shorten(str(one), 60))


def _of_lines(text: str, refused: list[str]) -> Iterator[PackageEntry]:
    lines = text.splitlines()
    header = _header(lines)
    if header is not None:
        yield from _of_table(lines, *header, refused)
        return
    for row, line in enumerate(lines, 1):
        plain = line.strip().strip("`*-\u2022 \t").strip("\"',")
        if not plain or plain.startswith(("#", "//")):
            continue
        if plain.startswith("pkg:"):
            yield from _of_purl_text(plain, "", row, refused)
        elif (found := _LINE.fullmatch(plain)) is not None:
            ecosystem = "pypi" if found["sign"].startswith("==") else "npm" if found["name"].startswith("@") else ""
            yield _entry(ecosystem, found["name"], found["version"], row)
        elif _BARE.fullmatch(plain):
            yield _entry("npm", plain, "", row)
        else:
            refused.append(shorten(plain, 60))


def _header(lines: Sequence[str]) -> tuple[int, str, list[str]] | None:
    """Return where a table's header stands, its delimiter and its columns; None where there is none."""
    for index, line in enumerate(lines[:20]):
        for delimiter in (",", ";", "\t", "|"):
            cells = [cell.strip().strip('"').lower() for cell in line.strip("|").split(delimiter)]
            if any(cell in _NAME_COLUMNS for cell in cells) and (len(cells) > 1 or cells == ["purl"]):
                return index, delimiter, cells
    return None


def _of_table(
    lines: Sequence[str], start: int, delimiter: str, columns: list[str], refused: list[str]
) -> Iterator[PackageEntry]:
    def column(names: Sequence[str]) -> int | None:
        return next((columns.index(name) for name in names if name in columns), None)

    name, version, ecosystem = column(_NAME_COLUMNS), column(_VERSION_COLUMNS), column(_ECOSYSTEM_COLUMNS)
    body = "\n".join(line.strip("|") if delimiter == "|" else line for line in lines[start + 1 :])
    for row, cells in enumerate(csv.reader(io.StringIO(body), delimiter=delimiter), start + 2):
        values = [cell.strip().strip("`") for cell in cells]

        def at(index: int | None, values: list[str] = values) -> str:
            return values[index] if index is not None and index < len(values) else ""

        if not any(values) or all(set(value) <= set("-: ") for value in values):
            continue
        if at(name).startswith("pkg:"):
            yield from _of_purl_text(at(name), at(version), row, refused)
        elif at(name):
            told, _, inside = (
                at(name).rpartition("@") if version is None and "@" in at(name)[1:] else (at(name), "", at(version))
            )
            yield _entry(at(ecosystem), told, inside, row)
        else:
            refused.append(shorten(delimiter.join(cells), 60))


def _of_purl_text(text: str, versions: str, row: int, refused: list[str]) -> Iterator[PackageEntry]:
    try:
        yield from _of_purl(PackageURL.from_string(text.split()[0].strip(",;")), None, row, versions)
    except ValueError:
        refused.append(shorten(text, 60))


def _of_purl(purl: PackageURL, ranges: str | None, row: int, versions: str = "") -> Iterator[PackageEntry]:
    name = (
        f"{purl.namespace}/{purl.name}"
        if purl.namespace and purl.type in ("npm", "composer", "golang", "maven")
        else purl.name
    )
    found = _entry(purl.type, name, versions or purl.version or "", row)
    if ranges:
        found = PackageEntry(found.ecosystem, found.name, found.versions, (*found.ranges, ranges), row)
    yield found


def _entry(ecosystem: str, name: str, versions: str, row: int) -> PackageEntry:
    kind = ECOSYSTEMS.get(ecosystem.strip().lower(), ecosystem.strip().lower() or None)
    if kind is None and name.startswith("@"):
        kind = "npm"
    exact: list[str] = []
    ranges: list[str] = []
    for part in re.split(r"\s*\|\|\s*|\s*[;|]\s*|\n", versions):
        bounds = [bound for bound in (_BOUND.fullmatch(one) for one in _SPLIT.split(part) if one.strip()) if bound]
        signs = {bound[1] or "=" for bound in bounds}
        if signs <= {"="}:
            exact += [bound[2] for bound in bounds]
            continue
        try:
            ranges.append(between(kind or "npm", [(bound[1] or "=", bound[2]) for bound in bounds]))
        except VersionError:
            exact += [bound[2] for bound in bounds if (bound[1] or "=") == "="]
    if versions.strip() and not exact and not ranges:
        exact.append(versions.strip())  # compared as it is written
    return PackageEntry(kind, name.strip(), tuple(dict.fromkeys(exact)), tuple(ranges), row)
