"""What a package says of itself, read from its metadata without running any of it."""

from dataclasses import field

from beartrap.model.frozen import frozen
from beartrap.vet.behaviour import When


@frozen
class Hook:
    """Something that runs without the user asking: `path` (normalised) holds it, or `command` is it.

    `name` is what the ecosystem calls it (`postinstall`, `cmdclass.install`, `build-backend`, `postinst`, `build.rs`).
    `row` counts lines of `path` from 1 where it is known.
    """

    name: str
    when: When
    path: str
    command: str = ""
    row: int | None = None


BACKENDS = frozenset(
    ["setuptools.build_meta", "setuptools.build_meta:__legacy__", "flit_core.buildapi", "hatchling.build", "poetry.core.masonry.api", "pdm.backend", "mesonpy", "maturin", "scikit_build_core.build", "uv_build"]
)  # fmt: skip
"""Build backends that many use: pip takes the first of them where a package names none. What it needs for one is asked by itself, and so is a folder of the package's own that it takes one from."""

MODULE = "module"
"""The group of modules that a Go module requires, which say little but by their names: everything requires some."""


@frozen
class Dependency:
    """Another package that this one brings in; `spec` is the range or address as written, `group` why (`run`, `build`, …)."""

    name: str
    spec: str
    group: str
    path: str
    row: int | None = None


@frozen
class PackageFacts:
    """What one version of a package is and asks for.

    `ecosystem` is the purl type (`pypi`, `npm`, `deb`, `rpm`, `nuget`, `gem`, `cargo`, `maven`, `vscode`; `generic`
    where it is none of them). Paths are normalised: `/` between parts, the package's own root folder (`name-1.2.3/`,
    `package/`) left out, bytes that are no UTF-8 kept by `surrogateescape`. `runs` gives the paths whose file runs as a
    whole at a known time; any other file runs when it is imported or called, which its own language tells.
    """

    ecosystem: str = "generic"
    name: str | None = None
    version: str | None = None
    hooks: tuple[Hook, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    entry_points: tuple[str, ...] = ()
    """Names that the package puts in the user's way: console scripts, bin, exports."""
    publishers: tuple[str, ...] = ()
    """Authors, maintainers, publishers: as written, in the order written."""
    signers: tuple[str, ...] = ()
    """Who signed it, as the input carries it; what is not verified says so in its text."""
    runs: dict[str, When] = field(default_factory=dict)
    developers: frozenset[str] = frozenset()
    """Paths of build files that only who works on the package runs."""
    copied: bool = False
    """Whether installing it copies files and compiles none of them, as with wheels."""
    unread: tuple[str, ...] = ()
    """Paths of manifests that could not be read: what they have run and ask for is not known."""

    def when(self, path: str) -> When | None:
        """Return when the file at `path` runs as a whole by itself, None where nothing says so."""
        return self.runs.get(path)
