"""Every analyser of an update, in explicit lists."""

from beartrap.vet import binary
from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser

FILES: tuple[FileAnalyser, ...] = (*binary.FILES,)
"""Each looks at one file."""
PACKAGES: tuple[PackageAnalyser, ...] = (*binary.PACKAGES,)
"""Each looks over one whole version."""
PAIRS: tuple[PairAnalyser, ...] = (*binary.PAIRS,)
"""Each looks at the step from the old version to the new one."""
BEHAVIOURS: tuple[Meta, ...] = (*binary.BEHAVIOURS,)
"""Every kind of behaviour that they can yield, each with a docs page."""
