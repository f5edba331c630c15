"""Which analysers one update needs: those of the kinds of files that are there, loaded when it is known that they are.

Most updates change a few files of one language. To load what reads binaries, five more languages and the rules of others
takes longer than to examine them. A test holds the lists here against `vet.registry`.
"""

from collections.abc import Collection, Iterator, Sequence

from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser
from beartrap.vet.kinds import BINARIES, COMPILED, SCRIPTS, Kind

_PROGRAMS = frozenset({Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO, Kind.WASM, Kind.BYTECODE, Kind.DATA})
_CARRIERS = frozenset(
    {
        Kind.DATA,
        Kind.TEXT,
        Kind.IMAGE,
        Kind.FONT,
        Kind.MEDIA,
        Kind.DOCUMENT,
        Kind.PICKLE,
        Kind.JSON,
        Kind.YAML,
        Kind.XML,
        Kind.HTML,
    }
)
_SOURCES = (SCRIPTS - {Kind.PERL, Kind.VB}) | COMPILED | {Kind.BUILD}
_OTHERS = frozenset({Kind.VB, Kind.JAVA, Kind.C})
_COMMANDS = frozenset({Kind.SHELL, Kind.PTH, Kind.UNIT, Kind.WORKFLOW, Kind.BUILD, Kind.HTML, Kind.GO})
_SETTINGS = frozenset({Kind.JSON, Kind.YAML, Kind.TOML, Kind.XML, Kind.MANIFEST, Kind.TEXT})


def file_analysers(kinds: Collection[Kind], compiled: str | None = None) -> tuple[FileAnalyser, ...]:
    """Return the analysers of files that take one of these kinds; `compiled` is a file of compiled YARA rules."""
    found = list[FileAnalyser]()
    if _PROGRAMS.intersection(kinds):
        from beartrap.vet.binary import registry as binary

        found += binary.FILES
    elif _CARRIERS.intersection(kinds):
        from beartrap.vet.binary.carried import CarriedAnalyser
        from beartrap.vet.binary.embedded import CarrierAnalyser

        found += (CarrierAnalyser(), CarriedAnalyser())
    if _SOURCES.intersection(kinds):
        from beartrap.vet import source_files

        found += source_files.FILES
    if (_SOURCES | _COMMANDS | _SETTINGS).intersection(kinds):
        from beartrap.vet import source_texts

        found += source_texts.FILES
    if not {Kind.PHP, Kind.TEXT}.isdisjoint(kinds):
        from beartrap.vet import source_templates

        found += source_templates.FILES
    if _OTHERS.intersection(kinds):
        from beartrap.vet import source_others

        found += source_others.FILES
    if not {Kind.PICKLE, Kind.DATA}.isdisjoint(kinds):
        from beartrap.vet import pickles

        found += pickles.FILES
    if compiled is not None:
        from beartrap.vet import rules

        found += rules.analysers(compiled)
    return tuple(found)


def package_analysers(kinds: Collection[Kind], *, bytecode: bool, hooks: bool) -> tuple[PackageAnalyser, ...]:
    """Return the analysers of whole versions; `bytecode` and `hooks` tell whether a version has any."""
    found = list[PackageAnalyser]()
    if bytecode:
        from beartrap.vet.binary.bytecode import BytecodeOnlyAnalyser
        from beartrap.vet.binary.nests import NestAnalyser

        found += (BytecodeOnlyAnalyser(), NestAnalyser())
    if hooks or _SOURCES.intersection(kinds):
        from beartrap.vet import source_packages

        found += source_packages.PACKAGES
    if Kind.BUILD in kinds:
        from beartrap.vet import source_included

        found += source_included.PACKAGES
    if not (COMPILED | {Kind.RUBY}).isdisjoint(kinds):
        from beartrap.vet import source_joined

        found += source_joined.PACKAGES
    return tuple(found)


def pair_analysers(kinds: Collection[Kind]) -> tuple[PairAnalyser, ...]:
    """Return the analysers of the step between two versions."""
    found = list[PairAnalyser]()
    if not BINARIES.isdisjoint(kinds):
        from beartrap.vet.binary import registry as binary

        found += binary.PAIRS
    if not (SCRIPTS | COMPILED).isdisjoint(kinds):
        from beartrap.vet import source_guards

        found += source_guards.PAIRS
    from beartrap.vet.promise import registry as promise

    return (*found, *promise.PAIRS)


def meanings(wanted: Collection[str]) -> dict[str, Meta]:
    """Return what each of these kinds of behaviour is, by its id; a list is loaded when the ones before it do not have them all."""
    found: dict[str, Meta] = {}
    for metas in _lists():
        if found.keys() >= set(wanted):
            break
        found |= {meta.id: meta for meta in metas if meta.id in wanted}
    return found


def _lists() -> Iterator[Sequence[Meta]]:
    """Yield the lists of kinds, first those that cost little or are asked for most."""
    from beartrap.vet.promise import registry as promise

    yield promise.BEHAVIOURS
    from beartrap.vet import odd

    yield odd.BEHAVIOURS
    from beartrap.vet.behaviours import registry as source

    yield source.BEHAVIOURS
    from beartrap.vet import registry

    yield registry.BEHAVIOURS
