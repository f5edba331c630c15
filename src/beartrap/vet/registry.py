"""Every analyser of an update, in explicit lists."""

from beartrap.vet.analyser import FileAnalyser, Meta, PackageAnalyser, PairAnalyser

FILES: tuple[FileAnalyser, ...] = ()
"""Each looks at one file."""
PACKAGES: tuple[PackageAnalyser, ...] = ()
"""Each looks over one whole version."""
PAIRS: tuple[PairAnalyser, ...] = ()
"""Each looks at the step from the old version to the new one."""
BEHAVIOURS: tuple[Meta, ...] = ()
"""Every kind of behaviour that they can yield, each with a docs page."""
