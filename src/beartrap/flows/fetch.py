"""Fetching packages by name and version, through the package managers of this machine; nothing is built or run.

pip fetches wheels (it builds nothing for them). A source distribution is fetched from the page that pip itself asked, because pip
would run it to learn its metadata. npm fetches tarballs, without scripts. Digests are compared with what the index says.
"""

import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson

from beartrap.effects.clients import ClientError, npm_command, pip_command, run_client
from beartrap.effects.files import write_whole
from beartrap.effects.net import NetError, get, save
from beartrap.flows.named import Named
from beartrap.flows.vet import BadUpdate, Subject

SECONDS = 300.0
"""For one package manager to fetch one package."""
MOST_BYTES = 1024 * 1024 * 1024
MOST_PAGE = 64 * 1024 * 1024
"""Bytes of an index' page: the longest have some 20 MB."""
_PAGE = re.compile(r"^Fetched page (https?://\S+) as ", re.MULTILINE)
_SIMPLE = "application/vnd.pypi.simple.v1+json"
"""PEP 691."""
_SDIST = (".tar.gz", ".zip", ".tar.bz2")


class NotFetched(BadUpdate):
    """A package could not be fetched; the message says why."""


def fetch_pair(old: Named | None, new: Named, folder: Path) -> tuple[Subject | None, Subject]:
    """Fetch two versions in the same form (wheel and wheel, or sdist and sdist). Raises NotFetched."""
    if new.ecosystem == "npm":
        return (_npm(old, folder) if old is not None else None), _npm(new, folder)
    try:
        return (_wheel(old, folder) if old is not None else None), _wheel(new, folder)
    except _NoWheel:
        return (_sdist(old, folder) if old is not None else None), _sdist(new, folder)


class _NoWheel(Exception):
    """There is no wheel of this version for this machine."""


def _wheel(wanted: Named, folder: Path) -> Subject:
    place = _place(folder, wanted)
    words = (
        "download",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-vv",
        "-d",
        str(place),
        f"{wanted.name}=={wanted.version}",
    )
    log = _pip(words)
    found = sorted(place.glob("*.whl"))
    if not found:
        raise _NoWheel
    return Subject(found[0], wanted.label, _provenance(log, found[0]))


def _pip(words: tuple[str, ...]) -> str:
    try:
        ran = run_client((*pip_command(), *words), Path.cwd(), SECONDS)
    except ClientError as error:
        raise NotFetched(str(error)) from error
    return ran.out + ran.err


def _sdist(wanted: Named, folder: Path) -> Subject:
    """Fetch the source distribution from the page that pip asks for the project; pip itself would run it."""
    place = _place(folder, wanted)
    words = (
        "download",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-vv",
        "-d",
        str(place),
        f"{wanted.name}=={wanted.version}",
    )
    log = _pip(words)
    for page, file in _files(log):
        name = str(file.get("filename", ""))
        if _is_sdist(name, wanted):
            path = place / Path(name).name
            _save(urljoin(page, str(file.get("url", ""))), path, file.get("hashes"))
            return Subject(path, wanted.label, _provenance(log, path))
    last = next((line for line in reversed(log.splitlines()) if line.startswith("ERROR:")), "no such version")
    raise NotFetched(f"{wanted.label}: pip finds no wheel for this machine, and its index no source: {last}")


def _is_sdist(name: str, wanted: Named) -> bool:
    ending = next((ending for ending in _SDIST if name.endswith(ending)), None)
    if ending is None:
        return False
    stem, _, version = name.removesuffix(ending).rpartition("-")
    return version == wanted.version and _plain(stem) == _plain(wanted.name)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(log: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the files of the pages that pip fetched, each with its page; a page that cannot be read has none."""
    found = []
    for page in dict.fromkeys(_PAGE.findall(log)):
        if "****" in urlsplit(page).netloc:
            continue  # pip keeps the password to itself, and so it should
        try:
            document = orjson.loads(get(page, MOST_PAGE, _SIMPLE))
        except (NetError, orjson.JSONDecodeError):
            continue
        files = document.get("files") if isinstance(document, dict) else None
        found += [(page, file) for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return found


def _save(url: str, path: Path, hashes: Any) -> None:
    wanted = hashes.get("sha256") if isinstance(hashes, dict) else None
    try:
        digest = save(url, path, MOST_BYTES)
    except (NetError, OSError) as error:
        raise NotFetched(str(error)) from error
    if not isinstance(wanted, str) or wanted.lower() != digest:
        raise NotFetched(f"{url}: its SHA-256 is {digest}, the index says {wanted}")


def _provenance(log: str, path: Path) -> tuple[Path, ...]:
    """Fetch the provenance object (PEP 740) that the index has for a file; nothing where it has none."""
    for page, file in _files(log):
        address = file.get("provenance")
        if file.get("filename") == path.name and isinstance(address, str):
            beside = path.with_name(path.name + ".provenance.json")
            try:
                save(urljoin(page, address), beside, MOST_PAGE)
            except (NetError, OSError):
                return ()
            return (beside,)
    return ()


def _npm(wanted: Named, folder: Path) -> Subject:
    place = _place(folder, wanted)
    word = f"{wanted.name}@{wanted.version}"
    try:
        npm = npm_command()
        packed = run_client(
            (*npm, "pack", word, "--ignore-scripts", "--pack-destination", str(place)), Path.cwd(), SECONDS
        )
        found = sorted(place.glob("*.tgz"))
        if packed.code or not found:
            raise NotFetched(f"{wanted.label}: {_last(packed.err)}")
        told = run_client((*npm, "view", word, "--json"), Path.cwd(), SECONDS)
    except ClientError as error:
        raise NotFetched(str(error)) from error
    beside = place / "registry.json"
    write_whole(beside, told.out if told.code == 0 else "{}")
    return Subject(found[0], wanted.label, (beside,))


def _last(words: str) -> str:
    lines = [line for line in words.splitlines() if line.strip() and "A complete log" not in line]
    return lines[0] if lines else "npm fetched nothing"


def _place(folder: Path, wanted: Named) -> Path:
    """Return a new folder of our own for one package; its name says nothing that the package could choose."""
    return Path(tempfile.mkdtemp(prefix=f"{wanted.ecosystem}-", dir=folder))
