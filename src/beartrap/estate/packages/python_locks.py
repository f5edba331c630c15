"""Python's lock files: `uv.lock`, `poetry.lock`, `pdm.lock`, `pylock.toml` (PEP 751) and `Pipfile.lock`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import Digests, from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Broken, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_TABLE = re.compile(r"^\[\[packages?\]\]", re.MULTILINE)
_REMEDY = "Write the lock file anew with the tool that made it."


def recognises_toml(manifest: Manifest) -> bool:
    """Whether it is TOML with tables of packages."""
    return _TABLE.search(manifest.shown) is not None


def read_toml(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package of a lock file in TOML."""
    try:
        document = tomllib.loads(manifest.text())
    except (ValueError, RecursionError) as error:
        raise Broken(f"its TOML is broken ({error})") from error
    entries = document.get("package") or document.get("packages")
    if not isinstance(entries, list):
        raise Broken("it has no list of packages")
    yield from _locked(manifest, ((entry.get("name") if isinstance(entry, dict) else None, entry) for entry in entries))


def recognises_pipfile(manifest: Manifest) -> bool:
    """Whether it is JSON as pipenv writes it."""
    document = manifest.document
    return isinstance(document, dict) and "_meta" in document and ("default" in document or "develop" in document)


def read_pipfile(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package of a `Pipfile.lock`, of every category."""
    categories = [value for name, value in manifest.document.items() if name != "_meta" and isinstance(value, dict)]
    yield from _locked(manifest, (item for category in categories for item in category.items()))


def _locked(manifest: Manifest, entries: Iterator[tuple[Any, Any]]) -> Iterator[Package | Gap]:
    complaints = Complaints()
    for index, (key, entry) in enumerate(entries, 1):
        if index > MOST_PACKAGES:
            complaints.add(index, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        name = a_name(key)
        if name is None or not isinstance(entry, dict):
            complaints.add(index, "a package without a name")
            continue
        version = a_name(entry.get("version"))
        version = version.removeprefix("==") if version else None
        if version is None:
            complaints.add(index, "a package without a version (from a folder or a repository?)")
        yield manifest.package(name, version, "pypi", row=index, standing="locked", digests=_digests(entry))
    yield from manifest.complained(complaints, _REMEDY, "entry")


def _digests(entry: Mapping[str, Any]) -> Digests:
    """Return the digests of a package's files; each tool puts them elsewhere."""
    files = [item for key in ("files", "wheels") if isinstance(entry.get(key), list) for item in entry[key]]
    files.append(entry.get("sdist"))
    told = [item.get("hash") for item in files if isinstance(item, dict)]
    hashes = entry.get("hashes")
    told += hashes if isinstance(hashes, list) else []
    pairs = [text.partition(":")[::2] for text in told if isinstance(text, str)]
    for item in files:
        if isinstance(item, dict) and isinstance(item.get("hashes"), dict):
            pairs += list(item["hashes"].items())
    return from_pairs(pairs)


TOML_READER = Reader("python-lock", recognises_toml, read_toml)
PIPFILE_READER = Reader("pipfile-lock", recognises_pipfile, read_pipfile)
