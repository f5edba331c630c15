"""Every analyser of an update, in explicit lists."""

from beartrap.vet import binary, odd, promise, provenance, rules, source_files, source_packages, source_texts
from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser

FILES: tuple[FileAnalyser, ...] = (*binary.FILES, *source_files.FILES, *source_texts.FILES)
"""Each looks at one file."""
PACKAGES: tuple[PackageAnalyser, ...] = (
    *binary.PACKAGES,
    *source_packages.PACKAGES,
)
"""Each looks over one whole version."""
PAIRS: tuple[PairAnalyser, ...] = (*binary.PAIRS, *promise.PAIRS)
"""Each looks at the step from the old version to the new one."""
BEHAVIOURS: tuple[Meta, ...] = (
    *odd.BEHAVIOURS,
    *promise.BEHAVIOURS,
    *provenance.BEHAVIOURS,
    *binary.BEHAVIOURS,
    *source_files.BEHAVIOURS,
    *rules.BEHAVIOURS,
)
"""Every kind of behaviour that they can yield, each with a docs page."""


def file_analysers(compiled: str | None) -> tuple[FileAnalyser, ...]:
    """Return the analysers of files for one worker; `compiled` is a file of compiled YARA rules, None for none."""
    return (*FILES, *rules.analysers(compiled))
