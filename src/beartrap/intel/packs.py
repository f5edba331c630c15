"""Packs: what is known of one incident, as plain data in a folder. Bundled ones come with an installed Beartrap.

`docs/packs.md` is the format. A pack holds no code: a decoder is named by its registry id. A pack that is not as it
should be is an error and not a Gap: half a pack would look clean.
"""

import hashlib
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from beartrap.intel.errors import IntelError
from beartrap.intel.pack_match import about
from beartrap.intel.pack_table import read_table
from beartrap.intel.pack_toml import Event, read_frame
from beartrap.intel.read import check_yara
from beartrap.model.claim import Claim, Document
from beartrap.model.frozen import frozen
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator

MEDIA = "application/x-beartrap-pack"
MOST_FILES = 500
"""Files of one pack; ours have five."""
MOST_BYTES = 32 * 1024 * 1024
"""Bytes of one file of a pack: some hundred thousand indicators."""
_LAYOUT = "pack.toml, indicators/*.csv, *.yar, *.yml, *.md"


@frozen
class Pack:
    """One pack, read and checked.

    `label` (`pack:ID`) is the source that its indicators and claims name; `yara` maps `ID/file.yar` to source text, `sigma` `ID/file.yml`.
    `names` are the cues that need a claim of compromise beside them, `proof` those that suffice alone.
    """

    label: str
    title: str
    incident: Incident
    document: Document
    claims: tuple[Claim, ...]
    indicators: tuple[Indicator, ...]
    yara: Mapping[str, str]
    sigma: Mapping[str, str]
    timeline: tuple[Event, ...]
    references: tuple[str, ...]
    names: tuple[str, ...]
    proof: tuple[str, ...]
    digest: str


def names() -> tuple[str, ...]:
    """Return the names of the bundled packs, sorted."""
    return tuple(
        sorted(folder.name for folder in _bundled().iterdir() if folder.is_dir() and (folder / "pack.toml").is_file())
    )


def load(name_or_dir: str) -> Pack:
    """Return a bundled pack by its name, or a pack from a folder.

    Raises IntelError naming file, line, key or row, and what is allowed.
    """
    if name_or_dir in names():
        return _read(_bundled() / name_or_dir, name_or_dir)
    folder = Path(name_or_dir)
    if not folder.is_dir():
        known = ", ".join(names())
        raise IntelError(name_or_dir, "no bundled pack of that name, and no folder", f"Bundled packs: {known}.")
    if not (folder / "pack.toml").is_file():
        raise IntelError(name_or_dir, "a folder without pack.toml", f"A pack holds {_LAYOUT}; docs/packs.md shows how.")
    return _read(folder, name_or_dir)


def matching(
    claims: tuple[Claim, ...] | list[Claim], indicators: tuple[Indicator, ...] | list[Indicator] = ()
) -> tuple[str, ...]:
    """Return the names of the bundled packs that a report with these claims and indicators is about."""
    claims, indicators = tuple(claims), tuple(indicators)
    packs = ((name, load(name)) for name in names())
    return tuple(name for name, pack in packs if about(pack.names, pack.proof, pack.indicators, claims, indicators))


def _bundled() -> Traversable:
    return resources.files("beartrap.packs")


def _read(folder: Traversable, shown: str) -> Pack:
    files = _files(folder, shown)
    digest = hashlib.sha256()
    for name, raw in sorted(files.items()):
        digest.update(b"%s\0%d\0%s" % (name.encode(), len(raw), raw))
    label = f"pack:{folder.name}"
    frame = read_frame(f"{shown}/pack.toml", files["pack.toml"], label, digest.hexdigest())
    if frame.incident.id != folder.name:
        raise IntelError(
            f"{shown}/pack.toml", f"id: {frame.incident.id!r} is not the folder's name", f"Allowed: {folder.name}."
        )
    indicators = tuple(
        item
        for name, raw in sorted(files.items())
        if name.endswith(".csv")
        for item in read_table(f"{shown}/{name}", raw, label, name)
    )
    return Pack(
        label=label,
        title=frame.incident.title,
        incident=frame.incident,
        document=Document(source=label, digest=digest.hexdigest(), media=MEDIA, title=frame.incident.title),
        claims=frame.claims,
        indicators=indicators,
        yara={
            f"{folder.name}/{name}": _rules(f"{shown}/{name}", raw)
            for name, raw in sorted(files.items())
            if name.endswith(".yar")
        },
        sigma={
            f"{folder.name}/{name}": _text(f"{shown}/{name}", raw)
            for name, raw in sorted(files.items())
            if name.endswith(".yml")
        },
        timeline=frame.timeline,
        references=frame.references,
        names=frame.names,
        proof=frame.proof,
        digest=digest.hexdigest(),
    )


def _rules(path: str, raw: bytes) -> str:
    text = _text(path, raw)
    check_yara(path, text)
    return text


def _text(path: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IntelError(path, f"not UTF-8 ({error})", "Save the rules as UTF-8.") from error


def _files(folder: Traversable, shown: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, file in _listed(folder, shown):
        if len(found) >= MOST_FILES:
            raise IntelError(shown, f"more than {MOST_FILES} files", "Join its indicator files.")
        try:
            with file.open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise IntelError(
                f"{shown}/{name}", f"cannot be read ({error.strerror})", "Check the rights of the file."
            ) from error
        if len(raw) > MOST_BYTES:
            raise IntelError(f"{shown}/{name}", f"larger than {MOST_BYTES >> 20} MiB", "Split it into several files.")
        found[name] = raw
    return found


def _listed(folder: Traversable, shown: str) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.name.startswith((".", "__")):
            continue
        if file.is_dir() and file.name == "indicators":
            for inner in file.iterdir():
                if inner.name.startswith("."):
                    continue
                if not inner.is_file() or not inner.name.endswith(".csv"):
                    raise IntelError(f"{shown}/indicators/{inner.name}", "no part of a pack", f"Allowed: {_LAYOUT}.")
                yield f"indicators/{inner.name}", inner
        elif file.is_file() and (file.name == "pack.toml" or file.name.endswith((".yar", ".yml", ".md"))):
            yield file.name, file
        else:
            raise IntelError(f"{shown}/{file.name}", "no part of a pack", f"Allowed: {_LAYOUT}.")
