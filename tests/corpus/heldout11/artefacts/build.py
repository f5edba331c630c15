"""Compile the small binaries of this set: `python build.py`; needs gcc, mcs and javac. The results are kept, and nobody runs them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
COMMON = ["-fPIC", "-O2", "-s", "-w", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code"]  # fmt: skip
NATIVE = {
    "warp": ("so", ["-shared", *COMMON], ("FILES", "MEMORY", "HIDDEN")),
    "ferry": ("node", ["-shared", *COMMON], ("ENVIRON", "CONNECT")),
    "spool": ("elf", [*COMMON, "-pie", "-fPIE", "-fno-stack-protector"], ("SUDO", "LISTEN")),
}
ASSEMBLIES = ("TAP", "BOMB", "LOAD", "DOOR", "SPAWN")


def run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


def variants(names: tuple[str, ...]) -> dict[str, list[str]]:
    return {"1": [], "2": ["SECOND"]} | {one.lower(): ["SECOND", one] for one in names}


def assembly(name: str, defined: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "Fourthcoffee.Mapping.dll"
        extra = [f"-define:{';'.join(defined)}"] if defined else []
        run("mcs", "-target:library", "-optimize+", *extra, f"-out:{made}", HERE / "cs" / "Mapping.cs")
        shutil.copy(made, HERE / name)


def classes(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        run("javac", "--release", "11", "-nowarn", "-Xlint:none", "-d", place, *folder.glob("*.java"))
        for made in sorted(Path(place).rglob("*.class")):
            if made.name.startswith("Tally") or folder.name in ("honest", "second"):
                shutil.copy(made, HERE / f"tally-{folder.name}-{made.name.replace('$', '-')}")


def main() -> None:
    for source, (suffix, options, names) in NATIVE.items():
        for name, defined in variants(names).items():
            flags = [f"-D{one}" for one in defined]
            run("gcc", *options, *flags, "-o", HERE / f"{source}-{name}.{suffix}", HERE / "c" / f"{source}.c")
    for name, defined in variants(ASSEMBLIES).items():
        assembly(f"mapping-{name}.dll", defined)
    for folder in sorted((HERE / "java").iterdir()):
        classes(folder)


if __name__ == "__main__":
    main()
