"""Compile the small binaries of a held-out set; needs gcc, mcs and javac. The results are kept, and nobody runs them.

A set's own `artefacts/build.py` names its sources and variants; `python -m corpus.heldout11.artefacts.build` from `tests` makes them anew.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

COMMON = ("-fPIC", "-O2", "-s", "-w", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code")  # fmt: skip
LIBRARY = ("-shared", *COMMON)
PROGRAM = (*COMMON, "-pie", "-fPIE", "-fno-stack-protector")


@dataclass(frozen=True)
class Assembly:
    """A library of .NET: its source in `cs`, what the files are called in front, and its own name."""

    source: str
    prefix: str
    name: str
    variants: Sequence[str]
    resources: Mapping[str, tuple[str, bytes]]
    """What a variant carries inside, by the variant: a name and its bytes."""


def native(here: Path, name: str, suffix: str, options: Sequence[str], variants: Sequence[str]) -> None:
    """Compile a source in `c` in all its variants."""
    for one, defined in _variants(variants).items():
        flags = [f"-D{word}" for word in defined]
        _run("gcc", *options, *flags, "-o", here / f"{name}-{one}.{suffix}", here / "c" / f"{name}.c")


def managed(here: Path, made: Assembly) -> None:
    """Compile a library of .NET in all its variants."""
    for one, defined in _variants(made.variants).items():
        with tempfile.TemporaryDirectory() as place:
            library = Path(place) / made.name
            extra = [f"-define:{';'.join(defined)}"] if defined else []
            for word in made.resources.keys() & set(defined):
                name, content = made.resources[word]
                (Path(place) / name).write_bytes(content)
                extra.append(f"-resource:{Path(place) / name},{name}")
            _run("mcs", "-target:library", "-optimize+", *extra, f"-out:{library}", here / "cs" / made.source)
            shutil.copy(library, here / f"{made.prefix}-{one}.dll")


def classes(here: Path, prefix: str, kept: tuple[str, ...]) -> None:
    """Compile each folder in `java`; of all but the honest ones only classes whose names begin with one of `kept` are kept."""
    for folder in sorted((here / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            _run("javac", "--release", "11", "-nowarn", "-Xlint:none", "-d", place, *folder.glob("*.java"))
            for made in sorted(Path(place).rglob("*.class")):
                if made.name.startswith(kept) or folder.name in ("honest", "second"):
                    shutil.copy(made, here / f"{prefix}-{folder.name}-{made.name.replace('$', '-')}")


def _variants(names: Sequence[str]) -> dict[str, list[str]]:
    return {"1": [], "2": ["SECOND"]} | {one.lower(): ["SECOND", one] for one in names}


def _run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)
