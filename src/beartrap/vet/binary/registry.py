"""The analysers of binaries, in explicit lists."""

from beartrap.vet.analyser import FileAnalyser, PackageAnalyser, PairAnalyser
from beartrap.vet.binary.behaviours import ALL as BEHAVIOURS
from beartrap.vet.binary.bytecode import BytecodeAnalyser, BytecodeOnlyAnalyser
from beartrap.vet.binary.carried import CarriedAnalyser
from beartrap.vet.binary.embedded import CarrierAnalyser
from beartrap.vet.binary.growth import GainAnalyser
from beartrap.vet.binary.managed import ManagedAnalyser, NewThreadAnalyser
from beartrap.vet.binary.native import NativeAnalyser
from beartrap.vet.binary.nests import NestAnalyser
from beartrap.vet.binary.searching import TextAnalyser
from beartrap.vet.binary.signature import SignerAnalyser

FILES: tuple[FileAnalyser, ...] = (
    NativeAnalyser(),
    ManagedAnalyser(),
    BytecodeAnalyser(),
    TextAnalyser(),
    CarrierAnalyser(),
    CarriedAnalyser(),
)
PACKAGES: tuple[PackageAnalyser, ...] = (BytecodeOnlyAnalyser(), NestAnalyser())
PAIRS: tuple[PairAnalyser, ...] = (NewThreadAnalyser(), SignerAnalyser(), GainAnalyser())

__all__ = ["BEHAVIOURS", "FILES", "PACKAGES", "PAIRS"]
