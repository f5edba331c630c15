"""Source files as the vet worker would hand them over."""

from pathlib import PurePosixPath

from beartrap.model.place import Place
from beartrap.vet import source_files, source_included, source_joined, source_templates, source_texts
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.source_packages import PACKAGES

KINDS = {
    ".py": Kind.PYTHON, ".js": Kind.JAVASCRIPT, ".ts": Kind.TYPESCRIPT, ".sh": Kind.SHELL, ".ps1": Kind.POWERSHELL, ".bat": Kind.BATCH, ".rb": Kind.RUBY,
    ".php": Kind.PHP, ".pth": Kind.PTH, ".service": Kind.UNIT, ".plist": Kind.UNIT, ".desktop": Kind.UNIT, ".yml": Kind.WORKFLOW, ".m4": Kind.BUILD, ".mk": Kind.BUILD, ".cmake": Kind.BUILD, ".pp": Kind.CSHARP,
    ".targets": Kind.BUILD, ".json": Kind.MANIFEST, ".toml": Kind.MANIFEST, ".gyp": Kind.BUILD, ".html": Kind.HTML, ".rs": Kind.RUST, ".go": Kind.GO, ".java": Kind.JAVA,
    ".kts": Kind.JAVA, ".gradle": Kind.BUILD, ".cs": Kind.CSHARP, ".c": Kind.C, ".ini": Kind.TEXT, ".ejs": Kind.TEXT, ".spec": Kind.BUILD, "": Kind.BUILD,
}  # fmt: skip

FILES = (*source_files.FILES, *source_texts.FILES, *source_templates.FILES)


def subject(path: str, text: str | bytes, facts: PackageFacts | None = None, kind: Kind | None = None) -> FileSubject:
    """A file of a package."""
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    told = kind if kind is not None else KINDS[PurePosixPath(path).suffix]
    home = facts or PackageFacts(_HOMES.get(told, "pypi"))
    return FileSubject(Place("pkg", path=path.encode()), path, content, told, "0" * 64, home)


_HOMES = {Kind.JAVASCRIPT: "npm", Kind.TYPESCRIPT: "npm", Kind.RUBY: "gem", Kind.PHP: "composer"}
"""Where a file is at home by itself; packages of Python by default."""


def look(path: str, text: str | bytes, facts: PackageFacts | None = None, kind: Kind | None = None) -> list[Seen]:
    """Everything that the analysers of source say of one file."""
    one = subject(path, text, facts, kind)
    return [seen for analyser in FILES if analyser.takes(one.kind) for seen in analyser.look(one)]


def behaviours(path: str, text: str | bytes, facts: PackageFacts | None = None) -> list[Behaviour]:
    """The behaviours in one file."""
    return [seen for seen in look(path, text, facts) if isinstance(seen, Behaviour)]


def ids(path: str, text: str | bytes, facts: PackageFacts | None = None) -> set[str]:
    """The kinds of behaviour in one file."""
    return {one.id for one in behaviours(path, text, facts)}


def the(path: str, text: str | bytes, kind: str, facts: PackageFacts | None = None) -> Behaviour:
    """The one behaviour of that kind, the weightiest where there are several."""
    found = [one for one in behaviours(path, text, facts) if one.id == kind]
    assert found, (kind, ids(path, text, facts))
    return max(found, key=lambda one: (one.severity, one.when))


INSTALL = PackageFacts("npm", runs={"install.js": When.INSTALL})


class Version:
    """One version of a package, in memory."""

    label = "pkg"

    def __init__(
        self,
        files: dict[str, str | bytes],
        facts: PackageFacts | None = None,
        changed: set[str] | None = None,
        trusted: "Version | None" = None,
    ) -> None:
        self._files = files
        self.trusted = trusted
        homes = {_HOMES.get(KINDS.get(PurePosixPath(path).suffix, Kind.DATA)) for path in files}
        npm = "npm" in homes or any(path.endswith(".json") for path in files)
        self.facts = facts or PackageFacts("npm" if npm else next(filter(None, homes), "pypi"))
        self.paths = sorted(files)
        self.changed = frozenset(files if changed is None else changed)

    def kind(self, path: str) -> Kind | None:
        return KINDS.get(PurePosixPath(path).suffix, Kind.DATA) if path in self._files else None

    def size(self, path: str) -> int:
        return len(self._files.get(path, ""))

    def read(self, path: str) -> FileSubject | None:
        return subject(path, self._files[path], self.facts, self.kind(path)) if path in self._files else None

    @property
    def only(self) -> frozenset[str] | None:
        return None

    @property
    def sieving(self) -> bool:
        return False

    def took(self, path: str) -> None:
        """Nothing is left out here."""

    def before(self, path: str) -> bytes | None:
        return None

    def origin(self, path: str) -> str | None:
        return path if self.trusted is not None and path in self.trusted.paths else None

    def behaviours(self) -> list[Behaviour]:
        return []


def package(files: dict[str, str | bytes], facts: PackageFacts | None = None) -> list[Behaviour]:
    """The behaviours that only the whole package shows."""
    return [
        seen
        for analyser in (*PACKAGES, *source_included.PACKAGES, *source_joined.PACKAGES)
        for seen in analyser.look(Version(files, facts))
        if isinstance(seen, Behaviour)
    ]
