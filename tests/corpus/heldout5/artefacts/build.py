"""Compile the small binaries of this set: `python build.py`; needs gcc, mcs and javac. The results are kept, and nobody runs them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ["-shared", "-fPIC", "-Os", "-s", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code"]  # fmt: skip
PROGRAM = [*SHARED[2:], "-pie", "-fPIE", "-fno-stack-protector"]
NATIVE = {
    "raster-1.so": ("raster", SHARED, []), "raster-2.so": ("raster", SHARED, ["SECOND"]), "raster-trojan.so": ("raster", SHARED, ["SECOND", "TROJAN"]),
    "mask-1.node": ("mask", SHARED, []), "mask-2.node": ("mask", SHARED, ["SECOND"]), "mask-trojan.node": ("mask", SHARED, ["SECOND", "TROJAN"]),
    "helper.elf": ("helper", PROGRAM, []),
}  # fmt: skip
ASSEMBLIES = {"jobs-1.dll": [], "jobs-2.dll": ["SECOND"], "jobs-beacon.dll": ["SECOND", "BEACON"], "jobs-steal.dll": ["SECOND", "STEAL"], "jobs-load.dll": ["SECOND", "LOAD"]}  # fmt: skip


def run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


def changed(folder: str, place: Path) -> list[Path]:
    """Return the classes that are not those of the second honest version."""
    kept = {"shell": "Stamp", "leak": "Clock", "fetch": "Clock"}.get(folder, "")
    return [one for one in sorted(place.rglob("*.class")) if one.name.startswith(kept)]


def main() -> None:
    for name, (source, options, defined) in NATIVE.items():
        run("gcc", *options, *(f"-D{one}" for one in defined), "-o", HERE / name, HERE / "c" / f"{source}.c")
    for name, defined in ASSEMBLIES.items():
        with tempfile.TemporaryDirectory() as place:
            made = Path(place) / "Litware.Jobs.dll"
            options = [f"-define:{';'.join(defined)}"] if defined else []
            run("mcs", "-target:library", "-optimize+", *options, f"-out:{made}", HERE / "cs" / "Jobs.cs")
            shutil.copy(made, HERE / name)
    for folder in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            run("javac", "--release", "11", "-d", place, *folder.glob("*.java"))
            for made in changed(folder.name, Path(place)):
                shutil.copy(made, HERE / f"stamp-{folder.name}-{made.name}")


if __name__ == "__main__":
    main()
