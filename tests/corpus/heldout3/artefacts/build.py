"""Compile the small binaries of this set from the sources beside; needs gcc, javac and mcs. What it made is committed.

    python tests/corpus/heldout3/artefacts/build.py

Nothing that this makes is ever run or loaded. Compilers differ, so the set takes the committed files.
"""

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = {
    "codec-1.so": ("codec.c", []), "codec-2.so": ("codec.c", ["-DSECOND"]), "codec-trojan.so": ("codec.c", ["-DSECOND", "-DTROJAN"]),
    "addon-1.node": ("addon.c", []), "addon-2.node": ("addon.c", ["-DSECOND"]), "addon-trojan.node": ("addon.c", ["-DSECOND", "-DTROJAN"]),
}  # fmt: skip
ASSEMBLIES = {"data-1.dll": [], "data-2.dll": ["SECOND"], "data-timebomb.dll": ["SECOND", "TIMEBOMB"], "data-thief.dll": ["SECOND", "THIEF"], "data-loader.dll": ["SECOND", "LOADER"]}  # fmt: skip
SMALL = ("gcc", "-Os", "-s", "-Wl,-z,noseparate-code")


def main() -> None:
    for name, (source, flags) in SHARED.items():
        target = ("-o", str(HERE / name), str(HERE / "c" / source))
        subprocess.run([*SMALL, "-shared", "-fPIC", *flags, *target], check=True)
    subprocess.run([*SMALL, "-o", str(HERE / "helper.elf"), str(HERE / "c" / "helper.c")], check=True)
    for name, symbols in ASSEMBLIES.items():
        with tempfile.TemporaryDirectory() as place:
            made = Path(place) / "Fabrikam.Data.dll"  # the file's name is the assembly's
            defines = [f"-d:{one}" for one in symbols]
            source = str(HERE / "cs" / "Data.cs")
            subprocess.run(["mcs", "-target:library", "-optimize", f"-out:{made}", *defines, source], check=True)
            (HERE / name).write_bytes(made.read_bytes())
    for variant in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            sources = map(str, sorted(variant.glob("*.java")))
            subprocess.run(["javac", "--release", "11", "-d", place, *sources], check=True)
            for made in sorted(Path(place).rglob("*.class")):
                (HERE / f"{variant.name}-{made.name}").write_bytes(made.read_bytes())


if __name__ == "__main__":
    main()
