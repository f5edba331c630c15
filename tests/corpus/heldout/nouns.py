"""What the held-out corpus is made of: bases, updates, and what is known of each pair."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

Tree = dict[str, bytes]
"""Files by path, as in a source tree; see `containers` for what becomes of them."""
PLACES = tuple(
    Path(__file__).parents[1] / name
    for name in (
        "heldout",
        "heldout3",
        "heldout4",
        "heldout5",
        "heldout6",
        "heldout7",
        "heldout8",
        "heldout9",
        "heldout10",
        "heldout11",
        "heldout12",
        "heldout13",
        "heldout14",
    )
)
"""Where `bases/` and `artefacts/` are: of this set, and of the later ones, which take bases from all."""
BASES = PLACES[0] / "bases"
TOP_LEVELS = ("invalid", "example", "test")
"""Reserved by RFC 2606: nobody can own a name below them."""
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
"""Reserved by RFC 5737 for documentation."""


@dataclass(frozen=True, slots=True)
class Step:
    """An honest change: `kind` is the step of the version; each edit is a path, a text that is there once, and its successor."""

    kind: str
    note: str
    edits: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Base:
    """A harmless package. `files` are texts with `@VERSION@` in them."""

    name: str
    ecosystem: str
    version: str
    files: dict[str, str]
    steps: tuple[Step, ...]
    artefacts: dict[str, tuple[str, str]]
    """Compiled files by path: the old and the honest new one."""

    def tree(self, version: str, new: bool = False) -> Tree:
        texts = {path: text.replace("@VERSION@", version).encode() for path, text in self.files.items()}
        return texts | {path: artefact(names[new]) for path, names in self.artefacts.items()}


@cache
def base(name: str) -> Base:
    """Read a base from its file: parts that begin with `==> path`; `==> @base` is a JSON object of the rest.

    `==> @step kind: note` begins an honest change: blocks of `path`, `<<<`, before, `===`, after, `>>>`.
    """
    text = found("bases", f"{name}.txt").read_text(encoding="utf-8")
    head: dict[str, str] = {}
    files: dict[str, str] = {}
    steps = []
    for part in re.split(r"^==> ", text, flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        if title == "@base":
            head = json.loads(body)
        elif title.startswith("@step "):
            kind, _, note = title.removeprefix("@step ").partition(": ")
            edits = re.findall(r"^(\S+)\n<<<\n(.*?)\n===\n(.*?)\n?>>>$", body, flags=re.M | re.S)
            steps.append(Step(kind, note, tuple(edits)))
        else:
            files[title.strip()] = body.rstrip("\n") + "\n"
    if ballast := head.get("ballast"):
        from corpus.heldout.ballast import KINDS

        for path, content in KINDS[ballast](name, head.get("package", name)).items():
            files.setdefault(path, content)
    for path, kind, size in head.get("bulk", ()):
        from corpus.heldout.ballast import BULK

        files[path] = files.get(path, "@BULK@\n").replace("@BULK@", BULK[kind](name, size))
    return Base(name, head["ecosystem"], head["version"], files, tuple(steps), head.get("artefacts", {}))


def stepped(version: str, kind: str) -> str:
    """Return the version one step further."""
    major, minor, patch = (int(one) for one in version.split("."))
    return {
        "patch": f"{major}.{minor}.{patch + 1}",
        "minor": f"{major}.{minor + 1}.0",
        "major": f"{major + 1}.0.0",
    }[kind]


@dataclass(slots=True)
class Update:
    """The new version while it is made: already honest; a generator grafts into `new`."""

    name: str
    base: Base
    old_version: str
    new_version: str
    old: Tree
    new: Tree
    random: random.Random
    payload_files: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    executable: set[str] = field(default_factory=set)

    def text(self, path: str) -> str:
        return self.new[path].decode()

    def add(self, path: str, content: str | bytes, executable: bool = False) -> None:
        """Add a file, or another content of it."""
        self.new[path] = content.encode() if isinstance(content, str) else content
        if executable:
            self.executable.add(path)

    def both(self, path: str, content: str | bytes, executable: bool = False) -> None:
        """Add a file to both versions."""
        self.add(path, content, executable)
        self.old[path] = self.new[path]

    def append(self, path: str, code: str) -> None:
        self.add(path, self.text(path).rstrip("\n") + "\n" + code.rstrip("\n") + "\n")

    def replace(self, path: str, before: str, after: str) -> None:
        text = self.text(path)
        if text.count(before) < 1:
            raise LookupError(f"{self.name}: {path} has no {before!r}")
        self.add(path, text.replace(before, after, 1))

    def after(self, path: str, anchor: str, code: str) -> None:
        self.replace(path, anchor, anchor + code)

    def before(self, path: str, anchor: str, code: str) -> None:
        self.replace(path, anchor, code + anchor)

    def manifest(self, change: Callable[[dict], None], path: str = "package.json") -> None:
        """Change a JSON file."""
        value = json.loads(self.text(path))
        change(value)
        self.add(path, json.dumps(value, indent=2) + "\n")

    def script(self, hook: str, command: str) -> None:
        self.manifest(lambda it: it.setdefault("scripts", {}).update({hook: command}))

    def requires(self, line: str) -> None:
        """Add a dependency to a Python package's metadata."""
        self.after("DIST-INFO/METADATA", "Requires-Python: >=3.8\n", f"Requires-Dist: {line}\n")
        if "pyproject.toml" in self.new:
            self.after("pyproject.toml", "dependencies = [", f'\n  "{line}",')

    def payload(self, *paths: str, shown: str = "") -> None:
        """Say which files hold the payload, and what must be seen of it once it is decoded."""
        for path in paths:
            if path not in self.new:
                raise LookupError(f"{self.name}: no {path}")
        self.payload_files += paths
        if shown:
            self.shown.append(shown)

    def host(self, *labels: str) -> str:
        """Return a host that nobody can own."""
        label = ".".join(labels) if labels else "-".join(self.random.sample(WORDS, 2))
        return f"{label}.{self.random.choice(TOP_LEVELS)}"

    def address(self) -> str:
        """Return an address of a documentation network."""
        return f"{self.random.choice(NETWORKS)}.{self.random.randrange(2, 250)}"


WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "indigo", "juniper", "kelp", "lumen", "maple", "north",
    "opal", "pixel", "quartz", "river", "slate", "tidal", "umbra", "vertex", "willow", "xenon", "yarrow", "zephyr", "cdn", "api", "assets", "static",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """A generator of one pair, and what is known of it before it is made."""

    name: str
    base: str
    container: str
    trojan: bool
    make: Callable[[Update], None]
    trigger: str = ""
    payload: str = ""
    hiding: str = ""
    like: str = ""
    nature: str = ""
    """Of a harmless pair: what makes it suspicious."""
    step: str | None = None
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One update: two trees, and where the payload stands in the new one."""

    spec: Spec
    ecosystem: str
    old_version: str
    new_version: str
    kind: str
    old: Tree
    new: Tree
    executable: frozenset[str]
    files: tuple[str, ...]
    rows: dict[str, tuple[int, ...]]
    """Grafted rows (from 1) of the payload's text files; empty for binaries and new dependencies."""
    shown: tuple[str, ...]


REGISTER: list[Spec] = []


def trojan(base: str, container: str, *, trigger: str, payload: str, hiding: str, like: str = "", step: str | None = None, hard: bool = False):  # fmt: skip
    """Register a generator of a trojanised update."""

    def register(make: Callable[[Update], None]) -> Callable[[Update], None]:
        name = make.__name__.strip("_").replace("_", "-")
        REGISTER.append(Spec(name, base, container, True, make, trigger, payload, hiding, like, "", step, hard))
        return make

    return register


def harmless(base: str, container: str, nature: str, step: str | None = None):
    """Register a generator of a harmless update that looks suspicious."""

    def register(make: Callable[[Update], None]) -> Callable[[Update], None]:
        name = make.__name__.strip("_").replace("_", "-")
        REGISTER.append(Spec(name, base, container, False, make, nature=nature, step=step))
        return make

    return register


def made(spec: Spec, seed: int, more: Callable[[Update], None] = lambda _: None) -> Pair:
    """Make a pair, the same for the same seed; `more` are honest changes besides the base's step."""
    the = base(spec.base)
    chance = random.Random(f"{seed}/{spec.name}")
    fitting = [one for one in the.steps if spec.step in (None, one.kind)] or list(the.steps)
    step = chance.choice(fitting)
    kind = spec.step or step.kind
    old_version, new_version = the.version, stepped(the.version, kind)
    update = Update(
        spec.name, the, old_version, new_version, the.tree(old_version), the.tree(new_version, new=True), chance
    )
    update.executable = {path for path in update.new if path.endswith((".sh", "/preinst", "/postinst", "/prerm", "/postrm", "configure"))}  # fmt: skip
    for path, before, after in step.edits:
        update.replace(path, before, after)
    for path in ("CHANGELOG.md", "HISTORY.md"):
        if path in update.new:
            update.before(path, "## ", f"## {new_version}\n\n- {step.note}\n\n")
    more(update)
    honest = dict(update.new)
    spec.make(update)
    changed = [path for path in update.new if update.new[path] != honest.get(path)]
    files = tuple(dict.fromkeys(update.payload_files or changed))
    rows = {path: grafted(honest.get(path, b""), update.new[path]) for path in files} if spec.trojan else {}
    return Pair(
        spec, the.ecosystem, old_version, new_version, kind, update.old, update.new, frozenset(update.executable),
        files if spec.trojan else (), {path: one for path, one in rows.items() if one}, tuple(update.shown),
    )  # fmt: skip


def grafted(honest: bytes, new: bytes) -> tuple[int, ...]:
    """Return the rows of the new text that the honest one does not have; none for binaries."""
    if b"\0" in new[:4096]:
        return ()
    before, after = honest.split(b"\n"), new.split(b"\n")
    if len(after) > 20_000:
        return ()
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(row + 1 for tag, _, _, low, high in blocks if tag in ("insert", "replace") for row in range(low, high))


def artefact(name: str) -> bytes:
    """Return a small compiled file that `artefacts/build.py` made."""
    return found("artefacts", name).read_bytes()


def found(kind: str, name: str) -> Path:
    return next(place for one in PLACES if (place := one / kind / name).exists())
