"""What a content is, told by its bytes first and by its name only where bytes cannot tell.

Text has no magic: whether `setup` is Python or shell is told by its first line or, failing that, by its name. A name
never overrules bytes: a `.png` that begins with `MZ` is a program.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is, as far as an analyser needs to know."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    SHELL = "shell"
    POWERSHELL = "powershell"
    BATCH = "batch"
    RUBY = "ruby"
    PHP = "php"
    PERL = "perl"
    """Source code."""
    RUST = "rust"
    GO = "go"
    C = "c"
    CSHARP = "csharp"
    JAVA = "java"
    VB = "vb"
    """Source code that is compiled before it runs (VB: scripts and macros too)."""
    PE = "pe"
    DOTNET = "dotnet"
    ELF = "elf"
    MACHO = "macho"
    WASM = "wasm"
    """Programs and libraries; a managed assembly is DOTNET and not PE."""
    BYTECODE = "bytecode"
    """Compiled for an interpreter: `.pyc`, Java classes, Lua and Hermes bytecode."""
    PTH = "pth"
    """Lines that Python runs or adds to its path at start-up."""
    MANIFEST = "manifest"
    """What a package says of itself: package.json, PKG-INFO, control, setup.cfg, pyproject.toml, Cargo.toml, …"""
    UNIT = "unit"
    """What starts programs: systemd units, launchd property lists, desktop entries, cron tables."""
    WORKFLOW = "workflow"
    """What a build service runs: GitHub workflows and actions, GitLab CI."""
    BUILD = "build"
    """What a build tool runs: Makefile, CMake, autoconf and m4, configure, Dockerfile, MSBuild projects, binding.gyp."""
    NOTEBOOK = "notebook"
    HTML = "html"
    """Pages, which may hold script; SVG too."""
    JSON = "json"
    YAML = "yaml"
    TOML = "toml"
    XML = "xml"
    DATA = "data"
    """Binary content that is none of the others."""
    TEXT = "text"
    """Text that is none of the others: prose, licences, translations."""
    IMAGE = "image"
    FONT = "font"
    MEDIA = "media"
    DOCUMENT = "document"
    """PDF, office documents."""
    ARCHIVE = "archive"
    """An archive, of which the members are examined on their own."""
    PICKLE = "pickle"
    """Serialised objects that run code when they are loaded."""
    EMPTY = "empty"

    @property
    def runs(self) -> bool:
        """Whether it is, or may hold, code that runs."""
        return self in _RUNS


SCRIPTS = frozenset(
    {
        Kind.PYTHON,
        Kind.JAVASCRIPT,
        Kind.TYPESCRIPT,
        Kind.SHELL,
        Kind.POWERSHELL,
        Kind.BATCH,
        Kind.RUBY,
        Kind.PHP,
        Kind.PERL,
        Kind.VB,
    }
)
"""Source code that an interpreter runs as it stands."""
COMPILED = frozenset({Kind.RUST, Kind.GO, Kind.C, Kind.CSHARP, Kind.JAVA})
"""Source code that is compiled first."""
BINARIES = frozenset({Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO, Kind.WASM, Kind.BYTECODE})
"""Code that is compiled already."""
_RUNS = (
    SCRIPTS
    | COMPILED
    | BINARIES
    | {Kind.PTH, Kind.MANIFEST, Kind.UNIT, Kind.WORKFLOW, Kind.BUILD, Kind.NOTEBOOK, Kind.HTML, Kind.PICKLE}
)
