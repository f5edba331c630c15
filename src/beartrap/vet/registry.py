"""Every analyser of an update, in explicit lists. What a worker loads of them is told by `vet.lineup`."""

from beartrap.vet import (
    odd,
    pickles,
    provenance,
    rules,
    source_files,
    source_guards,
    source_included,
    source_joined,
    source_others,
    source_packages,
    source_templates,
    source_texts,
)
from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser
from beartrap.vet.binary import registry as binary
from beartrap.vet.promise import registry as promise

FILES: tuple[FileAnalyser, ...] = (
    *binary.FILES,
    *source_files.FILES,
    *source_texts.FILES,
    *source_templates.FILES,
    *source_others.FILES,
    *pickles.FILES,
)
"""Each looks at one file."""
PACKAGES: tuple[PackageAnalyser, ...] = (
    *binary.PACKAGES,
    *source_packages.PACKAGES,
    *source_included.PACKAGES,
    *source_joined.PACKAGES,
)
"""Each looks over one whole version."""
PAIRS: tuple[PairAnalyser, ...] = (*binary.PAIRS, *source_guards.PAIRS, *promise.PAIRS)
"""Each looks at the step from the old version to the new one."""
BEHAVIOURS: tuple[Meta, ...] = (
    *odd.BEHAVIOURS,
    *promise.BEHAVIOURS,
    *provenance.BEHAVIOURS,
    *binary.BEHAVIOURS,
    *source_files.BEHAVIOURS,
    *source_guards.BEHAVIOURS,
    *rules.BEHAVIOURS,
)
"""Every kind of behaviour that they can yield, each with a docs page."""
